// A local index over a shared one: what is on this machine wins. Files that differ here, or are gone here, hide what the
// shared index says of them; everything else is found there without being embedded again.

import { neverCancelled, throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { EngineError } from '../errors';
import type { Clock } from '../ports';
import type {
  CandidateLists,
  CandidateQuery,
  ChunkCandidate,
  ChunkIndex,
  ContentHash,
  FileRow,
  FileState,
  IndexSpec,
} from './types';

export interface LayeredOptions {
  readonly clock: Clock;
  /** A query answers from this machine alone when the shared index takes longer; 300 when absent. */
  readonly patienceMs?: number;
}

export interface LayeredIndex extends ChunkIndex {
  /** Why the shared index took no part in the last answer; undefined when it did. */
  readonly baseTrouble: string | undefined;
}

/** Hash of a row that says: this file of the shared index is gone here. No file has it. */
const goneHash = '0'.repeat(32);

/** RangeError unless both are of one spec: vectors of two encoders never mix. Closing it closes both. */
export function layered(overlay: ChunkIndex, base: ChunkIndex, options: LayeredOptions): LayeredIndex {
  const [a, b] = [overlay.spec, base.spec];
  const same = a.model === b.model && a.dims === b.dims && a.chunker === b.chunker && a.schema === b.schema;
  if (!same) throw new RangeError('The local and the shared index are of different encoders or chunkers.');
  return new Layered(overlay, base, options);
}

/** Paths of the local index, by what they say about the shared one. */
interface Overlay {
  readonly generation: number;
  readonly files: ReadonlyMap<string, FileState>;
}

class Layered implements LayeredIndex {
  readonly spec: IndexSpec;
  readonly writable: boolean;
  readonly kind: string;
  baseTrouble: string | undefined;
  #known: Overlay | undefined;
  #baseFiles: { readonly generation: number; readonly files: ReadonlyMap<string, FileState> } | undefined;

  constructor(
    private readonly overlay: ChunkIndex,
    private readonly base: ChunkIndex,
    private readonly options: LayeredOptions,
  ) {
    this.spec = overlay.spec;
    this.writable = overlay.writable;
    this.kind = `${overlay.kind}+${base.kind}`;
  }

  async files(): Promise<readonly FileState[]> {
    const [here, there] = await Promise.all([this.#here(), this.#there()]);
    const shared = [...there.values()].filter(({ path }) => !here.has(path));
    return [...[...here.values()].filter(({ hash }) => hash !== goneHash), ...shared].sort((a, b) =>
      a.path < b.path ? -1 : a.path > b.path ? 1 : 0,
    );
  }

  /** A file that is the same in the shared index is not kept twice. */
  async replaceFiles(files: readonly FileRow[]): Promise<{ readonly generation: number }> {
    const [here, there] = await Promise.all([this.#here(), this.#there()]);
    const isShared = (file: FileRow) => there.get(file.path)?.hash === file.hash;
    const shared = files.filter((file) => isShared(file) && here.has(file.path)).map(({ path }) => path);
    if (shared.length) await this.overlay.removeFiles(shared);
    return this.overlay.replaceFiles(files.filter((file) => !isShared(file)));
  }

  async removeFiles(paths: readonly string[]): Promise<{ readonly generation: number }> {
    const there = await this.#there();
    const hidden = paths.filter((path) => there.has(path));
    if (hidden.length) await this.overlay.replaceFiles(hidden.map(goneFile));
    return this.overlay.removeFiles(paths.filter((path) => !there.has(path)));
  }

  async vectorsByHash(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, Float32Array>> {
    const here = await this.overlay.vectorsByHash(hashes);
    const missing = hashes.filter((hash) => !here.has(hash));
    if (!missing.length) return here;
    const there = await this.#ask(() => this.base.vectorsByHash(missing));
    return new Map([...(there ?? []), ...here]);
  }

  async candidates(query: CandidateQuery, cancel: CancelSignal = neverCancelled): Promise<CandidateLists> {
    const local = this.overlay.candidates(query, cancel);
    // Some of the shared ones will be hidden.
    const shared = this.#inTime(() => this.base.candidates({ ...query, depth: query.depth * 2 }, cancel));
    const [here, there, files] = await Promise.all([local, shared, this.#here()]);
    throwIfCancelled(cancel);
    if (!there) return { ...here, approximate: true };
    const visible = (list: readonly ChunkCandidate[]) => list.filter(({ path }) => !files.has(path));
    return {
      vector: merged(here.vector, visible(there.vector), query.depth),
      lexical: alternated(here.lexical, visible(there.lexical), query.depth),
      generation: here.generation,
      approximate: here.approximate || there.approximate,
    };
  }

  onDidChange(listener: (generation: number) => void) {
    // The generation that is told is the local one; the shared one counts for itself.
    let local = 0;
    const both = [
      this.overlay.onDidChange((generation) => listener((local = generation))),
      this.base.onDidChange(() => listener(local)),
    ];
    return { dispose: () => both.forEach((each) => each.dispose()) };
  }

  async stats() {
    const [here, files] = [await this.overlay.stats(), await this.files()];
    return { ...here, files: files.length, chunks: files.reduce((sum, { chunkCount }) => sum + chunkCount, 0) };
  }

  async verify(): Promise<readonly string[]> {
    const [here, there] = await Promise.all([this.overlay.verify(), this.base.verify()]);
    return [...here, ...there.map((sentence) => `shared: ${sentence}`)];
  }

  async close(): Promise<void> {
    await Promise.all([this.overlay.close(), this.base.close()]);
  }

  async #here(): Promise<ReadonlyMap<string, FileState>> {
    const { generation } = await this.overlay.stats();
    if (this.#known?.generation !== generation) {
      this.#known = { generation, files: byPath(await this.overlay.files()) };
    }
    return this.#known.files;
  }

  /** The files of the shared index; as they were last known, or none, while it cannot be reached. */
  async #there(): Promise<ReadonlyMap<string, FileState>> {
    const stats = await this.#ask(() => this.base.stats());
    if (stats && this.#baseFiles?.generation !== stats.generation) {
      const files = await this.#ask(() => this.base.files());
      if (files) this.#baseFiles = { generation: stats.generation, files: byPath(files) };
    }
    return this.#baseFiles?.files ?? new Map();
  }

  /** Undefined, with the reason kept, when the shared index fails. */
  async #ask<T>(question: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await question();
      this.baseTrouble = undefined;
      return answer;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      this.baseTrouble = error.details.reason ?? error.code;
      return undefined;
    }
  }

  /** As #ask, but also undefined when it takes too long. */
  #inTime<T>(question: () => Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const stop = this.options.clock.after(this.options.patienceMs ?? 300, () => {
        this.baseTrouble = 'it takes too long';
        resolve(undefined);
      });
      this.#ask(question).then(resolve, reject).finally(stop);
    });
  }
}

