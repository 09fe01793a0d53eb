// What VS Code keeps of a panel until its window is loaded again. It lies on the disk in the clear, so it says where texts
// stand and how they were looked at, never what they say; a checksum tells whether the same text stands there still. Read
// as unknown: another version may have written it.

import { faces, type Face } from './embeddings';
import { boolean, integer, nullable, object, oneOf, ParseError, string, type Parser } from './parse';
import { parseChoice, type Choice } from './similarityPanel';

/** A stretch of a document, in UTF-16 offsets. */
export interface KeptText {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  /** checksumOf the text (core/checksum). */
  readonly checksum: number;
  /** The whole document, however long it is by then. */
  readonly whole: boolean;
}

/** A text that was typed or copied stands nowhere, so it is not kept. */
export type KeptOrGone = KeptText | 'gone';

export interface KeptAttention {
  readonly kind: 'attention';
  readonly text: KeptText;
  /** Null where there was no text B. */
  readonly pair: KeptOrGone | null;
  /** EncoderInfo.id: marks fit only the tokens of that encoder. */
  readonly model: string;
  /** As parseView reads it. */
  readonly view: unknown;
  readonly pinned: boolean;
  readonly face: Face;
}

export type KeptSimilarity = { readonly choice: Choice } & KeptWork;

/** What was compared. */
export type KeptWork =
  | { readonly kind: 'compare'; readonly a: KeptOrGone; readonly b: KeptOrGone }
  | { readonly kind: 'matrix'; readonly text: KeptOrGone }
  /** Null: in the workspace. */
  | { readonly kind: 'duplicates'; readonly text: KeptOrGone | null };

const keptText = object<KeptText>({
  uri: string,
  start: integer(0),
  end: integer(0),
  checksum: integer(0, 2 ** 32 - 1),
  whole: boolean,
});
const keptOrGone: Parser<KeptOrGone> = (value, path) => (value === 'gone' ? value : keptText(value, path));
const unread: Parser<unknown> = (value) => value;

const attention = object<KeptAttention>({
  kind: oneOf('attention'),
  text: keptText,
  pair: nullable(keptOrGone),
  model: string,
  view: unread,
  pinned: boolean,
  face: oneOf(...faces),
});
const works: { readonly [K in KeptWork['kind']]: Parser<Extract<KeptWork, { kind: K }>> } = {
  compare: object<Extract<KeptWork, { kind: 'compare' }>>({ kind: oneOf('compare'), a: keptOrGone, b: keptOrGone }),
  matrix: object<Extract<KeptWork, { kind: 'matrix' }>>({ kind: oneOf('matrix'), text: keptOrGone }),
  duplicates: object<Extract<KeptWork, { kind: 'duplicates' }>>({
    kind: oneOf('duplicates'),
    text: nullable(keptOrGone),
  }),
};
const kindOf = object<{ kind: KeptWork['kind']; choice: unknown }>({
  kind: oneOf('compare', 'matrix', 'duplicates'),
  choice: unread,
});

/** Undefined where nothing was kept, or nothing that this version reads. */
export const parseKeptAttention = (value: unknown): KeptAttention | undefined => orNothing(() => attention(value, ''));

export const parseKeptSimilarity = (value: unknown): KeptSimilarity | undefined =>
  orNothing(() => {
    const { kind, choice } = kindOf(value, '');
    return { ...works[kind](value, ''), choice: parseChoice(choice) };
  });

function orNothing<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof ParseError) return undefined;
    throw error;
  }
}
