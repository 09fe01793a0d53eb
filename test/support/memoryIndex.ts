// The index that says what all others must: plain maps, every query answered by looking at everything.

import { throwIfCancelled, type CancelSignal } from '../../src/core/cancel';
import { inverseDocumentFrequency, saturation } from '../../src/core/bm25';
import type {
  CandidateLists,
  CandidateQuery,
  ChunkCandidate,
  ChunkIndex,
  ChunkRow,
  FileRow,
  IndexSpec,
} from '../../src/engine/index/types';
import { compileFilter } from '../../src/runtime/index/filter';
import { checkRows } from '../../src/runtime/index/rows';

interface Place {
  readonly file: FileRow;
  readonly chunk: ChunkRow;
  readonly words: readonly string[];
}

export class MemoryIndex implements ChunkIndex {
  readonly writable = true;
  readonly kind = 'memory';
  readonly #files = new Map<string, FileRow>();
  readonly #listeners = new Set<(generation: number) => void>();
  #generation = 0;

  constructor(readonly spec: IndexSpec) {}

  async files() {
    return [...this.#files.values()]
      .sort((a, b) => (a.path < b.path ? -1 : 1))
      .map(({ path, hash, sizeBytes, modifiedMs, chunks }) => ({
        path,
        hash,
        sizeBytes,
        modifiedMs,
        chunkCount: chunks.length,
      }));
  }

  async replaceFiles(files: readonly FileRow[]) {
    for (const file of files) checkRows(file, this.spec.dims);
    for (const file of files) this.#files.set(file.path, file);
    return this.#commit();
  }

  async removeFiles(paths: readonly string[]) {
    for (const path of paths) this.#files.delete(path);
    return this.#commit();
  }

  async vectorsByHash(hashes: readonly string[]) {
    const known = new Map(this.#places().map(({ chunk }) => [chunk.hash, chunk.vector]));
    return new Map(hashes.flatMap((hash) => (known.has(hash) ? [[hash, known.get(hash) as Float32Array]] : [])));
  }

  async candidates(query: CandidateQuery, cancel?: CancelSignal): Promise<CandidateLists> {
    if (cancel) throwIfCancelled(cancel);
    if (query.vector && query.vector.length !== this.spec.dims) throw new RangeError('The query has another width.');
    const test = compileFilter(query.filter);
    const everything = this.#places();
    const phrases = (query.phrases ?? []).filter((phrase) => phrase.length);
    const seen = everything.filter(
      ({ file, words }) =>
        (!test || test(file.path, file.language)) && phrases.every((phrase) => holdsPhrase(words, phrase)),
    );
    const lexical = this.#lexicalScores(everything, query.terms ?? [], phrases);
    const { vector } = query;
    return {
      vector: vector ? ranked(seen, (place) => dot(vector, place.chunk.vector), query.depth, -Infinity) : [],
      lexical: ranked(seen, (place) => lexical.get(place) ?? 0, query.depth, 0),
      generation: this.#generation,
      approximate: false,
    };
  }

  onDidChange(listener: (generation: number) => void) {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  }

  async stats() {
    return {
      files: this.#files.size,
      chunks: this.#places().length,
      sizeBytes: 0,
      generation: this.#generation,
    };
  }

  async verify() {
    return [];
  }

  async close() {}

  #lexicalScores(all: readonly Place[], terms: readonly string[], phrases: readonly (readonly string[])[]) {
    const mean = all.reduce((sum, { words }) => sum + words.length, 0) / all.length;
    const scores = new Map<Place, number>();
    for (const term of new Set(terms)) {
      const holders = all.filter(({ words }) => words.includes(term));
      const weight = inverseDocumentFrequency(holders.length, all.length);
      for (const place of holders) {
        const count = place.words.filter((word) => word === term).length;
        scores.set(place, (scores.get(place) ?? 0) + weight * saturation(count, place.words.length, mean));
      }
    }
    for (const phrase of phrases) {
      const holders = all.filter(({ words }) => holdsPhrase(words, phrase));
      const weight = inverseDocumentFrequency(holders.length, all.length);
      for (const place of holders) scores.set(place, (scores.get(place) ?? 0) + weight);
    }
    return scores;
  }

  #places(): Place[] {
    return [...this.#files.values()].flatMap((file) =>
      file.chunks.map((chunk) => ({ file, chunk, words: chunk.terms.split(' ').filter(Boolean) })),
    );
  }

  #commit() {
    const generation = ++this.#generation;
    for (const listener of this.#listeners) listener(generation);
    return { generation };
  }
}

function ranked(places: readonly Place[], scoreOf: (place: Place) => number, depth: number, above: number) {
  return places
    .map((place) => candidateOf(place, scoreOf(place)))
    .filter(({ score }) => score > above)
    .sort((a, b) => b.score - a.score)
    .slice(0, depth);
}

function candidateOf({ file, chunk }: Place, score: number): ChunkCandidate {
  const { start, end, startLine, endLine, hash, heading } = chunk;
  const { path, language } = file;
  return { path, language, fileHash: file.hash, hash, heading, start, end, startLine, endLine, score };
}

function holdsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, i) => phrase.every((word, j) => words[i + j] === word));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
