// Attention in shapes that today's exporters no longer write: heads folded into the batch, layers kept in functions.

import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import { encodeGraph } from '../../../src/onnx/encode';
import { Graph } from '../../../src/onnx/graph';
import { parseModel } from '../../../src/onnx/model';
import { memorySource } from '../../../src/onnx/source';
import { bytesField, concat, textField, varintField } from '../../../src/onnx/wire';
import { everything, maxError, prepareBytes, runBytes } from './reference';

const [LENGTH, HEADS, SIZE, BATCH] = [5, 2, 4, 3];
const WIDTH = HEADS * SIZE;
const wave = (n: number, from: number): number[] => Array.from({ length: n }, (_, i) => Math.sin(from + i * 1.3) * 0.6);
const weights = { query: wave(WIDTH * WIDTH, 1), key: wave(WIDTH * WIDTH, 2), value: wave(WIDTH * WIDTH, 3) };
const states = wave(BATCH * LENGTH * WIDTH, 4);

function emptyModel(...more: Uint8Array[]): Graph {
  const opset = bytesField(8, concat([textField(1, ''), varintField(2, 17)]));
  return new Graph(
    parseModel(memorySource(concat([varintField(1, 8), bytesField(7, textField(2, 'g')), opset, ...more]))),
  );
}

/**
 * One attention over [B·heads, S, S]. `unfolds`: the scores pass through four dimensions, as models do to add a mask;
 * `lengthFirst`: heads are split off as [S, B·heads, size], so that no shape tells how many there are.
 */
function folded(unfolds: boolean, lengthFirst: boolean): Uint8Array {
  const graph = emptyModel();
  graph.inputs.push({
    name: 'states',
    dataType: 1,
    shape: lengthFirst ? [LENGTH, undefined, WIDTH] : [undefined, LENGTH, WIDTH],
  });
  const rows = (name: keyof typeof weights): string => {
    const weight = graph.constant(`${name}_weight`, [WIDTH, WIDTH], weights[name], 1);
    const flat = graph.add(name, 'MatMul', ['states', weight]);
    if (lengthFirst) {
      const split = graph.add(`${name}_split`, 'Reshape', [flat, graph.constant('shape', [3], [LENGTH, -1, SIZE])]);
      return graph.add(`${name}_folded`, 'Transpose', [split], { attributes: { perm: [1, 0, 2] } });
    }
    const split = graph.add(`${name}_split`, 'Reshape', [flat, graph.constant('shape', [4], [0, 0, HEADS, SIZE])]);
    const turned = graph.add(`${name}_heads`, 'Transpose', [split], { attributes: { perm: [0, 2, 1, 3] } });
    return graph.add(`${name}_folded`, 'Reshape', [turned, graph.constant('shape', [3], [-1, LENGTH, SIZE])]);
  };
  const keys = graph.add('turned', 'Transpose', [rows('key')], { attributes: { perm: [0, 2, 1] } });
  let scores = graph.add('scores', 'MatMul', [rows('query'), keys]);
  if (unfolds) {
    scores = graph.add('wide', 'Reshape', [scores, graph.constant('shape', [4], [-1, HEADS, LENGTH, LENGTH])]);
    scores = graph.add('added', 'Add', [scores, graph.constant('nothing', [], [0], 1)]);
    scores = graph.add('narrow', 'Reshape', [scores, graph.constant('shape', [3], [-1, LENGTH, LENGTH])]);
  }
  const probabilities = graph.add('probabilities', 'Softmax', [scores], { attributes: { axis: -1 } });
  graph.add('context', 'MatMul', [probabilities, rows('value')]);
  graph.outputs.push({ name: 'context', dataType: 1 });
  return encodeGraph(graph).bytes;
}

/** Probabilities [B, heads, S, S] from the states and weights, in plain loops. */
function expectedProbabilities(lengthFirst: boolean): number[] {
  const project = (matrix: number[], b: number, s: number, column: number): number => {
    const from = (lengthFirst ? s * BATCH + b : b * LENGTH + s) * WIDTH;
    return matrix.reduce((sum, _, i) => (i < WIDTH ? sum + states[from + i] * matrix[i * WIDTH + column] : sum), 0);
  };
  const out: number[] = [];
  for (let b = 0; b < BATCH; b++) {
    for (let h = 0; h < HEADS; h++) {
      for (let i = 0; i < LENGTH; i++) {
        const raised = Array.from({ length: LENGTH }, (_, j) => {
          let dot = 0;
          for (let d = 0; d < SIZE; d++) {
            dot += project(weights.query, b, i, h * SIZE + d) * project(weights.key, b, j, h * SIZE + d);
          }
          return Math.exp(dot);
        });
        const sum = raised.reduce((a, c) => a + c, 0);
        out.push(...raised.map((value) => value / sum));
      }
    }
  }
  return out;
}

