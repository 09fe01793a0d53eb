// What a cosine means: read against the similarities that the same encoder gives to texts whose likeness is known.
// Encoders, layers and poolings differ so much that no fixed number would do (one layer calls 0.8 what another calls 0.3).

/** Quantiles of the similarities of reference texts under one encoder, layer and pooling. Cosines, −1…1, rising. */
export interface SimilarityScale {
  /** 95 % of pairs on different subjects lie below: the first sign of a common subject. */
  readonly related: number;
  /** A quarter of the pairs that say the same in other words lie below. */
  readonly close: number;
  /** Half of them. */
  readonly alike: number;
  /** Nine tenths of them: so like that the wording is hardly changed. */
  readonly same: number;
}

/** From little in common to the very same text. */
export const bands = ['apart', 'related', 'close', 'alike', 'same', 'identical'] as const;
export type Band = (typeof bands)[number];

/** The scale of an encoder. Each list holds cosines and must not be empty (RangeError). */
export function scaleOf(unrelated: Float32Array, paraphrases: Float32Array): SimilarityScale {
  const related = quantile(unrelated, 0.95);
  // An encoder that cannot tell the two apart still gets a scale that rises.
  const close = Math.max(related, quantile(paraphrases, 0.25));
  const alike = Math.max(close, quantile(paraphrases, 0.5));
  return { related, close, alike, same: Math.max(alike, quantile(paraphrases, 0.9)) };
}

/** `identical` is for equal texts only: that the caller knows, a cosine does not. */
export function bandOf(similarity: number, scale: SimilarityScale): Exclude<Band, 'identical'> {
  if (similarity >= scale.same) return 'same';
  if (similarity >= scale.alike) return 'alike';
  if (similarity >= scale.close) return 'close';
  return similarity >= scale.related ? 'related' : 'apart';
}

/** The q-quantile, 0…1, between neighbours in proportion (Hyndman and Fan 1996, type 7). RangeError for no values. */
export function quantile(values: Float32Array, q: number): number {
  if (values.length === 0) throw new RangeError('no values');
  const sorted = values.slice().sort();
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low] + (at - low) * (sorted[high] - sorted[low]);
}
