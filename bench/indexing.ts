// A folder from nothing to searchable, and one edit in it: the indexer on its real path, with files on disk, encoder
// processes and the store. How fast the encoder alone is stands in embed.ts.

import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { FolderIndex } from '../src/runtime/node/folderIndex';
import type { SqliteIndex } from '../src/runtime/node/index/sqliteIndex';
import { indexingProcesses } from '../src/runtime/node/indexingProcesses';
import { watchLoop } from './eventLoop';
import { dtypeOf, inBatches, plainEmbedder, withoutHeads } from './plain';
import { inPlace, openIndexAt } from './folderIndex';
import type { Setting } from './setting';
import { storeBytes } from './storeBytes';
import { median, rounded, timeMs } from './timing';

export interface IndexFigures {
  readonly files: number;
  readonly chunks: number;
  readonly processes: number;
  /** From the scan to the last commit; what a process does once was done before. */
  readonly chunksPerSecond: number;
  readonly tokensPerSecond: number;
  /** The plain pipeline on the file without the MLM head, in batches of 32, on the same texts, just before and just after. */
  readonly plainTokensPerSecond: number;
  readonly timesPlain: number;
  /** The same again, nothing changed. */
  readonly unchangedMs: number;
  /** One changed paragraph of a file of about eight, until search sees it; median. */
  readonly singleEditMs: number;
  /** The whole store on disk, for each chunk, and what of it is not words. */
  readonly bytesPerChunk: number;
  readonly bytesPerChunkBesideWords: number;
  /** How long the process in which the index is kept was without a turn of its event loop: 99 in a hundred, and at most. */
  readonly loopP99Ms: number;
  readonly loopLongestMs: number;
  /** Resident, of this process and the encoder processes together, sampled while indexing. */
  readonly peakMemoryBytes: number;
}

const sectionsPerFile = 8;
const sampleMs = 100;

export function benchIndexing(setting: Setting): Promise<IndexFigures> {
  return inPlace((place) => measure(setting, place));
}

async function measure(setting: Setting, place: string): Promise<IndexFigures> {
  const { quick, modelFolder, cacheFolder, log } = setting;
  const processes = indexingProcesses();
  const folder = path.join(place, 'files');
  const files = quick ? 6 : 60;
  log(`indexing ${files} files, ${processes} processes`);
  const dtype = dtypeOf(modelFolder);
  const plain = await plainEmbedder(withoutHeads(modelFolder, dtype, cacheFolder), dtype);
  const { runtime, current } = await openIndexAt(setting, place, folder, processes);
  try {
    await writeFiles(setting, path.join(folder, 'before'), 4);
    await current.indexer.sync();
    const before = (await current.index.stats()).chunks;
    const sections = await writeFiles(setting, folder, files);
    const tokens = (await Promise.all(sections.map(setting.count))).reduce((sum, count) => sum + count, 0);
    const some = sections.slice(0, quick ? 32 : 96);
    const plainMs = [await timeMs(() => inBatches(plain, some))];
    const stopWatching = watchPeak(() => runtime.memoryBytes());
    const watch = watchLoop();
    const report = await current.indexer.sync();
    const { p99Ms, longestMs } = watch.stop();
    const peakMemoryBytes = stopWatching();
    plainMs.push(await timeMs(() => inBatches(plain, some)));
    const share =
      some.reduce((sum, text) => sum + text.length, 0) / sections.reduce((sum, text) => sum + text.length, 0);
    const plainRate = (2000 * tokens * share) / (plainMs[0] + plainMs[1]);
    const rate = tokens / report.seconds;
    const unchangedMs = await timeMs(() => current.indexer.sync());
    const singleEditMs = await editOnce(setting, current, folder);
    const sizes = await sizesOf(current.index);
    return {
      files,
      chunks: report.chunks - before,
      processes,
      chunksPerSecond: rounded((report.chunks - before) / report.seconds),
      tokensPerSecond: rounded(rate),
      plainTokensPerSecond: rounded(plainRate),
      timesPlain: rounded(rate / plainRate),
      unchangedMs: rounded(unchangedMs),
      singleEditMs: rounded(singleEditMs),
      ...sizes,
      peakMemoryBytes,
      loopP99Ms: rounded(p99Ms),
      loopLongestMs: rounded(longestMs),
    };
  } finally {
    await plain.dispose();
    await current.dispose();
  }
}

/** Closes the index. */
async function sizesOf(index: SqliteIndex): Promise<Pick<IndexFigures, 'bytesPerChunk' | 'bytesPerChunkBesideWords'>> {
  await index.tidy();
  const { sizeBytes, chunks } = await index.stats();
  await index.close();
  const { rest } = await storeBytes(index.file);
  return { bytesPerChunk: Math.round(sizeBytes / chunks), bytesPerChunkBesideWords: Math.round(rest / chunks) };
}

const nameOf = (n: number): string => `file${n}.md`;

/** Documents of sections of 20 to 400 tokens; returns the sections. */
async function writeFiles({ texts }: Setting, folder: string, files: number): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const all: string[] = [];
  for (let n = 0; n < files; n++) {
    const sections = await texts.mixed(sectionsPerFile, 20, 400, n + 1);
    const text = sections.map((section, k) => `# Section ${k}\n\n${section}`).join('\n\n');
    await writeFile(path.join(folder, nameOf(n)), text);
    all.push(...sections);
  }
  return all;
}

/** A new paragraph in place of the first section of one file after another. */
async function editOnce(
  { texts, quick }: Setting,
  { indexer }: Pick<FolderIndex, 'indexer'>,
  folder: string,
): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < (quick ? 2 : 15); n++) {
    const name = nameOf(n % 6);
    const sections = await texts.mixed(sectionsPerFile, 20, 400, (n % 6) + 1);
    const [changed] = await texts.mixed(1, 120, 120, 1000 + n);
    const text = [changed, ...sections.slice(1)].map((section, k) => `# Section ${k}\n\n${section}`).join('\n\n');
    await writeFile(path.join(folder, name), text);
    times.push(await timeMs(() => indexer.update([name])));
  }
  return median(times);
}

/** Samples memory until the returned function is called, which gives the most that was seen. */
function watchPeak(read: () => Promise<{ readonly server: number; readonly encoders: number }>): () => number {
  let peak = 0;
  const sample = (): void => {
    read().then(
      ({ server, encoders }) => (peak = Math.max(peak, server + encoders)),
      () => {},
    );
  };
  const timer = setInterval(sample, sampleMs);
  return () => {
    clearInterval(timer);
    return peak;
  };
}
