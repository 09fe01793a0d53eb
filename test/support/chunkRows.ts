// Synthetic rows for tests of indexes: everything about a file follows from its path and a seed.

import { createHash } from 'node:crypto';
import type { ChunkRow, FileRow, IndexSpec } from '../../src/engine/index/types';

export const testSpec: IndexSpec = { model: 'tiny@000000000000', dims: 64, chunker: 'test/1', schema: 1 };

/** A row of numbers that look random, 0…1; the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export function unitVector(random: () => number, dims: number): Float32Array {
  const vector = new Float32Array(dims);
  let squares = 0;
  for (let i = 0; i < dims; i++) {
    vector[i] = random() + random() - 1;
    squares += vector[i] ** 2;
  }
  return vector.map((value) => value / Math.sqrt(squares));
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

/** Words of a language whose frequencies follow Zipf's law. */
export function zipfWord(random: () => number, words = 2000): string {
  return `w${Math.floor(words ** random()) - 1}`;
}

export interface FileOptions {
  readonly chunks?: number;
  readonly language?: string;
  /** Another seed: other contents. */
  readonly seed?: number;
  readonly dims?: number;
  /** Words of chunk 0 instead of synthetic ones. */
  readonly terms?: string;
}

export function makeFile(path: string, options: FileOptions = {}): FileRow {
  const { chunks = 3, language = 'markdown', seed = 1, dims = testSpec.dims, terms } = options;
  const random = randomNumbers(Number.parseInt(hashOf(`${path} ${seed}`).slice(0, 7), 16));
  return {
    path,
    language,
    hash: hashOf(`${path} ${seed} ${chunks}`),
    sizeBytes: chunks * 100,
    modifiedMs: 1_700_000_000_000 + seed,
    chunks: Array.from({ length: chunks }, (_, i) => makeChunk(random, dims, i, i === 0 ? terms : undefined)),
  };
}

function makeChunk(random: () => number, dims: number, i: number, terms?: string): ChunkRow {
  const words = Array.from({ length: 5 + Math.floor(random() * 40) }, () => zipfWord(random));
  const vector = unitVector(random, dims);
  return {
    start: i * 100,
    end: i * 100 + 90,
    startLine: i * 4,
    endLine: i * 4 + 3,
    hash: hashOf(String(vector.slice(0, 8))),
    heading: i % 2 ? ['Guide', `Part ${i}`] : [],
    terms: terms ?? words.join(' '),
    vector,
  };
}
