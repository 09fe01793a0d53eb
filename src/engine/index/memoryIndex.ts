// An index that lives in memory: exact cosine and BM25 over everything. For tests, and for hosts that can keep nothing.

import { inverseDocumentFrequency, saturation } from '../../core/bm25';
import { neverCancelled, throwIfCancelled } from '../../core/cancel';
import { dot } from '../../core/vector';
import { compileFilter } from './filter';
import { checkRows } from './rows';
import type { CandidateQuery, ChunkCandidate, ChunkIndex, ChunkRow, FileRow, IndexSpec } from './types';

/** Nothing is copied: the rows given must not change. */
export function memoryIndex(spec: IndexSpec): ChunkIndex {
  const files = new Map<string, FileRow>();
  const listeners = new Set<(generation: number) => void>();
  let generation = 0;
  const commit = () => {
    generation++;
    for (const listener of listeners) listener(generation);
    return Promise.resolve({ generation });
  };
  const all = (): ChunkRow[] => [...files.values()].flatMap(({ chunks }) => chunks);
  return {
    spec,
    writable: true,
    kind: 'memory',
    files: () =>
      Promise.resolve(
        byPath(files).map(({ path, hash, sizeBytes, modifiedMs, chunks }) => ({
          path,
          hash,
          sizeBytes,
          modifiedMs,
          chunkCount: chunks.length,
        })),
      ),
    replaceFiles: async (rows) => {
      for (const row of rows) checkRows(row, spec.dims);
      for (const row of rows) files.set(row.path, row);
      return commit();
    },
    removeFiles: (paths) => {
      for (const path of paths) files.delete(path);
      return commit();
    },
    vectorsByHash: (hashes) => {
      const wanted = new Set(hashes);
      return Promise.resolve(new Map(all().flatMap(({ hash, vector }) => (wanted.has(hash) ? [[hash, vector]] : []))));
    },
    candidates: async (query, cancel = neverCancelled) => {
      throwIfCancelled(cancel);
      if (query.vector && query.vector.length !== spec.dims) throw new RangeError('The query is of another width.');
      return { ...candidates(byPath(files), query), generation, approximate: false };
    },
    onDidChange: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    stats: () => {
      const chunks = all();
      const sizeBytes = chunks.reduce((sum, { terms, vector }) => sum + 2 * terms.length + vector.byteLength, 0);
      return Promise.resolve({ files: files.size, chunks: chunks.length, sizeBytes, generation });
    },
    verify: () => Promise.resolve([]),
    close: () => Promise.resolve(),
  };
}

interface Held {
  readonly file: FileRow;
  readonly chunk: ChunkRow;
  readonly words: readonly string[];
}

function candidates(files: readonly FileRow[], query: CandidateQuery) {
  const test = compileFilter(query.filter);
  const held = files.flatMap((file) =>
    file.chunks.map((chunk) => ({ file, chunk, words: chunk.terms.split(' ').filter(Boolean) })),
  );
  const { vector, depth, terms = [] } = query;
  const phrases = (query.phrases ?? []).filter((phrase) => phrase.length > 0);
  const shown = held.filter(
    ({ file, words }) =>
      (!test || test(file.path, file.language)) && phrases.every((phrase) => holdsPhrase(words, phrase)),
  );
  const scores = terms.length > 0 ? bm25(held, terms) : phraseScores(held, phrases);
  const lexical = shown.flatMap((each) => (scores.has(each) ? [candidateOf(each, scores.get(each) ?? 0)] : []));
  const similar = vector ? shown.map((each) => candidateOf(each, dot(each.chunk.vector, vector))) : [];
  return { vector: best(similar, depth), lexical: best(lexical, depth) };
}

/** Okapi BM25 of the chunks that hold a term; a term that is asked for twice weighs twice. */
function bm25(held: readonly Held[], terms: readonly string[]): ReadonlyMap<Held, number> {
  const meanLength = held.reduce((sum, { words }) => sum + words.length, 0) / Math.max(1, held.length);
  const scores = new Map<Held, number>();
  for (const term of terms) {
    const counts = held.map(({ words }) => words.reduce((n, word) => n + Number(word === term), 0));
    const weight = inverseDocumentFrequency(counts.filter((count) => count > 0).length, held.length);
    held.forEach((each, i) => {
      if (counts[i] === 0) return;
      scores.set(each, (scores.get(each) ?? 0) + weight * saturation(counts[i], each.words.length, meanLength));
    });
  }
  return scores;
}

/** Where only phrases are asked for, each weighs as a term would. */
function phraseScores(held: readonly Held[], phrases: readonly (readonly string[])[]): ReadonlyMap<Held, number> {
  const scores = new Map<Held, number>();
  for (const phrase of phrases) {
    const holders = held.filter(({ words }) => holdsPhrase(words, phrase));
    const weight = inverseDocumentFrequency(holders.length, held.length);
    for (const each of holders) scores.set(each, (scores.get(each) ?? 0) + weight);
  }
  return scores;
}

function holdsPhrase(words: readonly string[], phrase: readonly string[]): boolean {
  return words.some((_, i) => phrase.every((word, j) => words[i + j] === word));
}

function byPath(files: ReadonlyMap<string, FileRow>): FileRow[] {
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : Number(a.path > b.path)));
}

function candidateOf({ file, chunk }: Held, score: number): ChunkCandidate {
  const { start, end, startLine, endLine, hash, heading } = chunk;
  const { path, language, hash: fileHash } = file;
  return { path, language, fileHash, hash, heading, start, end, startLine, endLine, score };
}

function best(list: readonly ChunkCandidate[], depth: number): ChunkCandidate[] {
  return [...list].sort((a, b) => b.score - a.score).slice(0, depth);
}
