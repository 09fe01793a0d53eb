// The chunker of an encoder: structure and sizes are chunker.ts's, the counting of tokens is the encoder's.

import type { EncoderInfo, TokenizerPort } from '../ports';
import { chunkFile, chunkerId } from './chunker';
import type { Grammars } from './grammars';
import type { Pace } from '../pace';
import type { Chunker } from './ports';

export interface Measure {
  readonly info: Pick<EncoderInfo, 'maxTokens'>;
  readonly tokenizer: Pick<TokenizerPort, 'encode' | 'idsOf'>;
}

/** RangeError for an encoder that takes fewer than 32 tokens. */
export function structureChunker({ info, tokenizer }: Measure, grammars?: Grammars, pace?: Pace): Chunker {
  const maxTokens = info.maxTokens - tokenizer.encode('').inputIds.length;
  const countTokens = (text: string): number => tokenizer.idsOf(text).length;
  const options = { countTokens, maxTokens, ...(grammars && { grammars }), ...(pace && { pace }) };
  return { id: chunkerId(maxTokens), chunk: (file) => chunkFile(file, options) };
}
