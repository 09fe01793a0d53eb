// semtext attention: the attention maps of a text or a pair, one layer or all, as numbers or as a page.

import { topK } from '../../core/vector';
import { EngineError } from '../../engine/errors';
import { leftOutCharacters } from '../../engine/leftOut';
import type { AttendAnswer } from '../../engine/requests';
import { object, optional, ParseError, string, type Parser } from '../../protocol/parse';
import { table } from '../format';
import { filled, pairOption, readNumber } from '../options';
import { defineVerb, type Work } from '../verb';
import { writeAttentionPage } from './attentionPage';

interface AttentionInput {
  readonly text: string;
  readonly pair?: string;
  readonly layer: number | 'all';
  /** File to write the page to, which holds all layers. */
  readonly html?: string;
}

/** Where attention goes most is all that fits a terminal: so many keys of the mean over heads, and one of each head. */
const strongest = 3;
/** Digits that a softmax in 32 bits has. */
const digits = 7;

const parseLayer: Parser<number | 'all'> = (value, path) => {
  if (value === undefined || value === null || value === 'all') return 'all';
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new ParseError(path, 'the number of a layer, from 0, or “all”');
};
const parse = object<AttentionInput>({
  text: string,
  pair: optional(string),
  layer: parseLayer,
  html: optional(filled),
});

export const attention = defineVerb<AttentionInput, readonly AttendAnswer[]>({
  name: 'attention',
  summary: 'where each token looks, by layer and head',
  arguments: ['text'],
  options: [
    pairOption,
    { flags: '--layer <N>', description: 'one layer, from 0, or all (default: all)', field: 'layer', read: readNumber },
    { flags: '--html <file>', description: 'write one page with all layers, to be opened in a browser', field: 'html' },
  ],
  parse: (fields) => parse(fields, ''),
  run: attendAll,
  toJson: (layers) => ({
    model: layers[0].model,
    tokens: layers[0].tokens.map(({ text, id, segment, start, end }) => ({ text, id, segment, start, end })),
    layers: layers.map((answer) => ({ layer: answer.layer, heads: maps(answer) })),
    ...(layers[0].leftOut && { leftOut: layers[0].leftOut }),
  }),
  toText: (layers, { html }) =>
    html === undefined
      ? [...layers.map(describeLayer), ...describeLeftOut(layers[0])].join('\n\n')
      : `The page is in ${html}.`,
});

async function attendAll({ text, pair, layer, html }: AttentionInput, work: Work): Promise<readonly AttendAnswer[]> {
  const { engine, signal, onProgress } = work;
  const info = await engine.info(signal);
  const { numLayers } = info;
  if (layer !== 'all' && layer >= numLayers) {
    throw new EngineError('badInput', { subject: 'layer', reason: `the encoder has layers 0 to ${numLayers - 1}` });
  }
  const wanted = layer === 'all' || html !== undefined ? Array.from({ length: numLayers }, (_, each) => each) : [layer];
  const answers: AttendAnswer[] = [];
  for (const each of wanted) {
    answers.push(await engine.attend({ text, pair, layer: each }, signal));
    onProgress(answers.length / wanted.length);
  }
  if (html !== undefined) await writeAttentionPage(html, { text, pair }, answers, info, work.distFolder);
  return layer === 'all' ? answers : answers.filter((answer) => answer.layer === layer);
}

/** `[heads][query][key]` */
function maps({ heads, tokens, values }: AttendAnswer): number[][][] {
  const size = tokens.length;
  const round = (value: number): number => Number(value.toPrecision(digits));
  return Array.from({ length: heads }, (_, head) =>
    Array.from({ length: size }, (_, query) => {
      const at = (head * size + query) * size;
      return Array.from(values.subarray(at, at + size), round);
    }),
  );
}

/** For each token the tokens that it looks at most, on average over the heads, and the one of each head. */
function describeLayer({ layer, heads, tokens, values }: AttendAnswer): string {
  const size = tokens.length;
  const row = (head: number, query: number) => {
    const at = (head * size + query) * size;
    return values.subarray(at, at + size);
  };
  const named = (weights: Float32Array, key: number): string => `${tokens[key].text} ${weights[key].toFixed(2)}`;
  const largest = (weights: Float32Array, most: number): string =>
    Array.from(topK(weights, most), (key) => named(weights, key)).join(', ');
  const cells = tokens.map(({ text }, query) => {
    const rows = Array.from({ length: heads }, (_, head) => row(head, query));
    const mean = Float32Array.from(
      { length: size },
      (_, key) => rows.reduce((sum, each) => sum + each[key], 0) / heads,
    );
    return [text, largest(mean, strongest), ...rows.map((each) => largest(each, 1))];
  });
  const headings = ['query', `mean over heads: ${strongest} strongest keys`];
  return `layer ${layer}\n${table(cells, [...headings, ...Array.from({ length: heads }, (_, n) => `head ${n}`)])}`;
}

/** What did not fit the encoder's window is said. */
function describeLeftOut(answer: AttendAnswer): string[] {
  const left = leftOutCharacters(answer);
  return left ? [`Longer than the encoder's window: the last ${left} characters are not shown.`] : [];
}
