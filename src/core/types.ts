// The plain data that every zone speaks: spans of text, tokens, batches of token ids.

/** A stretch of text, `[start, end)` in UTF-16 code units of the text it belongs to. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/**
 * One token of an encoded text. `text` is the piece as the vocabulary spells it (with `##` and the like), `segment` 0 or
 * 1. The span points into the text that the caller gave (for a pair: the first text for segment 0, the second for
 * segment 1). A special token such as `[CLS]` has an empty span at the place where it stands.
 */
export interface Token extends Span {
  readonly text: string;
  readonly id: number;
  readonly segment: number;
  readonly special: boolean;
}

/** One tokenised text or pair, special tokens included, not padded. All arrays have the same length S. */
export interface Encoding {
  readonly inputIds: Int32Array;
  /** What the encoder is given as segment ids; all 0 for families that do not use them (RoBERTa), also in a pair. */
  readonly tokenTypeIds: Int32Array;
  /** Which text the token comes from or stands behind: 0 the first, 1 the pair. */
  readonly segments: Uint8Array;
  /** Start of each token, UTF-16, into the text of its segment. */
  readonly starts: Int32Array;
  /** End of each token, UTF-16, exclusive. */
  readonly ends: Int32Array;
  /** 1 where the token is a special one that the tokenizer added ([CLS], [SEP]); 0 elsewhere, also for a [MASK] in the text. */
  readonly special: Uint8Array;
  /**
   * For each token the index of the word that it belongs to, counted from 0 in the text of its segment; −1 where
   * `special` is 1. Tokens of one word (a WordPiece and its `##` continuations) share an index.
   */
  readonly words: Int32Array;
}

/** A padded batch, row-major `[batch, length]`. */
export interface Batch {
  readonly batch: number;
  readonly length: number;
  readonly inputIds: Int32Array;
  /** 1 for tokens, 0 for padding. */
  readonly attentionMask: Int32Array;
  readonly tokenTypeIds: Int32Array;
}
