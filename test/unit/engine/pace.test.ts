import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { chunkFile } from '../../../src/engine/index/chunker';
import { embedFiles } from '../../../src/engine/index/vectors';
import { memoryIndex } from '../../../src/engine/index/memoryIndex';
import { Pace } from '../../../src/engine/pace';
import type { Clock } from '../../../src/engine/ports';
import { fakeEngine } from '../../support/fakeEngine';
import { spec, WordEmbedder } from '../../support/fakeWorkspace';

/** Each look at the clock takes a millisecond. Counts the turns that others get. */
function busyClock(): Clock & { readonly turns: number } {
  let now = 0;
  let turns = 0;
  return {
    now: () => now++,
    after: (_, action) => {
      const timer = setImmediate(() => {
        turns++;
        action();
      });
      return () => clearImmediate(timer);
    },
    get turns() {
      return turns;
    },
  };
}

const text = Array.from({ length: 400 }, (_, n) => `The river number ${n} runs by the mill, and nobody knows why.`);
const countTokens = (piece: string): number => piece.split(/\s+/).filter(Boolean).length;

describe('engine/pace', () => {
  it('lets others have their turn when a slice is used up, and not before', async () => {
    const clock = busyClock();
    const pace = new Pace(clock);
    let steps = 0;
    const work = function* () {
      for (; steps < 100; steps++) yield;
      return 'done';
    };
    assert.equal(await pace.run(work()), 'done');
    assert.ok(clock.turns >= 5 && clock.turns <= 10, String(clock.turns));
  });

  for (const [what, source] of [
    ['paragraphs', text.join('\n\n')],
    ['one endless line', text.join(' ').replaceAll('.', '')],
  ]) {
    it(`cuts a long file of ${what} in slices, into the same chunks`, async () => {
      const clock = busyClock();
      const file = { path: 'a.md', language: 'markdown', text: source };
      const atOnce = await chunkFile(file, { countTokens, maxTokens: 128 });
      const inSlices = await chunkFile(file, { countTokens, maxTokens: 128, pace: new Pace(clock) });
      assert.deepEqual(inSlices, atOnce);
      assert.ok(atOnce.length > 10);
      assert.ok(clock.turns > 5, String(clock.turns));
    });
  }

  it('makes the rows of a large file in slices', async () => {
    const clock = busyClock();
    const file = { path: 'a.md', language: 'markdown', text: '', hash: 'f', sizeBytes: 1, modifiedMs: 1 };
    const chunks = text.map((each, n) => ({ start: n, end: n, startLine: n, endLine: n, heading: [], text: each }));
    const hashes = chunks.map((_, n) => n.toString(16).padStart(32, '0'));
    const making = { index: memoryIndex(spec), embedder: new WordEmbedder(), pace: new Pace(clock) };
    const { rows } = await embedFiles(making, [{ file, chunks, hashes }], neverCancelled);
    assert.equal(rows[0].chunks.length, 400);
    assert.ok(clock.turns > 20, String(clock.turns));
  });

  it('reads the tokens of many texts in slices', async () => {
    const clock = busyClock();
    const { engine } = fakeEngine({ vocabulary: ['river'] }, clock);
    await engine.embed({ texts: text }, neverCancelled);
    assert.ok(clock.turns > 20, String(clock.turns));
  });
});
