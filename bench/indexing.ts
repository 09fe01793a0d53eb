// A folder from nothing to searchable, and one edit in it: the indexer on its real path, with files on disk, encoder
// processes and the store. How fast the encoder alone is stands in embed.ts.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../src/core/cancel';
import type { IndexSpec } from '../src/engine/index/types';
import { openFolderIndex, type FolderIndex } from '../src/runtime/node/folderIndex';
import { openSqliteIndex } from '../src/runtime/node/index/sqliteIndex';
import { indexingProcesses } from '../src/runtime/node/indexingProcesses';
import { openNodeRuntime } from '../src/server/node/models';
import type { Setting } from './setting';
import { median, rounded, timeMs } from './timing';

export interface IndexFigures {
  readonly files: number;
  readonly chunks: number;
  readonly processes: number;
  /** From the scan to the last commit. */
  readonly chunksPerSecond: number;
  /** The same again, nothing changed. */
  readonly unchangedMs: number;
  /** One changed paragraph of a file of about eight, until search sees it; median. */
  readonly singleEditMs: number;
  /** The whole store on disk, for each chunk. */
  readonly bytesPerChunk: number;
  /** Resident, of this process and the encoder processes together, sampled while indexing. */
  readonly peakMemoryBytes: number;
}

const sectionsPerFile = 8;
const sampleMs = 100;

export async function benchIndexing(setting: Setting): Promise<IndexFigures> {
  const { quick, root, modelFolder, cacheFolder, log } = setting;
  const processes = indexingProcesses();
  const place = await mkdtemp(path.join(tmpdir(), 'semtext-bench-'));
  const runtime = openNodeRuntime(path.join(root, 'dist'), cacheFolder);
  const folder = path.join(place, 'files');
  const files = quick ? 6 : 60;
  log(`indexing ${files} files, ${processes} processes`);
  await writeFiles(setting, folder, files);
  let opened: FolderIndex | undefined;
  try {
    const load = () => runtime.loadModel(modelFolder, { device: 'cpu', keep: 'encoder' }, neverCancelled);
    const directory = path.join(place, 'store');
    const program = path.join(root, 'dist/store.cjs');
    const openStore = (spec: IndexSpec) => openSqliteIndex({ directory, spec, program });
    const roots = [{ id: '', folder }];
    const { clock } = runtime;
    const grammarFolder = path.join(root, 'dist/grammars');
    const current = await openFolderIndex({ roots, openStore, clock, load, processes, grammarFolder }, neverCancelled);
    opened = current;
    const stopWatching = watchPeak(() => runtime.memoryBytes());
    const report = await current.indexer.sync();
    const peakMemoryBytes = stopWatching();
    const unchangedMs = await timeMs(() => current.indexer.sync());
    const singleEditMs = await editOnce(setting, current, folder);
    await current.index.tidy();
    const { sizeBytes } = await current.index.stats();
    return {
      files: report.files,
      chunks: report.chunks,
      processes,
      chunksPerSecond: rounded(report.chunks / report.seconds),
      unchangedMs: rounded(unchangedMs),
      singleEditMs: rounded(singleEditMs),
      bytesPerChunk: Math.round(sizeBytes / report.chunks),
      peakMemoryBytes,
    };
  } finally {
    await opened?.dispose();
    await rm(place, { recursive: true, force: true });
  }
}

const nameOf = (n: number): string => `file${n}.md`;

/** Documents of sections of 20 to 400 tokens. */
async function writeFiles({ texts }: Setting, folder: string, files: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < files; n++) {
    const sections = await texts.mixed(sectionsPerFile, 20, 400, n + 1);
    const text = sections.map((section, k) => `# Section ${k}\n\n${section}`).join('\n\n');
    await writeFile(path.join(folder, nameOf(n)), text);
  }
}

/** A new paragraph in place of the first section of one file after another. */
async function editOnce({ texts, quick }: Setting, { indexer }: FolderIndex, folder: string): Promise<number> {
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
