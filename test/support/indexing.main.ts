// A process that indexes a folder as the product does, with words in place of an encoder. Tests kill it. Started with its
// options as JSON; speaks over the IPC channel.

import assert from 'node:assert/strict';
import path from 'node:path';
import { object, oneOf, string, wholeFrom } from '../../src/runtime/parse';
import { openIndexing } from './indexing';

export interface IndexingRun {
  /** `check`: holds the index against one that is built in one go. */
  readonly task: 'index' | 'check';
  readonly folder: string;
  readonly directory: string;
  readonly kind: 'native' | 'wasm';
  /** What each call of the encoder takes at least, so that a kill meets all the work and not the end of it. */
  readonly embedMs: number;
}

const parse = object<IndexingRun>({
  task: oneOf('index', 'check'),
  folder: string,
  directory: string,
  kind: oneOf('native', 'wasm'),
  embedMs: wholeFrom(0),
});

const open = ({ folder, kind, embedMs }: IndexingRun, directory: string) =>
  openIndexing({ folder, directory, wasm: kind === 'wasm', groupChunks: 8 }).then((opened) => {
    opened.embedder.before = () => new Promise((resolve) => setTimeout(resolve, embedMs));
    return opened;
  });

async function indexFolder(run: IndexingRun): Promise<void> {
  const { index, indexer, isBroken } = await open(run, run.directory);
  const known = (await index.files()).map(({ path: name, hash }) => `${name} ${hash}`);
  process.send?.({ opened: known, broken: isBroken });
  indexer.onDidProgress(({ chunksDone }) => process.send?.({ chunksDone }));
  await indexer.sync();
  await index.close();
}

async function check(run: IndexingRun): Promise<void> {
  const left = await open(run, run.directory);
  const right = await open({ ...run, embedMs: 0 }, path.join(run.directory, 'atOnce'));
  await right.indexer.sync();
  assert.deepEqual(await left.index.verify(), []);
  assert.deepEqual(await left.index.files(), await right.index.files());
  assert.ok((await left.index.stats()).chunks > 100);
  for (const query of ['river garden', 'winter', 'engine of the market', '"stone bread"', 'lang:typescript letter']) {
    const [a, b] = await Promise.all(
      [left, right].map(({ searcher }) =>
        searcher.search({ query, mode: 'hybrid', limit: 500, hitsPerFile: 500, markByMeaning: false }),
      ),
    );
    const plain = ({ path: name, start, end }: (typeof a.hits)[number]) => `${name} ${start} ${end}`;
    assert.ok(a.hits.length > 0, query);
    const scores = new Map(b.hits.map((hit) => [plain(hit), hit.score]));
    assert.deepEqual(a.hits.map(plain).sort(), [...scores.keys()].sort(), query);
    // A vector that was taken over from another file was rounded to eight bits before.
    for (const hit of a.hits) assert.ok(Math.abs(hit.score - (scores.get(plain(hit)) ?? 0)) < 0.005, plain(hit));
  }
  assert.equal(left.embedder.asked.length, 5, 'nothing but the queries is embedded');
  await Promise.all([left.index.close(), right.index.close()]);
  process.send?.({ checked: true });
}

const options = parse(JSON.parse(process.argv[2] ?? ''), 'options');
void (options.task === 'index' ? indexFolder(options) : check(options)).then(() => process.disconnect?.());
