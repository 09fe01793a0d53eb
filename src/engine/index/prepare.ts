// From a path to its chunks with their hashes: what indexing a file needs before the encoder is asked.

import { chunkHash } from './hashes';
import type { Chunker, FilesPort, FileText, Hasher, LeftOut } from './ports';
import type { Chunk, ContentHash } from './types';

export interface PreparedFile {
  readonly file: FileText;
  readonly chunks: readonly Chunk[];
  /** Of each chunk. */
  readonly hashes: readonly ContentHash[];
}

export interface Preparing {
  readonly files: Pick<FilesPort, 'read'>;
  readonly chunker: Chunker;
  readonly hash: Hasher;
}

export type Preparation = PreparedFile | { readonly unchanged: FileText } | LeftOut;

/** `known`: the hash of the file as it is indexed; the same content is not cut again. Rejects where the file fails. */
export async function prepareFile(
  preparing: Preparing,
  path: string,
  known: ContentHash | undefined,
): Promise<Preparation> {
  const reading = await preparing.files.read(path);
  if (!('file' in reading)) return reading;
  return reading.file.hash === known ? { unchanged: reading.file } : cutFile(preparing, reading.file);
}

export async function cutFile({ chunker, hash }: Omit<Preparing, 'files'>, file: FileText): Promise<PreparedFile> {
  const chunks = await chunker.chunk(file);
  const hashes = await Promise.all(chunks.map((chunk) => chunkHash(hash, chunker, chunk)));
  return { file, chunks, hashes };
}
