// The encoder's share of the time while the machine runs on its battery: with an encoder, files and a store in memory.

import assert from 'node:assert/strict';
import { neverCancelled } from '../../src/core/cancel';
import { memoryIndex } from '../../src/engine/index/memoryIndex';
import type { IndexPlatform } from '../../src/server/index/platform';
import { LocalWorkspaceIndex } from '../../src/server/index/workspaceIndex';
import { FakeClock } from '../support/fakeClock';
import { fakeModel } from '../support/fakeEncoder';
import { FakeFiles, hash } from '../support/fakeWorkspace';

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
    const files = new FakeFiles();
    for (let n = 0; n < 8; n++) files.set(`${n}.md`, `${'river '.repeat(200 + n)}.`);
    let isWatched = 0;
    const platform: IndexPlatform = {
      clock,
      hash,
      grammars: { parse: () => Promise.resolve(undefined) },
      slots: 1,
      loadModel: () => Promise.resolve(model),
      openFiles: () => files,
      room: () => ({ others: () => Promise.resolve(0), make: () => Promise.resolve(true) }),
      watchPower: (tell) => {
        isWatched++;
        tell(onBattery);
        return () => void isWatched--;
      },
      home: () => ({
        open: (spec) =>
          Promise.resolve(Object.assign(memoryIndex(spec), { leads: true, tidy: () => Promise.resolve() })),
        deleteOthers: () => Promise.resolve(),
        deleteAll: () => Promise.resolve(),
        readNote: () => Promise.resolve(undefined),
        writeNote: () => Promise.resolve(),
        close: () => Promise.resolve(),
      }),
    };
    const events = {
      ...{ progress: () => {}, stale: () => {}, changed: () => {}, sharedChanged: () => {} },
      confirm: () => Promise.resolve(true),
    };
    const options = {
      ...{ storageFolder: 'x', folders: [{ id: '', uri: 'file:///work', exclude: [] }] },
      ...{
        model: { folder: '', id: '', device: 'cpu' as const, storageFolder: 'x' },
        cpuShare: 100,
        cpuShareOnBattery: 25,
      },
      maximumSizeBytes: 1e9,
    };
    const index = new LocalWorkspaceIndex(platform, options, events);
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
