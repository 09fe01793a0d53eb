// semtext embed: the vector of a text.

import { object, string } from '../../protocol/parse';
import { float } from '../format';
import { defineVerb, type Work } from '../verb';

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
  run: async (input, work) => (await embedAll([input], work))[0],
  runTogether: embedAll,
  toJson: ({ model, embedding }) => ({ model, embedding }),
  toText: ({ embedding }) => embedding.join(' '),
});

async function embedAll(inputs: readonly EmbedInput[], { engine, signal }: Work): Promise<readonly Embedded[]> {
  const texts = inputs.map(({ text }) => text);
  const { model, width, embeddings } = await engine.embed({ texts }, signal);
  return texts.map((_, row) => ({
    model,
    embedding: Array.from(embeddings.subarray(row * width, (row + 1) * width), float),
  }));
}