describe('heads folded into the batch', () => {
  const cases: [string, boolean, boolean][] = [
    ['split as [B, S, heads, size]', false, false],
    ['the same, unfolded for a mask', true, false],
    ['split as [S, B·heads, size], unfolded for a mask', true, true],
  ];
  for (const [name, unfolds, lengthFirst] of cases) {
    it(`${name}: probabilities come out as [B, heads, S, S] and heads can be silenced`, async () => {
      const bytes = folded(unfolds, lengthFirst);
      const dims = lengthFirst ? [LENGTH, BATCH, WIDTH] : [BATCH, LENGTH, WIDTH];
      const feeds = { states: new ort.Tensor('float32', Float32Array.from(states), dims) };
      const graph = prepareBytes(bytes, everything);
      assert.equal(graph.numHeads, HEADS);
      const results = await runBytes(graph.bytes, feeds);
      const [attention, queries, keys] = [graph.outputs.attentions, graph.outputs.queries, graph.outputs.keys].map(
        ([output]) => results[output],
      );
      assert.deepEqual([...attention.dims], [BATCH, HEADS, LENGTH, LENGTH]);
      assert.ok(maxError(attention.data, expectedProbabilities(lengthFirst)) < 1e-5);
      for (const rows of [queries, keys]) assert.deepEqual([...rows.dims], [BATCH, HEADS, LENGTH, SIZE]);

      const masked = prepareBytes(bytes, { headMask: true });
      const headMask = new ort.Tensor('float32', Float32Array.of(0.5, 0), [1, HEADS]);
      const plain = (await runBytes(bytes, feeds))['context'];
      const silenced = (await runBytes(masked.bytes, { ...feeds, head_mask: headMask }))['context'];
      const perHead = LENGTH * SIZE;
      const expected = plain.data.map((value, i) => value * [0.5, 0][Math.floor(i / perHead) % HEADS]);
      assert.ok(maxError(silenced.data, expected) < 1e-6);
    });
  }

  it('says so when their number cannot be told', () => {
    const graph = prepareBytes(folded(false, true), { ...everything, headMask: true });
    assert.equal(graph.attention.kind, 'fused');
    assert.match(graph.attention.kind === 'fused' ? graph.attention.reason : '', /number of its heads/);
    assert.deepEqual(graph.outputs.attentions, []);
    assert.equal(graph.headMaskInput, undefined);
    assert.equal(graph.numLayers, 1);
  });
});

describe('functions of the model', () => {
  const call = (name: string): Uint8Array =>
    bytesField(7, concat([textField(1, 'x'), textField(2, 'y'), textField(4, name), textField(7, 'own')]));
  const plain = (name: string): Uint8Array =>
    bytesField(7, concat([textField(1, 'x'), textField(2, 'y'), textField(4, name)]));
  const define = (name: string, ...nodes: Uint8Array[]): Uint8Array =>
    bytesField(25, concat([textField(1, name), ...nodes, textField(10, 'own')]));
  const using = (name: string, ...functions: Uint8Array[]): Uint8Array => {
    const graph = emptyModel(...functions);
    graph.inputs.push({ name: 'x', dataType: 1 });
    graph.addNode({ opType: name, domain: 'own', inputs: ['x'], outputs: ['y'] });
    graph.outputs.push({ name: 'y', dataType: 1 });
    return encodeGraph(graph).bytes;
  };

  it('are named when attention may be inside, also by way of another function', () => {
    const bytes = using('Layer', define('Layer', call('Inner')), define('Inner', plain('Softmax')));
    const { attention } = prepareBytes(bytes, everything);
    assert.deepEqual(attention, {
      kind: 'fused',
      op: 'own.Layer',
      reason: 'the model keeps its layers in functions of its own',
    });
  });

  it('are no attention when nothing in them makes probabilities, even if they call each other', () => {
    const bytes = using('Layer', define('Layer', call('Inner')), define('Inner', call('Layer'), plain('Relu')));
    assert.deepEqual(prepareBytes(bytes, everything).attention, { kind: 'none' });
  });
});
