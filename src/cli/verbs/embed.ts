// semtext embed: the vector of a text.

import { EngineError } from '../../engine/errors';
import type { LayerChoice, Pooling } from '../../engine/ports';
import { integer, object, oneOf, optional, string, type Parser } from '../../protocol/parse';
import { float } from '../format';
import { readNumber } from '../options';
import { defineVerb, type Work } from '../verb';

interface EmbedInput {
  readonly text: string;
  readonly layers?: LayerChoice;
  readonly pooling?: Pooling;
}

interface Embedded {
  readonly model: string;
  readonly embedding: readonly number[];
}

const layerNames = ['last', 'secondToLast', 'embeddings', 'sumLast4', 'concatLast4', 'sumAll'] as const;

const parseLayers: Parser<LayerChoice> = (value, path) =>
  typeof value === 'number' ? integer(0, 999)(value, path) : oneOf(...layerNames)(value, path);

const parse = object<EmbedInput>({
  text: string,
  layers: optional(parseLayers),
  pooling: optional(oneOf('mean', 'cls')),
});

export const embed = defineVerb<EmbedInput, Embedded>({
  name: 'embed',
  summary: 'the vector of a text, of length 1',
  arguments: ['text'],
  options: [
    {
      flags: '--layers <which>',
      description: `which states make it: ${layerNames.join(', ')} or a number from 0 (default last)`,
      field: 'layers',
      read: readNumber,
    },
    { flags: '--pooling <how>', description: 'mean of all tokens, or cls (default mean)', field: 'pooling' },
  ],
  wide: true,
  parse: (fields) => parse(fields, ''),
  run: async ({ text, layers, pooling }, work) => {
    if (typeof layers === 'number') await checkLayer(layers, work);
    const { engine, signal, onProgress } = work;
    const { model, embeddings, passages } = await engine.embed({ texts: [text], layers, pooling }, signal, onProgress);
    // Without a token there is no vector: the engine gives one of zeros, or none.
    if (passages[0] === 0) throw new EngineError('emptyText');
    return { model, embedding: Array.from(embeddings, float) };
  },
  toJson: ({ model, embedding }) => ({ model, embedding }),
  toText: ({ embedding }) => embedding.join(' '),
});

async function checkLayer(layer: number, { engine, signal }: Work): Promise<void> {
  const { numLayers } = await engine.info(signal);
  if (layer > numLayers) throw new EngineError('badInput', { reason: `the encoder has layers 0 to ${numLayers}` });
}
