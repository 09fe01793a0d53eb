// Files in the process or Worker of the index that only the client can read: the index asks the server for each, which asks the
// client. What both say to each other of it, beside the messages of the index itself (messages.ts).

import { EngineError } from '../../engine/errors';
import { parseBytes, parseEntries, parseFacts, parseNames } from '../../protocol/files';
import { parseWireError } from '../../protocol/params';
import { number, object, oneOf, string } from '../../protocol/parse';
import type { WireError } from '../../protocol/requests';
import type { ClientFiles } from '../files';
import { toWireError } from '../guard';

/** What is wanted of a place: the methods of ClientFiles. */
type FileCall = 'read' | 'list' | 'entries' | 'look';

export interface FileWish {
  readonly kind: 'want';
  readonly id: number;
  readonly call: FileCall;
  readonly place: string;
}

export interface FileAnswer {
  readonly kind: 'file';
  readonly id: number;
  readonly value?: unknown;
  readonly failure?: WireError;
}

const parseId = object<{ readonly id: number }>({ id: number });
const parseWish = object<Omit<FileWish, 'kind'>>({
  id: number,
  call: oneOf('read', 'list', 'entries', 'look'),
  place: string,
});

/** Undefined for a message of the index. ParseError for one that is damaged. */
export function parseFileWish(value: unknown): FileWish | undefined {
  return fieldOf(value, 'kind') === 'want' ? { kind: 'want', ...parseWish(value, 'want') } : undefined;
}

/** Undefined for a message of the index. ParseError for one that is damaged. */
export function parseFileAnswer(value: unknown): FileAnswer | undefined {
  if (fieldOf(value, 'kind') !== 'file') return undefined;
  const failure = parseWireError(fieldOf(value, 'failure'));
  return { kind: 'file', ...parseId(value, 'file'), value: fieldOf(value, 'value'), failure };
}

/** What the server answers; never rejects. */
export async function answerWish(files: ClientFiles | undefined, { id, call, place }: FileWish): Promise<FileAnswer> {
  try {
    if (!files) throw new EngineError('storage', { subject: place, reason: 'it is not on a disk' });
    return { kind: 'file', id, value: await files[call](place) };
  } catch (error) {
    return { kind: 'file', id, failure: toWireError(error) };
  }
}

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The end that asks. */
export class WantedFiles implements ClientFiles {
  readonly #ask: (wish: FileWish) => void;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(ask: (wish: FileWish) => void) {
    this.#ask = ask;
  }

  read = async (place: string) => parseBytes(await this.#want('read', place), 'file');
  list = async (place: string) => parseNames(await this.#want('list', place), 'folder');
  entries = async (place: string) => parseEntries(await this.#want('entries', place), 'folder');
  look = async (place: string) => parseFacts(await this.#want('look', place), 'place');

  receive({ id, value, failure }: FileAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (!failure) return waiting?.resolve(value);
    const code = failure.code === 'modelNotFound' ? 'modelNotFound' : 'storage';
    waiting?.reject(new EngineError(code, { subject: failure.subject, reason: failure.reason }));
  }

  #want(call: FileCall, place: string): Promise<unknown> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#ask({ kind: 'want', id, call, place });
    });
  }
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
