// Chooses the tokenizer for a model: own WordPiece where the model is of BERT's kind, else the adapter over
// @huggingface/tokenizers. Reading the files is the caller's.

import { EngineError } from '../../engine/errors';
import type { TokenizerPort } from '../../engine/ports';
import { parseTokenizer } from '../../engine/tokenizer/spec';
import { WordPieceTokenizer } from '../../engine/tokenizer/wordpiece';
import { HuggingFaceTokenizer } from './huggingFaceTokenizer';

/**
 * The tokenizer of a parsed tokenizer.json and tokenizer_config.json (undefined where the model has none). EngineError
 * modelCorrupt when the tokenizer is damaged, modelUnsupported when it is of a kind that nobody here runs; the subject is
 * always `tokenizer.json`.
 */
export function loadTokenizer(tokenizerJson: unknown, tokenizerConfig: unknown): TokenizerPort {
  if (tokenizerJson === undefined || tokenizerJson === null) {
    throw new EngineError('modelCorrupt', { subject: 'tokenizer.json', reason: 'the file is missing or empty' });
  }
  const spec = parseTokenizer(tokenizerJson, tokenizerConfig);
  return spec.wordPiece ? new WordPieceTokenizer(spec) : new HuggingFaceTokenizer(spec, tokenizerJson);
}