function byPath(files: readonly FileState[]): ReadonlyMap<string, FileState> {
  return new Map(files.map((file) => [file.path, file]));
}

function goneFile(path: string): FileRow {
  return { path, language: '', hash: goneHash, sizeBytes: 0, modifiedMs: 0, chunks: [] };
}

/** Cosines of one encoder compare. */
function merged(a: readonly ChunkCandidate[], b: readonly ChunkCandidate[], depth: number): ChunkCandidate[] {
  return [...a, ...b].sort((x, y) => y.score - x.score).slice(0, depth);
}

/**
 * BM25 scores of two collections do not compare, those of a small one being lower: the ranks alternate, the local one first,
 * and the scores are spread from the list that reaches higher.
 */
function alternated(a: readonly ChunkCandidate[], b: readonly ChunkCandidate[], depth: number): ChunkCandidate[] {
  if (!b.length) return a.slice(0, depth);
  if (!a.length) return b.slice(0, depth);
  const both: ChunkCandidate[] = [];
  for (let i = 0; i < Math.max(a.length, b.length); i++) both.push(...a.slice(i, i + 1), ...b.slice(i, i + 1));
  const scale = a[0].score > b[0].score ? a : b;
  const scoreAt = (i: number) => scale[Math.floor((i * scale.length) / both.length)].score;
  return both.map((candidate, i) => ({ ...candidate, score: scoreAt(i) })).slice(0, depth);
}
