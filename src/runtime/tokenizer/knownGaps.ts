// Where @huggingface/tokenizers 0.2.0 reads a tokenizer.json otherwise than the Rust original, and how the file is written
// so that both agree. Checked by tests against reference ids; drop an entry when the library no longer needs it.

import { EngineError } from '../../engine/errors';
import { isObject } from '../../engine/tokenizer/spec';

/** `\w` of Rust's regular expressions. */
const wordCharacters = '\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u200C\\u200D';

type Json = Readonly<Record<string, unknown>>;

/** A copy of the file that the library reads as the original would. Large parts are shared, not copied. */
export function repaired(tokenizerJson: unknown): Json {
  if (!isObject(tokenizerJson)) throw new EngineError('modelCorrupt', { subject: 'tokenizer.json' });
  const { model } = tokenizerJson;
  if (isObject(model) && model.merges && model.continuing_subword_prefix) {
    throw new EngineError('modelUnsupported', {
      subject: 'tokenizer.json',
      reason: 'BPE with a prefix on continuing pieces',
    });
  }
  return {
    // The library wants the keys to be there.
    decoder: null,
    post_processor: null,
    added_tokens: [],
    ...tokenizerJson,
    normalizer: tokenizerJson.normalizer ?? null,
    pre_tokenizer: preTokenizer(tokenizerJson.pre_tokenizer ?? null),
  };
}

function preTokenizer(part: unknown): unknown {
  if (!isObject(part)) return part;
  switch (part.type) {
    case 'Sequence':
      return Array.isArray(part.pretokenizers)
        ? { ...part, pretokenizers: part.pretokenizers.map(preTokenizer) }
        : part;
    case 'Metaspace':
      // Files of old versions say add_prefix_space where new ones say prepend_scheme.
      return part.prepend_scheme === undefined && part.add_prefix_space === false
        ? { ...part, prepend_scheme: 'never' }
        : part;
    case 'WhitespaceSplit':
      // \s of JavaScript has U+FEFF and lacks U+0085; the library corrects that in patterns only.
      return split('\\S+', true);
    case 'Whitespace':
      // The library's \w knows ASCII letters only, that of the original also joiners.
      return split(`[${wordCharacters}]+|[^${wordCharacters}\\s]+`, true);
    case 'Punctuation':
      // The library joins neighbouring marks; the original parts them unless told otherwise.
      return part.behavior === undefined || part.behavior === 'Isolated'
        ? split('[\\p{P}!-/:-@\\[-`{-~]', false)
        : part;
    default:
      return part;
  }
}

function split(regex: string, invert: boolean): Json {
  return { type: 'Split', pattern: { Regex: regex }, behavior: invert ? 'Removed' : 'Isolated', invert };
}
