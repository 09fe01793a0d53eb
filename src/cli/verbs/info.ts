// semtext info: facts about the encoder.

import type { EncoderInfo } from '../../engine/ports';
import { table } from '../format';
import { defineVerb, type Output } from '../verb';

export const info = defineVerb<Output, EncoderInfo>({
  name: 'info',
  summary: 'facts about the encoder',
  arguments: [],
  options: [],
  parse: () => ({}),
  run: (_, { engine, signal }) => engine.info(signal),
  toJson: facts,
  toText: (encoder) => table(Object.entries(facts(encoder)).map(([name, value]) => [name, String(value)])),
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
