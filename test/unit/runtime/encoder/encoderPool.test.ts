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

const plain = (): EncoderPort => fakeModel({ vocabulary: ['a'] }).encoder;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('runtime/encoder/encoderPool', () => {
  it('loads another encoder when all are busy, and gives each run to the one with the least to do', async () => {
    const [one, two] = [held(plain()), held(plain())];
    let loads = 0;
    const pool = new EncoderPool(one.port, () => Promise.resolve((loads++, two.port)), 2);
    const runs = [pool.embed(request, neverCancelled)];
    assert.equal(loads, 0, 'one run needs one encoder');
    runs.push(pool.embed(request, neverCancelled));
    await turn();
    assert.equal(loads, 1);
    for (let n = 0; n < 3; n++) runs.push(pool.embed(request, neverCancelled));
    await turn();
    assert.deepEqual([one.waiting.length, two.waiting.length], [3, 2]);
    assert.equal(loads, 1, 'no more than there may be');
    for (const done of [...one.waiting, ...two.waiting]) done();
    await Promise.all(runs);
  });

  it('begins to grow only after as many runs as it was told', async () => {
    const [one, two] = [held(plain()), held(plain())];
    let loads = 0;
    const pool = new EncoderPool(one.port, () => Promise.resolve((loads++, two.port)), 2, 3);
    const runs: Promise<unknown>[] = [];
    const loadsAfter: number[] = [];
    for (let n = 0; n < 5; n++) {
      runs.push(pool.embed(request, neverCancelled));
      await turn();
      loadsAfter.push(loads);
    }
    assert.deepEqual(loadsAfter, [0, 0, 0, 0, 1]);
    for (const done of [...one.waiting, ...two.waiting]) done();
    await Promise.all(runs);
  });

  for (const [why, info] of [
    ['is of another model', { id: 'other@000000000000' }],
    ['had to take another device', { device: 'webgpu' }],
  ] as const) {
    it(`does without an encoder that cannot be loaded or ${why}, and disposes of all`, async () => {
      const [first, other] = [held(plain()), fakeModel({ vocabulary: ['a'], info }).encoder];
      let calls = 0;
      const load = () => (++calls === 1 ? Promise.reject(new Error('no memory')) : Promise.resolve(other));
      const pool = new EncoderPool(first.port, load, 3);
      const runs: Promise<unknown>[] = [];
      for (let n = 0; n < 5; n++) {
        runs.push(pool.embed(request, neverCancelled));
        await turn();
      }
      assert.deepEqual([calls, first.waiting.length], [2, 5]);
      assert.ok(other.disposed);
      for (const done of first.waiting) done();
      await Promise.all(runs);
      await pool.dispose();
    });
  }

  it('disposes of an encoder that is still being loaded when it ends', async () => {
    const [first, late] = [held(plain()), fakeModel({ vocabulary: ['a'] }).encoder];
    let arrive = (_: EncoderPort): void => {};
    const pool = new EncoderPool(first.port, () => new Promise((resolve) => (arrive = resolve)), 2);
    const runs = [1, 2].map(() => pool.embed(request, neverCancelled));
    const disposed = pool.dispose();
    arrive(late);
    await disposed;
    assert.ok(late.disposed);
    for (const done of first.waiting) done();
    await Promise.all(runs);
  });

  it('rejects as the first of its processes does, and is none where one is enough', async () => {
    await assert.rejects(
      loadPool(() => Promise.reject(new Error('no memory')), 2),
      /no memory/,
    );
    const load = () => Promise.resolve(fakeModel({ vocabulary: ['a'] }));
    assert.ok((await loadPool(load, 2)).encoder instanceof EncoderPool);
    assert.ok(!((await loadPool(load, 1)).encoder instanceof EncoderPool));
  });
});
