import assert from 'node:assert/strict';
import { kept } from '../../../src/core/kept';

describe('kept', () => {
  it('makes a thing once for all who ask', async () => {
    const all = new Map<string, Promise<number>>();
    let made = 0;
    const make = (): Promise<number> => Promise.resolve(++made);
    assert.deepEqual(await Promise.all([kept(all, 'a', make), kept(all, 'a', make), kept(all, 'b', make)]), [1, 1, 2]);
    assert.equal(await kept(all, 'a', make), 1);
  });

  it('tells all who wait of a failure, and the next one who asks begins anew', async () => {
    const all = new Map<string, Promise<number>>();
    const fail = (): Promise<number> => Promise.reject(new Error('full'));
    const [first, second] = await Promise.allSettled([kept(all, 'a', fail), kept(all, 'a', fail)]);
    assert.deepEqual([first.status, second.status], ['rejected', 'rejected']);
    assert.equal(await kept(all, 'a', () => Promise.resolve(1)), 1);
  });

  it('a late failure does not take away what was made since', async () => {
    const all = new Map<string, Promise<number>>();
    let fail = (): void => {};
    const late = kept(all, 'a', () => new Promise<number>((_, reject) => (fail = () => reject(new Error('late')))));
    all.clear();
    const newer = kept(all, 'a', () => Promise.resolve(2));
    fail();
    await assert.rejects(late);
    assert.equal(all.get('a'), newer);
  });
});
