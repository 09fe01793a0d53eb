// What the thread of an index and its owner say to each other. Types, and one parser for each direction.

import { EngineError, type EngineErrorCode } from '../../../engine/errors';
import type {
  CandidateLists,
  CandidateQuery,
  ChunkRow,
  FileRow,
  FileState,
  IndexSpec,
  IndexStats,
  SearchFilter,
} from '../../../engine/index/types';
import {
  arrayOf,
  floats,
  FormError,
  number,
  object,
  oneOf,
  optional,
  record,
  string,
  wholeFrom,
  type Parser,
} from '../../parse';
import { parseSpec } from '../../index/sqlite/schema';

/** Where the index lies and whose it is. */
export interface StoreRequest {
  /** Folder of the index; made where it is missing. */
  readonly folder: string;
  readonly spec: IndexSpec;
  /** Use the WASM build of SQLite even where Node has one. */
  readonly wasm?: boolean | undefined;
  /** How often to look for commits of other processes. */
  readonly pollMs: number;
}

/** What each operation takes and gives. */
export interface StoreOps {
  readonly files: [undefined, readonly FileState[]];
  readonly replaceFiles: [readonly FileRow[], Generation];
  readonly removeFiles: [readonly string[], Generation];
  readonly vectorsByHash: [readonly string[], ReadonlyMap<string, Float32Array>];
  readonly candidates: [CandidateQuery, CandidateLists];
  readonly stats: [undefined, IndexStats];
  readonly verify: [undefined, readonly string[]];
  readonly empty: [undefined, undefined];
  readonly tidy: [undefined, undefined];
  readonly close: [undefined, undefined];
}

export type StoreOp = keyof StoreOps;
type Generation = { readonly generation: number };

export type ToStore =
  | { readonly kind: 'call'; readonly id: number; readonly op: StoreOp; readonly argument: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** What the store was when it was opened. */
export interface OpenedStore {
  readonly storeKind: 'sqlite' | 'sqlite-wasm';
  readonly file: string;
  /** Where a damaged index was put aside; undefined when there was none. */
  readonly broken?: string | undefined;
}

export type FromStore =
  | ({ readonly kind: 'opened' } & OpenedStore)
  | { readonly kind: 'result'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly error: StoreFailure }
  | { readonly kind: 'changed'; readonly generation: number }
  | { readonly kind: 'leads'; readonly leads: boolean };

/** `range`: RangeError; `cancelled`: CancelledError; else the code of an EngineError. */
export interface StoreFailure {
  readonly code: EngineErrorCode | 'range' | 'cancelled' | 'unknown';
  readonly message: string;
  readonly subject?: string | undefined;
  readonly reason?: string | undefined;
}

const whole = wholeFrom(0);
const strings = arrayOf(string);
const lines = { start: whole, end: whole, startLine: whole, endLine: whole };

const chunkRow = object<ChunkRow>({ ...lines, hash: string, heading: strings, terms: string, vector: floats });
const fileRow = object<FileRow>({
  path: string,
  language: string,
  hash: string,
  sizeBytes: whole,
  modifiedMs: number,
  chunks: arrayOf(chunkRow),
});
const filter = object<SearchFilter>({
  include: optional(strings),
  exclude: optional(strings),
  languages: optional(strings),
  excludeLanguages: optional(strings),
});
const query = object<CandidateQuery>({
  vector: optional(floats),
  terms: optional(strings),
  phrases: optional(arrayOf(strings)),
  filter: optional(filter),
  depth: whole,
});
const nothing: Parser<undefined> = () => undefined;

/** The argument of each operation. */
export const storeArguments: { readonly [Op in StoreOp]: Parser<StoreOps[Op][0]> } = {
  files: nothing,
  replaceFiles: arrayOf(fileRow),
  removeFiles: strings,
  vectorsByHash: strings,
  candidates: query,
  stats: nothing,
  verify: nothing,
  empty: nothing,
  tidy: nothing,
  close: nothing,
};

const generation = object<Generation>({ generation: whole });
const fileState = object<FileState>({
  path: string,
  hash: string,
  sizeBytes: whole,
  modifiedMs: number,
  chunkCount: whole,
});
const candidate = object<CandidateLists['vector'][number]>({
  ...lines,
  path: string,
  language: string,
  fileHash: string,
  hash: string,
  heading: strings,
  score: number,
});
const vectors: Parser<ReadonlyMap<string, Float32Array>> = (value, place) => {
  if (!(value instanceof Map)) throw new FormError(place, 'a map');
  return new Map([...value].map(([key, vector]) => [string(key, place), floats(vector, place)]));
};
const truth: Parser<boolean> = (value) => value === true;

/** The result of each operation. */
export const storeResults: { readonly [Op in StoreOp]: Parser<StoreOps[Op][1]> } = {
  files: arrayOf(fileState),
  replaceFiles: generation,
  removeFiles: generation,
  vectorsByHash: vectors,
  candidates: object<CandidateLists>({
    vector: arrayOf(candidate),
    lexical: arrayOf(candidate),
    generation: whole,
    approximate: truth,
  }),
  stats: object<IndexStats>({ files: whole, chunks: whole, sizeBytes: whole, generation: whole }),
  verify: strings,
  empty: nothing,
  tidy: nothing,
  close: nothing,
};

const ops = oneOf(...(Object.keys(storeArguments) as StoreOp[]));

export function parseStoreRequest(value: unknown): StoreRequest {
  const source = record(value, 'index');
  return {
    folder: string(source.folder, 'folder'),
    spec: parseSpec(source.spec),
    wasm: source.wasm === true,
    pollMs: number(source.pollMs, 'pollMs'),
  };
}

export function parseToStore(value: unknown): ToStore {
  const source = record(value, 'message');
  const kind = oneOf('call', 'cancel')(source.kind, 'kind');
  const id = whole(source.id, 'id');
  return kind === 'cancel' ? { kind, id } : { kind, id, op: ops(source.op, 'op'), argument: source.argument };
}

export function parseFromStore(value: unknown): FromStore {
  const source = record(value, 'message');
  const kind = oneOf('opened', 'result', 'failed', 'changed', 'leads')(source.kind, 'kind');
  switch (kind) {
    case 'opened':
      return {
        kind,
        storeKind: oneOf('sqlite', 'sqlite-wasm')(source.storeKind, 'storeKind'),
        file: string(source.file, 'file'),
        broken: optional(string)(source.broken, 'broken'),
      };
    case 'result':
      return { kind, id: whole(source.id, 'id'), value: source.value };
    case 'failed':
      return { kind, id: number(source.id, 'id'), error: parseFailure(source.error) };
    case 'changed':
      return { kind, generation: whole(source.generation, 'generation') };
    case 'leads':
      return { kind, leads: source.leads === true };
  }
}

function parseFailure(value: unknown): StoreFailure {
  const source = record(value, 'error');
  return {
    code: oneOf('storage', 'badInput', 'range', 'cancelled', 'unknown')(source.code, 'code'),
    message: string(source.message, 'message'),
    subject: optional(string)(source.subject, 'subject'),
    reason: optional(string)(source.reason, 'reason'),
  };
}

/** The form of an error that travels. */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof EngineError) {
    const code = error.code === 'storage' || error.code === 'badInput' ? error.code : 'unknown';
    return { code, message: error.message, subject: error.details.subject, reason: error.details.reason };
  }
  if (error instanceof RangeError) return { code: 'range', message: error.message };
  if (error instanceof FormError) return { code: 'range', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  return { code: error instanceof Error && error.name === 'CancelledError' ? 'cancelled' : 'unknown', message };
}
