// What the index Worker and the server say to each other beside the messages of the index: that it lives, and the files that
// it wants, since only the client can read them. Bytes are transferred, not copied.

import type { WireError } from '../../../protocol/requests';
import { parseWireError } from '../../../protocol/params';
import { number, object, oneOf, string } from '../../../protocol/parse';

/** What is wanted of a place: the methods of EditorPort. */
export type FileCall = 'read' | 'list' | 'entries' | 'look';

export type ToIndexWorker =
  | { readonly kind: 'start'; readonly lifeline: string }
  | { readonly kind: 'file'; readonly id: number; readonly value?: unknown; readonly failure?: WireError };

export interface FileWish {
  readonly kind: 'want';
  readonly id: number;
  readonly call: FileCall;
  readonly place: string;
}

export type FromIndexWorker = { readonly kind: 'alive' } | FileWish;

const parseStart = object<{ readonly lifeline: string }>({ lifeline: string });
const parseId = object<{ readonly id: number }>({ id: number });
const parseWish = object<Omit<FileWish, 'kind'>>({
  id: number,
  call: oneOf('read', 'list', 'entries', 'look'),
  place: string,
});

/** A message of the server; undefined for one of the index. ParseError for one that is damaged. */
export function parseToIndexWorker(value: unknown): ToIndexWorker | undefined {
  const kind = fieldOf(value, 'kind');
  if (kind === 'start') return { kind, ...parseStart(value, 'start') };
  if (kind !== 'file') return undefined;
  return {
    kind,
    ...parseId(value, 'file'),
    value: fieldOf(value, 'value'),
    failure: parseWireError(fieldOf(value, 'failure')),
  };
}

/** A message of the Worker; undefined for one of the index. ParseError for one that is damaged. */
export function parseFromIndexWorker(value: unknown): FromIndexWorker | undefined {
  const kind = fieldOf(value, 'kind');
  if (kind === 'alive') return { kind };
  return kind === 'want' ? { kind, ...parseWish(value, 'want') } : undefined;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
