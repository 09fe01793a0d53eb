// The vectors of files' chunks: those that the index knows by their hash, and new ones from the encoder.

import type { CancelSignal } from '../../core/cancel';
import { pathTerms, singleTerms, termsOf } from '../../core/terms';
import type { Pace } from '../pace';
import type { Embedder } from './ports';
import type { PreparedFile } from './prepare';
import type { ChunkIndex, ChunkRow, ContentHash, FileRow } from './types';

export interface Making {
  readonly index: Pick<ChunkIndex, 'vectorsByHash' | 'spec'>;
  readonly embedder: Embedder;
  readonly pace: Pace;
}

/** Chunks for one call of the encoder: well sorted by length, and still done within a second or two. */
const pieceChunks = 192;

/** The rows to store, and how many vectors had to be made. Equal chunks share a vector, in one file or in several. */
export async function embedFiles(
  making: Making,
  files: readonly PreparedFile[],
  signal: CancelSignal,
): Promise<{ readonly rows: readonly FileRow[]; readonly embedded: number }> {
  const texts = new Map<ContentHash, string>();
  for (const { chunks, hashes } of files) hashes.forEach((hash, n) => texts.set(hash, chunks[n].text));
  const vectors = new Map(await making.index.vectorsByHash([...texts.keys()]));
  const missing = [...texts].filter(([hash]) => !vectors.has(hash));
  for (let from = 0; from < missing.length; from += pieceChunks) {
    const piece = missing.slice(from, from + pieceChunks);
    const made = await embedTexts(
      making,
      piece.map(([, text]) => text),
      signal,
    );
    for (const [n, [hash]] of piece.entries()) vectors.set(hash, made[n]);
  }
  const rows: FileRow[] = [];
  for (const file of files) rows.push(await making.pace.run(rowOf(file, vectors)));
  return { rows, embedded: missing.length };
}

/** `dims` wide: encoders whose vectors are no multiple of 32 wide get zeros behind them, which change no cosine. */
async function embedTexts({ embedder, index }: Making, texts: readonly string[], signal: CancelSignal) {
  const { width, embeddings } = await embedder.embed({ texts, lane: 'background' }, signal);
  return texts.map((_, n) => widened(embeddings.subarray(n * width, (n + 1) * width), index.spec.dims));
}

/** A copy with zeros behind it. RangeError where the vector is wider than the index. */
export function widened(vector: Float32Array, dims: number): Float32Array {
  if (vector.length > dims) throw new RangeError(`a vector of ${vector.length} for an index of ${dims}`);
  const wide = new Float32Array(dims);
  wide.set(vector);
  return wide;
}

/** Yields where it may be interrupted. */
function* rowOf(
  { file, chunks, hashes }: PreparedFile,
  vectors: ReadonlyMap<ContentHash, Float32Array>,
): Generator<void, FileRow> {
  const { path, language, hash, sizeBytes, modifiedMs } = file;
  const rows: ChunkRow[] = [];
  const ofPath = pathTerms(path);
  for (const [n, { start, end, startLine, endLine, heading, text }] of chunks.entries()) {
    const vector = vectors.get(hashes[n]) ?? new Float32Array(0);
    const place = { start, end, startLine, endLine, heading };
    // Words first and side by side, so that a phrase does not go on into the rest.
    const terms = [...new Set([...singleTerms(text), ...ofPath])];
    rows.push({ ...place, hash: hashes[n], terms: [...termsOf(text), ...terms].join(' '), vector });
    yield;
  }
  return { path, language, hash, sizeBytes, modifiedMs, chunks: rows };
}
