// Which of many texts are like one of them, by the features that classification has read already.

import { cosine } from '../../core/vector';
import type { Call } from '../encoder';
import type { FeatureReader } from './features';
import type { SimilarAnswer, SimilarRequest } from './requests';

/** Cosines of the texts' embeddings (the first part of the features). A text without words is like nothing: 0. */
export async function similarTo(reader: FeatureReader, request: SimilarRequest, call: Call): Promise<SimilarAnswer> {
  const { features, blocks } = await reader.read([request.text, ...request.texts], call);
  const width = blocks[0] + blocks[1];
  const meaning = (n: number) => features.subarray(n * width, n * width + blocks[0]);
  const one = meaning(0);
  return {
    model: reader.encoder.info.id,
    similarities: request.texts.map((_, n) => cosine(one, meaning(n + 1))),
  };
}
