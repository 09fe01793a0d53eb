// The arithmetic between raw outputs and answers, on a session whose outputs are written by hand.

import assert from 'node:assert/strict';
import type { Batch } from '../../../../src/core/types';
import { EngineError, type EngineErrorCode } from '../../../../src/engine/errors';
import { GraphRunner, sampleBatch } from '../../../../src/runtime/encoder/graphRunner';
import type { FeedTensor, FloatTensor, GraphSession } from '../../../../src/runtime/encoder/graphSession';
import type { GraphLayout } from '../../../../src/runtime/encoder/layout';
import { plainLayout } from '../../../support/plainLayout';

const plain: GraphLayout = {
  ...plainLayout,
  inputs: [
    { name: 'input_ids', elementType: 'int64' },
    { name: 'attention_mask', elementType: 'int64' },
  ],
};

const batch: Batch = {
  batch: 2,
  length: 2,
  inputIds: Int32Array.of(1, 2, 3, 0),
  attentionMask: Int32Array.of(1, 1, 1, 0),
  tokenTypeIds: Int32Array.of(0, 1, 0, 0),
};

const tensor = (dims: readonly number[], ...values: readonly number[]): FloatTensor => ({
  dims,
  data: Float32Array.from(values),
});

/** Keeps what it was fed with and gives the outputs that the test wrote. */
class WrittenSession implements GraphSession {
  feeds: Readonly<Record<string, FeedTensor>> = {};
  constructor(readonly outputs: Readonly<Record<string, FloatTensor>>) {}
  run(feeds: Readonly<Record<string, FeedTensor>>, fetches: readonly string[]): Promise<Record<string, FloatTensor>> {
    this.feeds = feeds;
    return Promise.resolve(Object.fromEntries(fetches.map((name) => [name, this.outputs[name]])));
  }
  release(): Promise<void> {
    return Promise.resolve();
  }
}

const fails = (code: EngineErrorCode) => (error: unknown) => error instanceof EngineError && error.code === code;

