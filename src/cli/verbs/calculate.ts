// semtext calculate: neighbours of a word, and analogies such as "king - man + woman", before any context.

import { summandsOf, type AnalogyMethod } from '../../core/analogy';
import type { CalculateAnswer } from '../../engine/calculate';
import { object, oneOf, optional, string } from '../../protocol/parse';
import { table } from '../format';
import { parseTop, topOption } from '../options';
import { defineVerb } from '../verb';

interface CalculateInput {
  readonly words: string;
  readonly method: AnalogyMethod;
  readonly top: number;
}

const methods = oneOf('add', 'multiply');
const parse = object<CalculateInput>({
  words: string,
  method: (value, path) => optional(methods)(value, path) ?? 'add',
  top: parseTop,
});

export const calculate = defineVerb<CalculateInput, CalculateAnswer>({
  name: 'calculate',
  summary: 'words near a word or a sum of words, such as "king - man + woman"',
  arguments: ['words'],
  options: [
    {
      flags: '--method <method>',
      description: 'add (3CosAdd, the default) or multiply (3CosMul)',
      field: 'method',
    },
    topOption,
  ],
  parse: (fields) => parse(fields, ''),
  run: ({ words, method, top }, { engine, signal }) => engine.calculate({ ...summandsOf(words), method, top }, signal),
  toJson: ({ model, words }) => ({ model, words }),
  toText: ({ words }) => table(words.map(({ text, score }) => [text, score.toFixed(3)])),
});
