import assert from 'node:assert/strict';
import { neverCancelled } from '../../../../src/core/cancel';
import type { EmbedRequest, EncoderPort } from '../../../../src/engine/ports';
import { EncoderPool, loadPool } from '../../../../src/runtime/encoder/encoderPool';
import { fakeModel } from '../../../support/fakeEncoder';

const request: EmbedRequest = {
  batch: {
    batch: 1,
    length: 1,
    inputIds: Int32Array.of(1),
    attentionMask: Int32Array.of(1),
    tokenTypeIds: Int32Array.of(0),
  },
  layers: 'last',
  pooling: 'mean',
};

function held(encoder: EncoderPort) {
  const waiting: (() => void)[] = [];
  const result = { width: 1, values: Float32Array.of(0) };
  const port = Object.create(encoder, {
    embed: { value: () => new Promise((resolve) => waiting.push(() => resolve(result))) },
  }) as EncoderPort;
  return { port, waiting };
}

describe('runtime/encoder/encoderPool', () => {
  it('gives each run to the encoder with the least to do', async () => {
    const [one, two] = [held(fakeModel({ vocabulary: ['a'] }).encoder), held(fakeModel({ vocabulary: ['a'] }).encoder)];
    const pool = new EncoderPool([one.port, two.port]);
    const runs = [1, 2, 3].map(() => pool.embed(request, neverCancelled));
    assert.deepEqual([one.waiting.length, two.waiting.length], [2, 1]);
    two.waiting[0]();
    await runs[1];
    runs.push(pool.embed(request, neverCancelled));
    assert.deepEqual([one.waiting.length, two.waiting.length], [2, 2]);
    for (const done of [...one.waiting, ...two.waiting]) done();
    await Promise.all(runs);
  });

  it('is made of encoders of one model', () => {
    assert.throws(() => new EncoderPool([]), RangeError);
  });

  it('does without a process that cannot be started, unless it is the first', async () => {
    let calls = 0;
    const load = () =>
      ++calls === 2 ? Promise.reject(new Error('no memory')) : Promise.resolve(fakeModel({ vocabulary: ['a'] }));
    const model = await loadPool(load, 3);
    assert.equal(calls, 3);
    assert.ok(model.encoder instanceof EncoderPool);
    calls = 1;
    await assert.rejects(loadPool(load, 2), /no memory/);
    calls = 2;
    assert.ok(!((await loadPool(load, 1)).encoder instanceof EncoderPool));
  });
});
