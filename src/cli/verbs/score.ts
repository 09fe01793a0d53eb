// semtext score: how natural a text is to the encoder.

import type { ScoreAnswer } from '../../engine/requests';
import { object, string } from '../../protocol/parse';
import { table } from '../format';
import { defineVerb } from '../verb';

interface ScoreInput {
  readonly text: string;
}

const parse = object<ScoreInput>({ text: string });

export const score = defineVerb<ScoreInput, ScoreAnswer>({
  name: 'score',
  summary: 'pseudo-log-likelihood of a text, whole and by word',
  arguments: ['text'],
  options: [],
  wide: true,
  parse: (fields) => parse(fields, ''),
  run: (input, { engine, signal, onProgress }) => engine.score(input, signal, onProgress),
  toJson: ({ model, logProbability, words }) => ({
    model,
    logProbability,
    words: words.map(({ start, end, logProbability: each }) => ({ start, end, logProbability: each })),
  }),
  toText: ({ logProbability, words }, { text }) =>
    `${logProbability.toFixed(3)}\n\n${table(
      words.map(({ start, end, logProbability: each }) => [text.slice(start, end), each.toFixed(3)]),
    )}`,
});
