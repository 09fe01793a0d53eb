// semtext similarity: how alike two texts are, and how well the second follows the first.

import type { SimilarityAnswer } from '../../engine/requests';
import { object, string } from '../../protocol/parse';
import { percent } from '../format';
import { defineVerb } from '../verb';

interface SimilarityInput {
  readonly a: string;
  readonly b: string;
}

const parse = object<SimilarityInput>({ a: string, b: string });

export const similarity = defineVerb<SimilarityInput, SimilarityAnswer>({
  name: 'similarity',
  summary: 'how alike two texts are',
  arguments: ['a', 'b'],
  options: [],
  wide: true,
  parse: (fields) => parse(fields, ''),
  run: (input, { engine, signal }) => engine.similarity(input, signal),
  toJson: (answer) => ({
    model: answer.model,
    similarity: answer.similarity,
    nextSentenceProbability: answer.nextSentenceProbability,
  }),
  toText: (answer) =>
    [
      `similarity ${answer.similarity.toFixed(3)}`,
      ...(answer.nextSentenceProbability === null
        ? []
        : [`the second follows the first: ${percent(answer.nextSentenceProbability)}`]),
    ].join('\n'),
});
