// A real repository of some 10,000 files from nothing to searchable, and what a person does with it afterwards: edits, renames,
// changes branches, asks. Its files are the smaller ones of the locked packages, so every clone measures the same. Takes
// long, so it runs only when it is named.

import { execFile } from 'node:child_process';
import { appendFile, copyFile, mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { FolderIndex } from '../src/runtime/node/folderIndex';
import { indexingProcesses } from '../src/runtime/node/indexingProcesses';
import { inPlace, openIndexAt } from './folderIndex';
import type { Setting } from './setting';
import { median, percentile, rounded, timeMs } from './timing';

export interface RepositoryFigures {
  readonly files: number;
  readonly chunks: number;
  readonly megabytes: number;
  /** From nothing until all is searchable. */
  readonly firstSeconds: number;
  readonly chunksPerSecond: number;
  readonly unchangedMs: number;
  /** A line more in one file, until search finds it; median. */
  readonly singleEditMs: number;
  /** A folder of so many files gets another name: until the index is in step, and what was embedded for it. */
  readonly renamed: StepFigures;
  /** Another branch, in which files have one line more; and back again. */
  readonly branch: StepFigures;
  readonly branchBack: StepFigures;
  /** A question as a person asks it, with its encoding, the files read and the best sentences marked. */
  readonly searchP50Ms: number;
  readonly searchP95Ms: number;
  readonly bytesPerChunk: number;
}

interface StepFigures {
  readonly files: number;
  readonly ms: number;
  readonly embedded: number;
}

/** Larger files are mostly bundles. */
const largestBytes = 5_000;
const mostFiles = 10_000;
const branchFiles = 200;
const texts = /\.(?:[cm]?[jt]s|tsx?|md|json|ya?ml|txt|html|css|cc|h|py)$/;

export function benchRepository(setting: Setting): Promise<RepositoryFigures> {
  return inPlace((place) => measure(setting, place));
}

async function measure(setting: Setting, place: string): Promise<RepositoryFigures> {
  const { root, quick, log } = setting;
  const folder = path.join(place, 'repository');
  const copied = await copyPackages(path.join(root, 'node_modules'), folder, quick ? 60 : mostFiles);
  log(`indexing a repository of ${copied.names.length} files`);
  const { current } = await openIndexAt(setting, place, folder, indexingProcesses());
  try {
    await makeBranches(folder, copied.names);
    const first = await current.indexer.sync();
    const unchangedMs = await timeMs(() => current.indexer.sync());
    const steps = await changeAll(current, folder, copied.names);
    const times = await askAll(setting, current);
    const { sizeBytes, chunks } = await current.index.stats();
    return {
      files: first.files,
      chunks: first.chunks,
      megabytes: rounded(copied.bytes / 1e6),
      firstSeconds: rounded(first.seconds),
      chunksPerSecond: rounded(first.chunks / first.seconds),
      unchangedMs: rounded(unchangedMs),
      ...steps,
      searchP50Ms: rounded(percentile(times, 0.5)),
      searchP95Ms: rounded(percentile(times, 0.95)),
      bytesPerChunk: Math.round(sizeBytes / chunks),
    };
  } finally {
    await current.dispose();
  }
}

async function changeAll({ indexer }: FolderIndex, folder: string, names: readonly string[]) {
  const editMs: number[] = [];
  for (const [n, name] of names.filter((_, n) => n % Math.ceil(names.length / 9) === 0).entries()) {
    await appendFile(path.join(folder, name), `\nA sentence that nobody wrote before, number ${n}.\n`);
    editMs.push(await timeMs(() => indexer.update([name])));
  }
  await git(folder, 'checkout', '-q', '.');
  await indexer.sync();
  const step = async (files: number, change: () => Promise<unknown>): Promise<StepFigures> => {
    await change();
    const { seconds, embedded } = await indexer.sync();
    return { files, ms: rounded(1000 * seconds), embedded };
  };
  const branch = await step(changed(names).length, () => git(folder, 'checkout', '-q', 'other'));
  const branchBack = await step(changed(names).length, () => git(folder, 'checkout', '-q', 'main'));
  const [largest, count] = largestFolder(names);
  const renamed = await step(count, () => rename(path.join(folder, largest), path.join(folder, `${largest}-renamed`)));
  return { singleEditMs: rounded(median(editMs)), branch, branchBack, renamed };
}

async function askAll(setting: Setting, { searcher }: FolderIndex): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < (setting.quick ? 3 : 40); n++) {
    const query = await setting.texts.ofTokens(8 + (n % 9));
    times.push(await timeMs(() => searcher.search({ query, mode: 'hybrid', limit: 50 })));
  }
  return times;
}

/** Small texts of the packages, package after package, below `to`. */
async function copyPackages(from: string, to: string, most: number) {
  const found = await readdir(from, { recursive: true, withFileTypes: true });
  const all = found
    .filter((entry) => entry.isFile() && texts.test(entry.name))
    .map((entry) => path.relative(from, path.join(entry.parentPath, entry.name)))
    .sort();
  const names: string[] = [];
  let bytes = 0;
  for (const name of all) {
    if (names.length === most) break;
    const { size } = await stat(path.join(from, name));
    if (size > largestBytes) continue;
    // Packages within packages would be left out of an index.
    const target = name.split(path.sep).join('/').replaceAll('node_modules/', 'packages/');
    await mkdir(path.dirname(path.join(to, target)), { recursive: true });
    await copyFile(path.join(from, name), path.join(to, target));
    names.push(target);
    bytes += size;
  }
  return { names, bytes };
}

/** Two branches, the second of which has a line more in some files. */
async function makeBranches(folder: string, names: readonly string[]): Promise<void> {
  await git(folder, 'init', '-q', '-b', 'main');
  await git(folder, 'add', '-A', '-f');
  await git(folder, 'commit', '-qm', 'one');
  await git(folder, 'checkout', '-qb', 'other');
  for (const name of changed(names)) {
    const file = path.join(folder, name);
    await appendFile(file, `\nAnother branch says something else about ${(await readFile(file)).length} bytes.\n`);
  }
  await git(folder, 'commit', '-qam', 'two');
  await git(folder, 'checkout', '-q', 'main');
}

const changed = (names: readonly string[]): string[] =>
  names.filter((_, n) => n % Math.max(1, Math.floor(names.length / branchFiles)) === 0).slice(0, branchFiles);

function largestFolder(names: readonly string[]): readonly [folder: string, files: number] {
  const counts = new Map<string, number>();
  for (const name of names) {
    const [top] = name.split('/');
    counts.set(top, (counts.get(top) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a)[0];
}

async function git(folder: string, ...args: readonly string[]): Promise<void> {
  const own = ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', '-c', 'core.autocrlf=false'];
  await promisify(execFile)('git', ['-C', folder, ...own, ...args], { maxBuffer: 1e8 });
}
