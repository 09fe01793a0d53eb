// What indexing and searching need from outside beside the store: files, a chunker, an encoder, a hash. Adapters live in
// runtime/.

import type { CancelSignal } from '../../core/cancel';
import type { EmbedAnswer, EmbedTextsRequest } from '../requests';
import type { Chunk, ContentHash, Exclusion } from './types';

/** A file of the workspace that may be indexed, as the folder lists it; `path` as FileRow.path. */
export interface FileEntry {
  readonly path: string;
  /** VS Code language id. */
  readonly language: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** A file with its text, line breaks as they are. */
export interface FileText extends FileEntry {
  readonly text: string;
  /** Of the file's bytes. */
  readonly hash: ContentHash;
}

/** Why there is no text. */
export interface LeftOut {
  readonly excluded: Exclusion;
  /** It is a folder, and no rule leaves out what is in it. */
  readonly isFolder?: true;
}

export type FileReading = { readonly file: FileText } | LeftOut;

/** A part of what a scan finds. */
export interface ScanGroup {
  readonly files: readonly FileEntry[];
  /** Files that the built-in rules leave out; what the user's own rules leave out (`gitignore`, `exclude`) is not named. */
  readonly excluded: readonly { readonly path: string; readonly exclusion: Exclusion }[];
  /** First part of the paths of a folder that cannot be read now: what is known of it stays. */
  readonly unread?: string;
}

/** The files of a workspace, on disk or in an editor. */
export interface FilesPort {
  /**
   * All files that may be indexed, in groups, so that work can begin before the last folder is read. `below`: only those in
   * this folder, which read() has called one.
   */
  scan(signal: CancelSignal, below?: string): AsyncIterable<ScanGroup>;
  /** One file with its text; all rules are applied, those on the content too. Rejects where the disk does. */
  read(path: string): Promise<FileReading>;
  /** Why a file is not indexed; undefined: nothing speaks against it. */
  explain(path: string): Promise<Exclusion | undefined>;
}

export interface Chunker {
  /** Name and version with its parameters, as in IndexSpec. */
  readonly id: string;
  chunk(file: Pick<FileText, 'path' | 'language' | 'text'>): Promise<readonly Chunk[]>;
}

/** Makes the vectors. Indexing and searching may use engines of their own: then a search never waits for a batch. */
export interface Embedder {
  /** As Engine.embed: vectors `[texts, width]` of unit length. */
  embed(request: EmbedTextsRequest, signal: CancelSignal): Promise<Pick<EmbedAnswer, 'width' | 'embeddings'>>;
}

/** An embedder whose background work can be held back, batch by batch. Engine is one. */
export interface BackgroundEmbedder extends Embedder {
  /** No background batch begins while it is held. */
  holdBackground(isHeld: boolean): void;
  /** Share of the time that background batches may take, above 0 to 1. RangeError. */
  setBackgroundShare(share: number): void;
}

/** The first half of a SHA-256 of the UTF-8 bytes, in hex. */
export type Hasher = (text: string) => Promise<ContentHash>;
