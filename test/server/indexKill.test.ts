// Indexes that are killed while they are written, and written by two processes at once: nothing that was committed is lost,
// nothing is damaged, and in the end the index is the one that is built in one go.

import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { arrayOf, boolean, object, optional, string } from '../../src/runtime/parse';
import { randomNumbers } from '../support/chunkRows';
import type { IndexingRun } from '../support/indexing.main';
import type { WriterOptions } from '../support/indexWriter.main';
import { newerNode } from '../support/newerNode';
import { withFolder } from '../support/temporaryFolder';

/** Kills of each kind of store; INDEX_KILLS=50 for a longer look. */
const wanted = process.env.INDEX_KILLS;
const kills = Number(wanted ?? 12);
/** Of two that write at once: fewer in every run, since one of them goes on after each. */
const killsOfTwo = Number(wanted ?? 4);
const programs = {
  writer: path.resolve('dist-test/test/support/indexWriter.main.cjs'),
  indexing: path.resolve('dist-test/test/support/indexing.main.cjs'),
};

const parseReport = object<{
  opened: string[] | undefined;
  committed: string[] | undefined;
  broken: boolean | undefined;
  checked: boolean | undefined;
}>({
  opened: optional(arrayOf(string)),
  committed: optional(arrayOf(string)),
  broken: optional(boolean),
  checked: optional(boolean),
});

class Writer {
  readonly committed: string[] = [];
  readonly ended: Promise<number | null>;
  checked = false;
  broken = false;
  complaints = '';
  readonly #child: ChildProcess;
  readonly opened: Promise<readonly string[]>;

  constructor(execPath: string, options: WriterOptions | IndexingRun) {
    this.#child = fork('folder' in options ? programs.indexing : programs.writer, [JSON.stringify(options)], {
      execPath,
      execArgv: [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.complaints += text));
    this.ended = new Promise((resolve) => this.#child.once('close', (code) => resolve(code)));
    this.opened = new Promise((resolve, reject) => {
      this.#child.on('message', (value) => {
        const { opened, committed, broken, checked } = parseReport(value, 'report');
        this.committed.push(...(committed ?? []));
        this.broken ||= broken ?? false;
        this.checked ||= checked ?? false;
        if (opened) resolve(opened);
      });
      void this.ended.then(() => reject(new Error(`ended before it opened: ${this.complaints}`)));
    });
    this.opened.catch(() => {});
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}

for (const [kind, execPath] of [
  ['native', newerNode()],
  ['wasm', process.execPath],
] as const) {
  describe(`A ${kind} index that is killed`, function () {
    this.timeout(60_000 + kills * 10_000);
    const base = { kind, program: path.resolve('dist/store.cjs'), part: 0, parts: 1 };

    it(`keeps what was committed, ${kills} times`, () =>
      withFolder(async (directory) => {
        const random = randomNumbers(Date.now() % 100_000);
        const options = { ...base, directory, files: 3 * 40 * kills, seed: 1 };
        let committed: readonly string[] = [];
        for (let n = 0; n < kills; n++) {
          const child: Writer = new Writer(execPath, { ...options, task: 'write' });
          const present: ReadonlySet<string> = new Set(await child.opened);
          assert.ok(!child.broken, 'a sound index was taken for a damaged one');
          const lost = committed.filter((file) => !present.has(file));
          assert.deepEqual(lost, [], 'committed, but not there');
          await delay(random() * 120);
          child.kill();
          await child.ended;
          committed = [...present, ...child.committed];
        }
        const files = Math.min(options.files, committed.length + 30);
        await finish(execPath, [{ ...options, files, task: 'write' }], { ...options, files, task: 'check' });
      }));

    it(`takes two processes that write at once and are killed in turn, ${killsOfTwo} times`, () =>
      withFolder(async (directory) => {
        const random = randomNumbers(Date.now() % 100_000);
        const options = { ...base, directory, files: 90, seed: 1 };
        let committed: readonly (readonly string[])[] = [[], []];
        for (let n = 0; n < killsOfTwo; n++) {
          const both: readonly Writer[] = [0, 1].map(
            (part) => new Writer(execPath, { ...options, task: 'write', seed: n + 1, part, parts: 2 }),
          );
          const [killed, other] = n % 2 === 0 ? both : both.toReversed();
          await killed.opened;
          await delay(random() * 100);
          killed.kill();
          await killed.ended;
          assert.equal(await other.ended, 0, other.complaints);
          for (const [part, writer] of both.entries()) {
            assert.ok(!writer.broken, 'a sound index was taken for a damaged one');
            // The other one does not touch the files of this part.
            const present = new Set(await writer.opened);
            const lost = committed[part].filter((file) => !present.has(file));
            assert.deepEqual(lost, [], 'committed, but not there');
          }
          committed = both.map((writer) => writer.committed);
        }
        const last = { ...options, seed: killsOfTwo };
        const parts = [0, 1].map((part): WriterOptions => ({ ...last, task: 'write', part, parts: 2 }));
        await finish(execPath, parts, { ...last, task: 'check' });
      }));

    it(`takes up its work after ${kills} kills of real indexing, while files are edited and renamed`, () =>
      withFolder(async (place) => {
        const changing = new ChangingFolder(path.join(place, 'files'), kills);
        const run = await changing.run(kind, path.join(place, 'store'));
        const random = randomNumbers(Date.now() % 100_000);
        for (let n = 0; n < kills; n++) {
          const child: Writer = new Writer(execPath, run);
          changing.holds(await child.opened);
          await delay(random() * 200);
          child.kill();
          await child.ended;
          assert.ok(!child.broken, 'a sound index was taken for a damaged one');
          await changing.change(n);
        }
        await finish(execPath, [run], { ...run, task: 'check' });
      }));

    it(`takes up its work after ${killsOfTwo} kills of one of two that index one folder at once, while files change`, () =>
      withFolder(async (place) => {
        const changing = new ChangingFolder(path.join(place, 'files'), killsOfTwo);
        const run = await changing.run(kind, path.join(place, 'store'));
        const random = randomNumbers(Date.now() % 100_000);
        // One after the other: what one found when it opened is compared with what the one before it found.
        const begin = async (): Promise<Writer> => {
          const writer = new Writer(execPath, run);
          changing.holds(await writer.opened);
          return writer;
        };
        const running = [await begin(), await begin()];
        for (let n = 0; n < killsOfTwo; n++) {
          const killed = running[n % 2];
          await delay(random() * 200);
          killed.kill();
          await killed.ended;
          assert.ok(!killed.broken, 'a sound index was taken for a damaged one');
          await changing.change(n);
          running[n % 2] = await begin();
        }
        for (const each of running) assert.equal(await each.ended, 0, each.complaints);
        await finish(execPath, [run], { ...run, task: 'check' });
      }));

    it('lets two processes index one folder at once', () =>
      withFolder(async (place) => {
        const run: IndexingRun = {
          ...{ task: 'index', kind, embedMs: 2 },
          ...{ folder: path.join(place, 'files'), directory: path.join(place, 'store') },
        };
        await writeFiles(run.folder, 90);
        await finish(execPath, [run, run], { ...run, task: 'check' });
        await rm(path.join(run.folder, 'part2'), { recursive: true });
        await writeFile(path.join(run.folder, 'part0/text3.md'), textOf(77));
        await rm(path.join(run.directory, 'atOnce'), { recursive: true });
        await finish(execPath, [run, run], { ...run, task: 'check' });
      }));
  });
}

