// semtext info: facts about the encoder, and what the indexes in the user's cache take.

import type { EncoderInfo } from '../../engine/ports';
import { megabytes, table } from '../format';
import type { KeptIndexes } from '../indexCache';
import { defineVerb, type Output } from '../verb';

interface Facts {
  readonly encoder: EncoderInfo;
  readonly indexes: KeptIndexes;
}

export const info = defineVerb<Output, Facts>({
  name: 'info',
  summary: 'facts about the encoder, and the size of the search indexes',
  arguments: [],
  options: [],
  parse: () => ({}),
  run: async (_, { engine, signal, indexes }) => ({
    encoder: await engine.info(signal),
    indexes: await indexes.kept(),
  }),
  toJson: ({ encoder, indexes }) => ({ ...facts(encoder), indexes: { ...indexes } }),
  toText: ({ encoder, indexes }) => {
    const all = { ...facts(encoder), indexes: `${indexes.count}, ${megabytes(indexes.bytes)}, in ${indexes.folder}` };
    return table(Object.entries(all).map(([name, value]) => [name, String(value)]));
  },
});

function facts(encoder: EncoderInfo): Output {
  return {
    model: encoder.id,
    name: encoder.name,
    hash: encoder.hash,
    modelType: encoder.modelType,
    layers: encoder.numLayers,
    heads: encoder.numHeads,
    hiddenSize: encoder.hiddenSize,
    vocabSize: encoder.vocabSize,
    maxTokens: encoder.maxTokens,
    device: encoder.device,
    dtype: encoder.dtype,
    hasMlm: encoder.hasMlm,
    hasNsp: encoder.hasNsp,
    hasAttention: encoder.hasAttention,
    languages: encoder.languages,
  };
}
