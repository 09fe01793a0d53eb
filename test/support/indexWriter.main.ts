// A process that indexes: brings an index to the files it was told, a few at a time, and says what is committed. Tests kill
// it. Started with its options as JSON; speaks over the IPC channel.

import assert from 'node:assert/strict';
import path from 'node:path';
import { openSqliteIndex } from '../../src/runtime/node/index/sqliteIndex';
import { object, oneOf, string, wholeFrom } from '../../src/runtime/parse';
import { makeFile, testSpec } from './chunkRows';
import { someQuery } from './indexConformance';

const whole = wholeFrom(0);

export interface WriterOptions {
  /** `check`: holds the index against one that is built in one go. */
  readonly task: 'write' | 'check';
  readonly kind: 'native' | 'wasm';
  readonly directory: string;
  /** Path of dist/store.cjs. */
  readonly program: string;
  readonly files: number;
  /** What the files hold; one that stands in the index with other contents is replaced. */
  readonly seed: number;
  /** Takes the files whose number leaves the remainder `part` when divided by `parts`. */
  readonly part: number;
  readonly parts: number;
}

const parseOptions = object<WriterOptions>({
  task: oneOf('write', 'check'),
  kind: oneOf('native', 'wasm'),
  directory: string,
  program: string,
  files: whole,
  seed: whole,
  part: whole,
  parts: whole,
});

type Options = ReturnType<typeof parseOptions>;
const open = ({ program, kind }: Options, directory: string) =>
  openSqliteIndex({ directory, spec: testSpec, program, wasm: kind === 'wasm' });
const wanted = ({ files, seed, part, parts }: Options) =>
  Array.from({ length: files }, (_, n) => n)
    .filter((n) => n % parts === part)
    .map((n) => makeFile(`folder${n % 7}/file${n}.md`, { chunks: 1 + ((n * 7) % 13), seed }));
const named = ({ path: name, hash }: { readonly path: string; readonly hash: string }) => `${name} ${hash}`;

async function write(options: Options): Promise<void> {
  const index = await open(options, options.directory);
  const present = new Set((await index.files()).map(named));
  process.send?.({ opened: [...present], broken: index.broken !== undefined });
  const missing = wanted(options).filter((file) => !present.has(named(file)));
  for (let at = 0; at < missing.length; at += 3) {
    const batch = missing.slice(at, at + 3);
    await index.replaceFiles(batch);
    process.send?.({ committed: batch.map(named) });
  }
  await index.close();
}

async function check(options: Options): Promise<void> {
  const index = await open(options, options.directory);
  const atOnce = await open(options, path.join(options.directory, 'atOnce'));
  await atOnce.replaceFiles(wanted(options));
  assert.deepEqual(await index.verify(), []);
  assert.deepEqual(await index.files(), await atOnce.files());
  for (let seed = 1; seed <= 5; seed++) {
    const query = { ...someQuery(seed), depth: 1000 };
    const [a, b] = [await index.candidates(query), await atOnce.candidates(query)];
    for (const list of ['vector', 'lexical'] as const) {
      const plain = ({ path: name, start, score }: (typeof a.vector)[number]) => `${score.toFixed(9)} ${name} ${start}`;
      assert.deepEqual(a[list].map(plain).sort(), b[list].map(plain).sort());
    }
  }
  await Promise.all([index.close(), atOnce.close()]);
  process.send?.({ checked: true });
}

const options = parseOptions(JSON.parse(process.argv[2] ?? ''), 'options');
void (options.task === 'write' ? write(options) : check(options)).then(() => process.disconnect?.());
