// Files that are no sound model: each gives an OnnxError with a reason, never a crash, a hang or another error.

import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { bytesField, concat, textField, varint, varintField } from '../../../src/onnx/wire';
import { encodeGraph } from '../../../src/onnx/encode';
import { OnnxError } from '../../../src/onnx/errors';
import { floatWeights } from '../../../src/onnx/floats';
import { Graph } from '../../../src/onnx/graph';
import { parseModel } from '../../../src/onnx/model';
import type { PrepareOptions } from '../../../src/onnx/prepare';
import { prepareGraph } from '../../../src/onnx/prepare';
import { quantiseInt8, signUint8Weights } from '../../../src/onnx/quantise';
import { prepareWords } from '../../../src/onnx/rows';
import { memorySource } from '../../../src/onnx/source';
import { everything, graphBytes, prepareBytes } from './reference';

const all: PrepareOptions = { ...everything, mlmRows: true, headMask: true };
const text = (value: string): Uint8Array => Uint8Array.from(Buffer.from(value));

function model(...graphFields: Uint8Array[]): Uint8Array {
  const opset = bytesField(8, concat([textField(1, ''), varintField(2, 17)]));
  return concat([varintField(1, 8), bytesField(7, concat(graphFields)), opset]);
}

function node(opType: string, inputs: string[], outputs: string[], ...more: Uint8Array[]): Uint8Array {
  const fields = [...inputs.map((name) => textField(1, name)), ...outputs.map((name) => textField(2, name))];
  return bytesField(1, concat([...fields, textField(4, opType), ...more]));
}

function value(field: 11 | 12, name: string): Uint8Array {
  return bytesField(field, concat([textField(1, name), bytesField(2, bytesField(1, varintField(1, 1)))]));
}

function nested(depth: number): Uint8Array {
  let graph = concat([]);
  for (let i = 0; i < depth; i++) {
    const attribute = concat([textField(1, 'body'), bytesField(6, graph), varintField(20, 5)]);
    graph = node('Loop', [], [`out${i}`], bytesField(5, attribute));
  }
  return graph;
}

