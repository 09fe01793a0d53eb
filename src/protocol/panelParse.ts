// What the page of the attention panel says, as it arrives at the extension host: unknown, then parsed once. Its messages
// about embeddings are parsed where they are answered (client/attention/embeddings).

import { faces, type EmbeddingSaid, type Face } from './embeddings';
import type { Intervention, PanelRequests, PanelSaid, ShownText } from './panel';
import { arrayOf, boolean, integer, nullable, object, oneOf, ParseError, string, type Parser } from './parse';

type Params<K extends keyof PanelRequests> = PanelRequests[K]['params'];

const silencedHead = object<Intervention['silenced'][number]>({ layer: integer(0), head: integer(0) });

/** The text that is asked about, and what was changed before it is run. */
const shownText = {
  text: string,
  pair: nullable(string),
  masked: arrayOf(integer(0)),
  silenced: arrayOf(silencedHead),
} satisfies { [K in keyof (ShownText & Intervention)]: Parser<unknown> };

const layerOf = object<Params<'layer'>>({ layer: integer(0), ...shownText });
const tokensOf = object<Params<'predict'>>({ tokens: arrayOf(integer(0)), ...shownText });
const headOf = object<Params<'queriesAndKeys'>>({ layer: integer(0), head: integer(0), ...shownText });

/** A file's content: text, or the bytes of a picture. */
const content: Parser<string | Uint8Array> = (value, path) => {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  throw new ParseError(path, 'a text or bytes');
};
const fileOf = object<Params<'save'>>({ name: string, content });

/** ParseError for what does not fit; a view is read by parseView, which makes do with anything. */
export const parseLayer = (value: unknown): Params<'layer'> => layerOf(value, 'layer');
export const parsePredict = (value: unknown): Params<'predict'> => tokensOf(value, 'predict');
export const parseQueriesAndKeys = (value: unknown): Params<'queriesAndKeys'> => headOf(value, 'queriesAndKeys');
export const parseSave = (value: unknown): Params<'save'> => fileOf(value, 'save');

export const parseReveal = (value: unknown): number =>
  object<PanelSaid['reveal']>({ token: integer(0) })(value, 'reveal').token;

export const parseFace = (value: unknown): Face =>
  object<EmbeddingSaid['faceChosen']>({ face: oneOf(...faces) })(value, 'face').face;

export const parsePin = (value: unknown): boolean => object<PanelSaid['pin']>({ pinned: boolean })(value, 'pin').pinned;
