// An index that lives in memory: exact cosine and BM25 over everything. For tests, and for hosts that can keep nothing.

import { anyGlobTest } from '../../core/glob';
import { dot } from '../../core/vector';
import type { CandidateQuery, ChunkCandidate, ChunkIndex, ChunkRow, FileRow, IndexSpec, SearchFilter } from './types';

/** Robertson and Zaragoza 2009, section 3; the values that Lucene and SQLite's FTS5 use. */
const k1 = 1.2;
const b = 0.75;

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
        [...files.values()].map(({ path, hash, sizeBytes, modifiedMs, chunks }) => ({
          path,
          hash,
          sizeBytes,
          modifiedMs,
          chunkCount: chunks.length,
        })),
      ),
    replaceFiles: (rows) => {
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
    candidates: (query) =>
      Promise.resolve({ ...candidates([...files.values()], query), generation, approximate: false }),
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
}

function candidates(files: readonly FileRow[], query: CandidateQuery) {
  const passes = filterTest(query.filter);
  const held = files.flatMap((file) => file.chunks.map((chunk) => ({ file, chunk, shown: passes(file) })));
  const shown = held.filter((each) => each.shown);
  const { vector, depth, terms = [], phrases = [] } = query;
  const similar = vector ? shown.map((each) => candidateOf(each, dot(each.chunk.vector, vector))) : [];
  const lexical = terms.length > 0 ? bm25(held, shown, terms).map(([each, score]) => candidateOf(each, score)) : [];
  const runs = new Map(held.map(({ chunk }) => [chunk, ` ${chunk.terms} `]));
  const rows = new Map(shown.map(({ file, chunk }) => [`${file.path} ${chunk.start}`, chunk]));
  const holds = ({ path, start }: ChunkCandidate): boolean => {
    const chunk = rows.get(`${path} ${start}`);
    return phrases.every((phrase) => chunk && runs.get(chunk)?.includes(` ${phrase.join(' ')} `));
  };
  return { vector: best(similar.filter(holds), depth), lexical: best(lexical.filter(holds), depth) };
}

/** Okapi BM25 of the chunks that hold a term, weighed over all chunks. */
function bm25(held: readonly Held[], shown: readonly Held[], terms: readonly string[]): [Held, number][] {
  const counts = new Map(held.map((each) => [each, each.chunk.terms === '' ? [] : each.chunk.terms.split(' ')]));
  const meanLength = [...counts.values()].reduce((sum, list) => sum + list.length, 0) / Math.max(1, held.length);
  const scores = new Map<Held, number>();
  for (const term of terms) {
    const frequency = (each: Held): number => (counts.get(each) ?? []).filter((other) => other === term).length;
    const holders = held.filter((each) => frequency(each) > 0).length;
    const idf = Math.log(1 + (held.length - holders + 0.5) / (holders + 0.5));
    for (const each of shown) {
      const count = frequency(each);
      const norm = k1 * (1 - b + (b * (counts.get(each) ?? []).length) / meanLength);
      if (count > 0) scores.set(each, (scores.get(each) ?? 0) + (idf * count * (k1 + 1)) / (count + norm));
    }
  }
  return [...scores];
}

function filterTest({ include, exclude, languages }: SearchFilter = {}): (file: FileRow) => boolean {
  const wanted = include && anyGlobTest(include, { ignoreCase: true });
  const unwanted = anyGlobTest(exclude ?? [], { ignoreCase: true });
  return ({ path, language }) =>
    (wanted?.(path) ?? true) && !unwanted(path) && (languages === undefined || languages.includes(language));
}

function candidateOf({ file, chunk }: Held, score: number): ChunkCandidate {
  const { start, end, startLine, endLine, hash, heading } = chunk;
  const { path, language, hash: fileHash } = file;
  return { path, language, fileHash, hash, heading, start, end, startLine, endLine, score };
}

function best(list: readonly ChunkCandidate[], depth: number): ChunkCandidate[] {
  return [...list].sort((a, b) => b.score - a.score).slice(0, depth);
}
