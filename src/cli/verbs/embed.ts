// semtext embed: the vector of a text.

import { object, string } from '../../protocol/parse';
import { float } from '../format';
import { defineVerb } from '../verb';

interface EmbedInput {
  readonly text: string;
}

interface Embedded {
  readonly model: string;
  readonly embedding: readonly number[];
}

const parse = object<EmbedInput>({ text: string });

export const embed = defineVerb<EmbedInput, Embedded>({
  name: 'embed',
  summary: 'the vector of a text, of length 1',
  arguments: ['text'],
  options: [],
  parse: (fields) => parse(fields, ''),
  run: async ({ text }, { engine, signal }) => {
    const { model, embeddings } = await engine.embed({ texts: [text] }, signal);
    return { model, embedding: Array.from(embeddings, float) };
  },
  toJson: ({ model, embedding }) => ({ model, embedding }),
  toText: ({ embedding }) => embedding.join(' '),
});