describe('damaged files', () => {
  const bert = graphBytes('bert.sdpa-script17');

  const cases: [string, Uint8Array, OnnxError['code'], RegExp][] = [
    ['an empty file', new Uint8Array(0), 'notOnnx', /empty/],
    ['a web page', text('<!DOCTYPE html><html><body>404</body></html>'), 'notOnnx', /web page/],
    ['a web page after a line break', text('\n <html>'), 'notOnnx', /web page/],
    ['an LFS pointer', text('version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n'), 'notOnnx', /LFS/],
    ['JSON', text('{"error": "Entry not found"}'), 'notOnnx', /JSON/],
    ['a ZIP archive', text('PK\x03\x04aaaaaaaa'), 'notOnnx', /ZIP/],
    ['a GGUF model', text('GGUF\x03\x00\x00\x00'), 'notOnnx', /GGUF/],
    ['a compressed model', gzipSync(bert), 'notOnnx', /gzip/],
    ['zeros', new Uint8Array(1000), 'notOnnx', /number 0/],
    ['plain text', text('Not a model, but a letter about one.'), 'notOnnx', /./],
    ['half of a model', bert.subarray(0, bert.length / 2), 'truncated', /ends in the middle/],
    ['a model without its last byte', bert.subarray(0, bert.length - 1), 'truncated', /ends in the middle/],
    ['one byte', bert.subarray(0, 1), 'truncated', /./],
    ['a model without a graph', varintField(1, 8), 'notOnnx', /no graph/],
    [
      'a model without an operator set',
      concat([varintField(1, 8), bytesField(7, node('Relu', ['x'], ['y']))]),
      'truncated',
      /version/,
    ],
    ['a node without an operator', model(bytesField(1, textField(1, 'x'))), 'notOnnx', /operator/],
    ['a tensor from nowhere', model(node('Relu', ['x'], ['y']), value(12, 'y')), 'notOnnx', /nothing makes/],
    ['an output from nowhere', model(value(12, 'y')), 'notOnnx', /nothing makes/],
    [
      'a circle',
      model(node('Add', ['x', 'b'], ['a']), node('Relu', ['a'], ['b']), value(11, 'x'), value(12, 'b')),
      'notOnnx',
      /circle/,
    ],
    ['a node that reads itself', model(node('Relu', ['a'], ['a']), value(12, 'a')), 'notOnnx', /circle/],
    [
      'two nodes that make one tensor',
      model(node('Relu', ['x'], ['y']), node('Tanh', ['x'], ['y']), value(11, 'x'), value(12, 'y')),
      'notOnnx',
      /two nodes/,
    ],
    [
      'a name that is not text',
      model(bytesField(1, concat([bytesField(4, Uint8Array.of(0xff, 0xfe))]))),
      'notOnnx',
      /UTF-8/,
    ],
    ['a field longer than its message', model(concat([varint(10), varint(500)])), 'notOnnx', /longer than/],
    ['an unknown wire type', Uint8Array.of(0x0f, 1, 2, 3), 'notOnnx', /wire type/],
    ['an endless number', concat([Uint8Array.of(8), new Uint8Array(20).fill(255)]), 'notOnnx', /ten bytes/],
    ['graphs nested without end', model(nested(200)), 'unsupported', /nested/],
    ['sparse weights', model(bytesField(15, textField(1, 'x'))), 'unsupported', /sparse/],
    [
      'a weight of negative size',
      model(bytesField(5, concat([varintField(1, -4), textField(8, 'w')]))),
      'notOnnx',
      /negative/,
    ],
  ];
  for (const [name, bytes, code, reason] of cases) {
    it(`${name}: ${code}`, () => {
      for (const read of [() => prepareBytes(bytes, all), () => quantiseInt8(memorySource(bytes))]) {
        assert.throws(read, (error) => {
          assert.ok(error instanceof OnnxError, String(error));
          assert.equal(error.code, code);
          assert.match(error.reason, reason);
          return true;
        });
      }
    });
  }

  it('a file that shrinks while it is read', () => {
    const source = {
      sizeBytes: bert.length,
      read: (offset: number, length: number) => bert.slice(offset, Math.min(offset + length, 5000)),
    };
    assert.throws(() => prepareGraph(source, all), { name: 'OnnxError', code: 'truncated' });
  });

  it('every way to cut a model short is told as such', () => {
    for (const name of ['bert.bundled-int8', 'bert.fused-qattention']) {
      const bytes = graphBytes(name);
      for (let length = 1; length < bytes.length; length += Math.max(1, Math.floor(bytes.length / 300))) {
        assert.throws(
          () => prepareBytes(bytes.subarray(0, length), all),
          (error) => error instanceof OnnxError && (error.code === 'truncated' || length < 8),
          `${name} cut to ${length}`,
        );
      }
    }
  });

  it('bytes changed at random never bring up anything but an OnnxError', () => {
    const random = generator(1);
    let refused = 0;
    for (const name of [
      'bert.bundled-int8',
      'bert.eager-script14',
      'deberta-v2.eager-script17',
      'bert.fused-multihead',
      'bert.uint8',
    ]) {
      const original = graphBytes(name);
      for (let round = 0; round < 120; round++) {
        const bytes = original.slice();
        for (let i = 1 + Math.floor(random() * 8); i > 0; i--)
          bytes[Math.floor(random() * bytes.length)] = random() * 256;
        for (const read of [
          prepareBytes,
          (b: Uint8Array) => signUint8Weights(memorySource(b)),
          (b: Uint8Array) => quantiseInt8(memorySource(b)),
          (b: Uint8Array) => floatWeights(memorySource(b)),
          (b: Uint8Array) => prepareWords(memorySource(b), 'model.onnx'),
        ]) {
          try {
            read(bytes, all);
          } catch (error) {
            assert.ok(error instanceof OnnxError, error instanceof Error ? error.stack : String(error));
            refused++;
          }
        }
      }
    }
    assert.ok(refused > 100, `${refused} refused`);
  });

  it('a graph that doubles its shapes with each node does not exhaust memory', () => {
    const nodes = [node('Shape', ['x'], ['s0'])];
    for (let i = 0; i < 60; i++) {
      nodes.push(
        node(
          'Concat',
          [`s${i}`, `s${i}`],
          [`s${i + 1}`],
          bytesField(5, concat([textField(1, 'axis'), varintField(3, 0), varintField(20, 2)])),
        ),
      );
      nodes.push(node('Gather', [i === 0 ? 'x' : `g${i - 1}`, i === 0 ? 'x' : `g${i - 1}`], [`g${i}`]));
    }
    const bytes = model(...nodes, value(11, 'x'), value(12, 's60'), value(12, 'g59'));
    assert.deepEqual(prepareBytes(bytes, all).attention, { kind: 'none' });
  });

  it('a chain of thirty thousand nodes does not overflow the stack', () => {
    const nodes: Uint8Array[] = [];
    for (let i = 0; i < 30_000; i++) nodes.push(node('Relu', [`t${i}`], [`t${i + 1}`]));
    nodes.reverse();
    const bytes = model(...nodes, value(11, 't0'), value(12, 't30000'));
    assert.equal(prepareBytes(bytes, all).attention.kind, 'none');
  }).timeout(30_000);

  describe('lists that are longer than a call may have arguments', () => {
    const many = 150_000;
    const ones = new Uint8Array(many).fill(1);
    const relu = node('Relu', ['x'], ['y']);
    const attribute = concat([textField(1, 'value_ints'), bytesField(8, ones), varintField(20, 7)]);
    const lists: [string, Uint8Array][] = [
      ['dimensions of a weight', bytesField(5, concat([bytesField(1, ones), varintField(2, 1), textField(8, 'w')]))],
      ['numbers of an attribute', node('Constant', [], ['c'], bytesField(5, attribute))],
      ['inputs of a graph', concat(Array.from({ length: many }, (_, n) => value(11, `in${n}`)))],
    ];
    for (const [what, list] of lists) {
      it(what, () => {
        const bytes = model(relu, list, value(11, 'x'), value(12, 'y'));
        assert.equal(prepareBytes(bytes, all).attention.kind, 'none');
      }).timeout(30_000);
    }
  });

  it('a graph in two parts is read as one', () => {
    // Protobuf merges messages that are given twice; editors append to models that way.
    const graph = new Graph(parseModel(memorySource(bert)));
    const before = prepareBytes(bert, all);
    const appended = concat([
      bert,
      bytesField(7, node('Identity', ['logits'], ['again'])),
      bytesField(7, value(12, 'again')),
    ]);
    const after = prepareBytes(appended, all);
    assert.deepEqual(after.outputs.attentions, before.outputs.attentions);
    assert.equal(parseModel(memorySource(after.bytes)).outputs.filter((info) => info.name === 'again').length, 1);
    assert.ok(encodeGraph(graph).bytes.length > 0);
  });
});

/** Numbers 0…1 that are the same in each run (mulberry32). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
