// What the index Worker and the server say to each other beside the messages of the index: that it lives, and the files that
// it wants. Bytes are transferred, not copied.

import { object, string } from '../../../protocol/parse';
import { parseFileAnswer, parseFileWish, type FileAnswer, type FileWish } from '../../index/wantedFiles';

export type ToIndexWorker = { readonly kind: 'start'; readonly lifeline: string } | FileAnswer;

export type FromIndexWorker = { readonly kind: 'alive' } | FileWish;

const parseStart = object<{ readonly lifeline: string }>({ lifeline: string });

/** A message of the server; undefined for one of the index. ParseError for one that is damaged. */
export function parseToIndexWorker(value: unknown): ToIndexWorker | undefined {
  return kindOf(value) === 'start' ? { kind: 'start', ...parseStart(value, 'start') } : parseFileAnswer(value);
}

/** A message of the Worker; undefined for one of the index. ParseError for one that is damaged. */
export function parseFromIndexWorker(value: unknown): FromIndexWorker | undefined {
  return kindOf(value) === 'alive' ? { kind: 'alive' } : parseFileWish(value);
}

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, 'kind') : undefined;
