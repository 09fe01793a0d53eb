// semtext attention: the attention maps of a text or a pair, one layer or all, as numbers or as a page.

import { EngineError } from '../../engine/errors';
import type { AttendAnswer } from '../../engine/requests';
import { object, optional, ParseError, string, type Parser } from '../../protocol/parse';
import { pairOption, readNumber } from '../options';
import { defineVerb, type Work } from '../verb';
import { writeAttentionPage } from './attentionPage';

interface AttentionInput {
  readonly text: string;
  readonly pair?: string;
  readonly layer: number | 'all';
  /** File to write the page to, which holds all layers. */
  readonly html?: string;
}

/** Where the attention of layers goes most is all that fits a terminal. */
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
  html: optional(string),
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
    html === undefined ? layers.map(describeLayer).join('\n\n') : `The page is in ${html}.`,
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

/** For each token the tokens that it looks at most, on average over the heads. */
function describeLayer({ layer, heads, tokens, values }: AttendAnswer): string {
  const size = tokens.length;
  const lines = tokens.map((token, query) => {
    const mean = tokens.map((_, key) => {
      let sum = 0;
      for (let head = 0; head < heads; head++) sum += values[(head * size + query) * size + key];
      return sum / heads;
    });
    const most = mean
      .map((value, key) => ({ value, key }))
      .sort((a, b) => b.value - a.value)
      .slice(0, strongest);
    return `${token.text} → ${most.map(({ value, key }) => `${tokens[key].text} ${value.toFixed(2)}`).join(', ')}`;
  });
  return [`layer ${layer} (mean over heads; the strongest ${strongest} keys of each query)`, ...lines].join('\n');
}
