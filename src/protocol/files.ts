// Files that a server asks its client for: those of workspace folders that are not on a disk, and in a browser, which has none,
// also the extension's own and those of a model folder. Messages between Workers are structured clones, so bytes travel as
// bytes; else messages are JSON, and bytes travel in base64.

import { arrayOf, number, object, oneOf, ParseError, string, type Parser } from './parse';
import { fromBase64 } from './wire';

export interface FileParams {
  /** An address, or a path relative to the extension. */
  readonly place: string;
}

/** The bytes of a file, over JSON in base64. Fails with a WireError of modelNotFound or storage where it cannot be read. */
export const readFileMethod = 'semanticText/readFile';
/** Names of the files directly in a folder; fails as readFile. */
export const listFolderMethod = 'semanticText/listFolder';

/** What lies at a place. `other`: a symbolic link, or neither file nor folder. */
export interface PlaceFacts {
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  /** Milliseconds since 1970; 0 where it is not told. */
  readonly modifiedMs: number;
}

export interface FolderEntry extends PlaceFacts {
  readonly name: string;
}

/** What lies directly in a folder, with its facts; what goes away meanwhile is left out. Fails as readFile. */
export const listEntriesMethod = 'semanticText/listEntries';
/** What lies at a place. Fails as readFile. */
export const lookMethod = 'semanticText/look';

export const parseFileParams = object<FileParams>({ place: string });
export const parseNames = arrayOf(string);

const facts = { kind: oneOf('file', 'folder', 'other'), sizeBytes: number, modifiedMs: number };
export const parseFacts = object<PlaceFacts>(facts);
export const parseEntries = arrayOf(object<FolderEntry>({ ...facts, name: string }));

export const parseBytes: Parser<Uint8Array<ArrayBuffer>> = (value, path) => {
  if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) return value as Uint8Array<ArrayBuffer>;
  if (typeof value !== 'string') throw new ParseError(path, 'bytes');
  try {
    return fromBase64(value);
  } catch {
    throw new ParseError(path, 'base64');
  }
};

/** What a server in a Worker is sent first, before LSP begins. */
export interface WorkerStart {
  readonly kind: 'start';
  /** Name of the lock that the Worker holds while it lives; see core/lifeline. */
  readonly lifeline: string;
}

/** What it answers once it holds the lock; LSP follows. */
export interface WorkerAlive {
  readonly kind: 'alive';
}

const parseKind = object<{ readonly kind: string }>({ kind: string });

export const isWorkerAlive = (value: unknown): boolean => parseKind(value, 'alive').kind === 'alive';
export const parseWorkerStart = object<Pick<WorkerStart, 'lifeline'>>({ lifeline: string });
