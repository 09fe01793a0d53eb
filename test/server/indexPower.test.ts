// The encoder's share of the time while the machine runs on its battery: with an encoder, files and a store in memory.

import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/core/cancel';
import { FakeClock } from '../support/fakeClock';
import { fakeModel } from '../support/fakeEncoder';
import { FakePlatform } from './support/indexPlatform';

const shareMs = 100;
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 2));

describe('the index of a workspace on battery', () => {
  /** The least time between the starts of batches that each take 100 ms. */
  async function pauseBetween(onBattery: boolean): Promise<number> {
    const clock = new FakeClock();
    const starts: number[] = [];
    const model = fakeModel({
      vocabulary: ['river'],
      beforeRun: async () => {
        starts.push(clock.now());
        // Not within the move of the clock that let this run begin.
        await Promise.resolve();
        clock.advance(shareMs);
      },
    });
    let isWatched = 0;
    const watchPower = (tell: (onBattery: boolean) => void) => {
      isWatched++;
      tell(onBattery);
      return () => void isWatched--;
    };
    const platform = new FakePlatform(() => Promise.resolve(model), { clock, watchPower });
    for (let n = 0; n < 8; n++) platform.files.set(`${n}.md`, `${'river '.repeat(200 + n)}.`);
    const index = platform.open({ cpuShareOnBattery: 25 });
    let isDone = false;
    const done = index.update(undefined, neverCancelled).finally(() => (isDone = true));
    while (!isDone) {
      await turn();
      clock.advance(1);
    }
    assert.equal(await done, 'done');
    assert.equal(isWatched, 0, 'power is watched only while there is work');
    await index.dispose();
    // The first run is that of the one word whose vector says how wide vectors are.
    const gaps = starts.slice(2).map((at, n) => at - starts[n + 1]);
    assert.ok(gaps.length >= 5, gaps.join());
    return Math.min(...gaps);
  }

  it('lets the encoder work a quarter of the time where the setting says so', async () => {
    assert.ok((await pauseBetween(true)) >= 4 * shareMs);
  });

  it('lets it work all the time else', async () => {
    assert.ok((await pauseBetween(false)) < 2 * shareMs);
  });
});
