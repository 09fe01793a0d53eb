// How well a passage answers words: Okapi BM25. Finding the words is the index's matter.

/** Values that Robertson and Zaragoza 2009 (section 3.5) call reasonable and most engines use. */
const k1 = 1.2;
const b = 0.75;

/**
 * Weight of a term that stands in `documents` of `total` passages: never negative, also for a term in more than half of
 * them. Source: the variant of Lucene, ln(1 + (N − n + 0.5) / (n + 0.5)).
 */
export function inverseDocumentFrequency(documents: number, total: number): number {
  return Math.log(1 + (total - documents + 0.5) / (documents + 0.5));
}

/** Share 0…k1 + 1 of a term that stands `count` times in a passage of `length` terms; `meanLength` over all passages. */
export function saturation(count: number, length: number, meanLength: number): number {
  return (count * (k1 + 1)) / (count + k1 * (1 - b + (b * length) / meanLength));
}
