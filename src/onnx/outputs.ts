// Tells the outputs of a model apart: vocabulary scores, states, pooler, next sentence, classes.

import type { Analysis } from './analysis';
import { vocabularySize } from './head';

/** Names of the outputs as the model has them. */
export interface KnownOutputs {
  readonly logits?: string;
  readonly classLogits?: string;
  readonly endLogits?: string;
  readonly lastHiddenState?: string;
  readonly pooled?: string;
  readonly sentenceEmbedding?: string;
  readonly nextSentence?: string;
}

const NAMES = {
  nextSentence: /^(seq_relationship|next_sentence|nsp)/i,
  pooled: /^pool/i,
  // As exports of sentence-transformers name it.
  sentenceEmbedding: /^sentence_embedding$/i,
  lastHiddenState: /^(last_hidden_state|token_embeddings|sequence_output|encoder_output|hidden_states?)$/i,
} as const;

/**
 * Vocabulary scores are known by their width, the number of rows of the word embeddings; the rest by the names that
 * exporters give.
 */
export function knownOutputs(analysis: Analysis): KnownOutputs {
  const found: { -readonly [key in keyof KnownOutputs]: string } = {};
  const words = vocabularySize(analysis);
  for (const { name } of analysis.graph.outputs) {
    const shape = analysis.shape(name);
    const rank = shape?.length;
    if (NAMES.nextSentence.test(name)) found.nextSentence ??= name;
    else if (NAMES.pooled.test(name)) found.pooled ??= name;
    else if (NAMES.sentenceEmbedding.test(name)) found.sentenceEmbedding ??= name;
    else if (NAMES.lastHiddenState.test(name) && (rank ?? 3) === 3) found.lastHiddenState ??= name;
    else if (words !== undefined && (rank ?? 3) === 3 && shape?.at(-1) === words) found.logits ??= name;
    // Question answering has two: where the answer begins and where it ends.
    else if (/^end_(logits|positions?)/i.test(name)) found.endLogits ??= name;
    else if (/logits|score/i.test(name)) found.classLogits ??= name;
  }
  return found;
}