describe('GraphRunner', () => {
  it('gives log-probabilities of the best, the targets and the picked tokens', async () => {
    // Row 1 holds the logarithms of 1, 2, 5 and 2: probabilities 0.1, 0.2, 0.5, 0.2.
    const logits = tensor([2, 2, 4], 9, 9, 9, 9, 0, Math.log(2), Math.log(5), Math.log(2), 9, 9, 9, 9, 0, 0, 0, 0);
    const runner = new GraphRunner(new WrittenSession({ logits }), { ...plain, logits: 'logits' });
    const request = { batch, rows: Int32Array.of(1), top: 3, targets: Int32Array.of(3, 0), picked: Int32Array.of(1) };
    const result = await runner.mlm(request);
    const probabilities = (values: Float32Array): number[] => [...values].map((x) => Number(Math.exp(x).toFixed(6)));
    assert.deepEqual([...result.ids], [2, 1, 3]);
    assert.deepEqual(probabilities(result.logProbabilities), [0.5, 0.2, 0.2]);
    assert.deepEqual(probabilities(result.targets), [0.2, 0.1]);
    assert.deepEqual(probabilities(result.picked), [0.2]);
  });

  it('asks a graph with gathered rows for pairs of row and column', async () => {
    const session = new WrittenSession({ logits: tensor([2, 2], 0, 0, 3, 0) });
    const inputs = [...plain.inputs, { name: 'mlm_rows', elementType: 'int64' }];
    const runner = new GraphRunner(session, { ...plain, inputs, logits: 'logits', mlmRowsInput: 'mlm_rows' });
    const result = await runner.mlm({ batch, rows: Int32Array.of(3, 0), top: 1 });
    assert.deepEqual(session.feeds.mlm_rows, { data: Int32Array.of(1, 1, 0, 0), dims: [2, 2] });
    assert.deepEqual([...result.ids], [0, 0]);
    assert.ok(Math.abs(Math.exp(result.logProbabilities[0]) - 0.5) < 1e-6);
  });

  it('feeds no rows to the MLM head when only states are wanted', async () => {
    const session = new WrittenSession({ last: tensor([2, 2, 1], 1, 3, 5, 100) });
    const inputs = [...plain.inputs, { name: 'mlm_rows', elementType: 'int64' }];
    const layout = { ...plain, inputs, lastHiddenState: 'last', mlmRowsInput: 'mlm_rows' };
    const { values } = await new GraphRunner(session, layout).embed({ batch, layers: 'last', pooling: 'mean' });
    assert.deepEqual(session.feeds.mlm_rows.dims, [0, 2]);
    assert.deepEqual([...values], [2, 5], 'padding does not count');
  });

  it('feeds one row to an MLM head that fails on none', async () => {
    const session = new WrittenSession({ last: tensor([1, 4, 1], 1, 3, 5, 7), logits: tensor([1, 2], 0, 0) });
    const run = session.run.bind(session);
    session.run = (feeds, fetches) =>
      feeds.mlm_rows.dims[0] === 0 ? Promise.reject(new Error('empty')) : run(feeds, fetches);
    const inputs = [...plain.inputs, { name: 'mlm_rows', elementType: 'int64' }];
    const layout = { ...plain, inputs, lastHiddenState: 'last', logits: 'logits', mlmRowsInput: 'mlm_rows' };
    const runner = new GraphRunner(session, layout);
    assert.deepEqual(await runner.measure(), { hiddenSize: 1, vocabSize: 2 });
    await runner.embed({ batch: sampleBatch(1, 4), layers: 'last', pooling: 'mean' });
    assert.deepEqual(session.feeds.mlm_rows, { data: Int32Array.of(0, 0), dims: [1, 2] });
  });

  it('feeds only the inputs that the graph has', async () => {
    const session = new WrittenSession({ last: tensor([2, 2, 1], 1, 3, 5, 100) });
    await new GraphRunner(session, { ...plain, lastHiddenState: 'last' }).embed({
      batch,
      layers: 'last',
      pooling: 'cls',
    });
    assert.deepEqual(Object.keys(session.feeds), ['input_ids', 'attention_mask']);
  });

  it('counts positions along each row where the graph wants them', async () => {
    const session = new WrittenSession({ last: tensor([2, 2, 1], 1, 3, 5, 100) });
    const inputs = [...plain.inputs, { name: 'position_ids', elementType: 'int64' }];
    const runner = new GraphRunner(session, { ...plain, inputs, lastHiddenState: 'last' });
    await runner.embed({ batch, layers: 'last', pooling: 'cls' });
    assert.deepEqual(session.feeds.position_ids.data, Int32Array.of(0, 1, 0, 1));
  });

  it('reads "follows" from the first of the two next-sentence scores', async () => {
    const session = new WrittenSession({ nsp: tensor([2, 2], Math.log(3), 0, 0, Math.log(4)) });
    const answer = await new GraphRunner(session, { ...plain, nextSentence: 'nsp' }).nextSentence(batch);
    assert.deepEqual(
      [...answer].map((p) => p.toFixed(4)),
      ['0.7500', '0.2000'],
    );
  });

  it('silences no head unless asked, and only where the graph can', async () => {
    const inputs = [...plain.inputs, { name: 'head_mask', elementType: 'float' }];
    const layout = { ...plain, inputs, logits: 'logits', headMaskInput: 'head_mask', numLayers: 1, numHeads: 2 };
    const session = new WrittenSession({ logits: tensor([2, 2, 1], 0, 0, 0, 0) });
    const request = { batch, rows: Int32Array.of(0), top: 0 };
    await new GraphRunner(session, layout).mlm(request);
    assert.deepEqual(session.feeds.head_mask, { data: Float32Array.of(1, 1), dims: [1, 2] });
    const headMask = Float32Array.of(0, 1);
    await new GraphRunner(session, layout).mlm({ ...request, headMask });
    assert.deepEqual(session.feeds.head_mask.data, headMask);
    const without = new GraphRunner(session, { ...plain, logits: 'logits' });
    await assert.rejects(without.mlm({ ...request, headMask }), fails('outputMissing'));
    const short = new GraphRunner(session, layout).mlm({ ...request, headMask: Float32Array.of(1) });
    await assert.rejects(short, RangeError);
  });

  it('refuses a graph with an input that it cannot fill', () => {
    const inputs = [...plain.inputs, { name: 'pixel_values', elementType: 'float' }];
    assert.throws(() => new GraphRunner(new WrittenSession({}), { ...plain, inputs }), fails('modelUnsupported'));
  });

  it('says which output is missing', async () => {
    const runner = new GraphRunner(new WrittenSession({}), { ...plain, attentionReason: 'Attention: packed' });
    await assert.rejects(runner.mlm({ batch, rows: Int32Array.of(0), top: 1 }), fails('outputMissing'));
    await assert.rejects(runner.nextSentence(batch), fails('outputMissing'));
    await assert.rejects(runner.attention({ batch, layer: 0 }), /Attention: packed/);
    await assert.rejects(runner.measure(), fails('modelUnsupported'));
  });

  it('takes values that are no numbers for a damaged model', async () => {
    const session = new WrittenSession({ last: tensor([1, 4, 1], 1, NaN, 3, 4) });
    await assert.rejects(
      new GraphRunner(session, { ...plain, lastHiddenState: 'last' }).measure(),
      fails('modelCorrupt'),
    );
  });
});

describe('sampleBatch', () => {
  it('has ids of the vocabulary and pads every second text', () => {
    const sample = sampleBatch(2, 8, 11);
    assert.ok(sample.inputIds.every((id) => id >= 0 && id < 11));
    assert.deepEqual([...sample.attentionMask], [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
  });
});