/** Files that change between kills, and what an index of them must still hold. */
class ChangingFolder {
  readonly #folder: string;
  readonly #times: number;
  /** Names of files that are others than the index knows. */
  readonly #changed = new Set<string>();
  #held: readonly string[] = [];

  /** `times`: how often it is going to change. */
  constructor(folder: string, times: number) {
    this.#folder = folder;
    this.#times = times;
  }

  async run(kind: IndexingRun['kind'], directory: string): Promise<IndexingRun> {
    await writeFiles(this.#folder, 4 * this.#times + 40);
    return { task: 'index', kind, embedMs: 10, folder: this.#folder, directory };
  }

  /** `present`: `name hash` of what stands in the index. */
  holds(present: readonly string[]): void {
    const there = new Set(present);
    const lost = this.#held.filter((file) => !there.has(file) && !this.#changed.has(file.replace(/ \S+$/, '')));
    assert.deepEqual(lost, [], 'was in the index, did not change, and is not there');
    this.#held = present;
  }

  /** Edits one file and renames another. */
  async change(n: number): Promise<void> {
    const edited = `part0/text${n * 3}.md`;
    const name = (k: number): string => `part1/text${k * 3 + 1}.ts`;
    for (const each of [edited, name(n)]) this.#changed.add(each);
    await writeFile(path.join(this.#folder, edited), textOf(1000 + n));
    await rename(path.join(this.#folder, name(n)), path.join(this.#folder, name(n + 10_000)));
  }
}

const vocabulary = 'river stone bread window winter garden letter engine forest market music harbour'.split(' ');

function textOf(n: number): string {
  const random = randomNumbers(n + 1);
  const word = (): string => vocabulary[Math.floor(random() * vocabulary.length)];
  const sentence = (): string => `${Array.from({ length: 12 }, word).join(' ')}.`;
  return Array.from({ length: 3 }, (_, k) => `# Part ${k}\n\n${Array.from({ length: 20 }, sentence).join(' ')}`).join(
    '\n\n',
  );
}

/** A third of them code, the rest prose, in three folders. */
async function writeFiles(folder: string, count: number): Promise<void> {
  for (const part of [0, 1, 2]) await mkdir(path.join(folder, `part${part}`), { recursive: true });
  for (let n = 0; n < count; n++) {
    const isCode = n % 3 === 1;
    const text = isCode ? `// ${textOf(n).slice(0, 400).replaceAll('\n', ' ')}\nexport const n = ${n};\n` : textOf(n);
    await writeFile(path.join(folder, `part${n % 3}/text${n}.${isCode ? 'ts' : 'md'}`), text);
  }
}

type Run = WriterOptions | IndexingRun;

/** Lets writers end, then holds the index against one that was built in one go. */
async function finish(execPath: string, writers: readonly Run[], check: Run): Promise<void> {
  const running = writers.map((options) => new Writer(execPath, options));
  for (const each of running) assert.equal(await each.ended, 0, each.complaints);
  const checker = new Writer(execPath, check);
  assert.equal(await checker.ended, 0, checker.complaints);
  assert.ok(checker.checked, checker.complaints);
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
