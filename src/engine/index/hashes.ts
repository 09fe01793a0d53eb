// The name of a chunk's content: equal hashes share a vector.

import type { Chunker, Hasher } from './ports';
import type { Chunk, ContentHash } from './types';

/** Of the chunker's id and the text that the encoder sees. */
export function chunkHash(
  hash: Hasher,
  chunker: Pick<Chunker, 'id'>,
  chunk: Pick<Chunk, 'text'>,
): Promise<ContentHash> {
  return hash(`${chunker.id}\n${chunk.text}`);
}
