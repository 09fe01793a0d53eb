// What one does with attention maps once they are there: combine heads, hide tokens, join pieces to words, follow
// attention through the layers, and pack a map small for the wire. Maps are row-major, queries as rows, keys as columns.

import type { Span, Token } from './types';

/** Attention of one layer: `values` [heads, S, S], each row a distribution over the keys. */
export interface AttentionMap {
  readonly heads: number;
  readonly length: number;
  readonly values: Float32Array;
}

export type HeadReduction = 'mean' | 'max';
export type PairFilter = 'all' | 'AtoA' | 'AtoB' | 'BtoA' | 'BtoB';

/**
 * One map [S, S] from the chosen heads: their mean, or the largest value at each place (rows of a maximum do not sum to
 * 1). RangeError without heads.
 */
export function combineHeads(map: AttentionMap, heads: readonly number[], how: HeadReduction): Float32Array {
  if (!heads.length) throw new RangeError('no head chosen');
  const size = map.length * map.length;
  const out = new Float32Array(size);
  for (const head of heads) {
    if (head < 0 || head >= map.heads) throw new RangeError(`head ${head} of ${map.heads}`);
    const values = map.values.subarray(head * size, (head + 1) * size);
    if (how === 'mean') for (let i = 0; i < size; i++) out[i] += values[i] / heads.length;
    else for (let i = 0; i < size; i++) if (values[i] > out[i]) out[i] = values[i];
  }
  return out;
}

/** The mean over layers of maps [S, S]. RangeError without maps. */
export function meanOfMaps(maps: readonly Float32Array[]): Float32Array {
  if (!maps.length) throw new RangeError('no map');
  const out = new Float32Array(maps[0].length);
  for (const map of maps) for (let i = 0; i < out.length; i++) out[i] += map[i] / maps.length;
  return out;
}

/**
 * One row of attention rollout: how much of each input token reaches position `query` through all layers, `[S]`, sum 1.
 * `maps` holds one head-averaged map [S, S] a layer, first layer first; each is mixed half and half with the identity
 * for the residual connection. Source: Abnar and Zuidema 2020, Quantifying attention flow in transformers, section 3.
 */
export function rolloutRow(maps: readonly Float32Array[], length: number, query: number): Float32Array {
  let row = new Float32Array(length);
  row[query] = 1;
  for (let layer = maps.length - 1; layer >= 0; layer--) {
    const next = new Float32Array(length);
    const map = maps[layer];
    for (let k = 0; k < length; k++) {
      const weight = row[k] / 2;
      if (weight === 0) continue;
      next[k] += weight;
      for (let j = 0, from = k * length; j < length; j++) next[j] += weight * map[from + j];
    }
    row = next;
  }
  return row;
}

/** All rows of attention rollout, [S, S]. */
export function rollout(maps: readonly Float32Array[], length: number): Float32Array {
  const out = new Float32Array(length * length);
  for (let query = 0; query < length; query++) out.set(rolloutRow(maps, length, query), query * length);
  return out;
}

/**
 * Sets the columns of hidden tokens to 0 and, with `renormalise`, brings each row back to a sum of 1 (a row whose whole
 * weight lay on hidden tokens stays 0). Rows of hidden tokens become 0.
 */
export function hideTokens(
  map: Float32Array,
  length: number,
  hidden: ReadonlySet<number>,
  renormalise: boolean,
): Float32Array {
  const out = map.slice();
  for (let i = 0; i < length; i++) {
    const row = out.subarray(i * length, (i + 1) * length);
    if (hidden.has(i)) {
      row.fill(0);
      continue;
    }
    for (const j of hidden) row[j] = 0;
    if (!renormalise) continue;
    let sum = 0;
    for (const value of row) sum += value;
    if (sum > 0) for (let j = 0; j < length; j++) row[j] /= sum;
  }
  return out;
}

/** Keeps only queries of the filter's first segment and keys of its second; `segments` [S] holds 0 or 1. */
export function filterPair(map: Float32Array, segments: ArrayLike<number>, filter: PairFilter): Float32Array {
  if (filter === 'all') return map;
  const length = segments.length;
  const query = filter.startsWith('A') ? 0 : 1;
  const key = filter.endsWith('A') ? 0 : 1;
  const out = new Float32Array(map.length);
  for (let i = 0; i < length; i++) {
    if (segments[i] !== query) continue;
    for (let j = 0; j < length; j++) if (segments[j] === key) out[i * length + j] = map[i * length + j];
  }
  return out;
}

/**
 * Keeps in each row the largest values that together hold `share` (0…1) of the row's weight, as exBERT's slider does
 * (Hoover et al. 2020), and sets the others to 0. Always keeps the largest one of a row with weight.
 */
export function keepTop(map: Float32Array, length: number, share: number): Float32Array {
  if (share >= 1) return map;
  const out = new Float32Array(map.length);
  const falling = new Float32Array(length);
  for (let i = 0; i < length; i++) {
    const row = map.subarray(i * length, (i + 1) * length);
    falling.set(row);
    falling.sort().reverse();
    const total = falling.reduce((a, b) => a + b, 0);
    let kept = 0;
    let count = 0;
    while (count < length && falling[count] > 0 && (count === 0 || kept < share * total)) kept += falling[count++];
    if (!count) continue;
    // Of equal values at the edge the first ones are kept, so that no row holds more than it should.
    const edge = falling[count - 1];
    let atEdge = falling.subarray(0, count).filter((value) => value === edge).length;
    for (let j = 0; j < length; j++) {
      if (row[j] > edge || (row[j] === edge && atEdge-- > 0)) out[i * length + j] = row[j];
    }
  }
  return out;
}

/** A word of the text: which tokens it is made of, and where it stands. */
export interface TokenWord extends Span {
  readonly tokens: readonly number[];
  readonly segment: number;
  readonly special: boolean;
}

/** Tokens joined to words by their word index (−1, a special token, stands alone); see Encoding.words. */
export function joinWords(tokens: readonly Token[], words: ArrayLike<number>): TokenWord[] {
  const joined: { tokens: number[]; segment: number; special: boolean; start: number; end: number }[] = [];
  tokens.forEach((token, n) => {
    const last = joined.at(-1);
    const same = last && n > 0 && words[n] >= 0 && words[n] === words[n - 1] && last.segment === token.segment;
    if (same) {
      last.tokens.push(n);
      last.end = token.end;
    } else
      joined.push({ tokens: [n], segment: token.segment, special: token.special, start: token.start, end: token.end });
  });
  return joined;
}

/**
 * A map over words [W, W] from one over tokens [S, S]: attention to a word is the sum over its tokens, attention from a
 * word is the mean over its tokens, so rows keep their sums. Source: Clark et al. 2019, What does BERT look at?, section 4.1.
 */
export function wordMap(map: Float32Array, length: number, words: readonly TokenWord[]): Float32Array {
  const out = new Float32Array(words.length * words.length);
  words.forEach((from, a) => {
    words.forEach((to, b) => {
      let sum = 0;
      for (const i of from.tokens) for (const j of to.tokens) sum += map[i * length + j];
      out[a * words.length + b] = sum / from.tokens.length;
    });
  });
  return out;
}

const UNIT = 65_535;

/**
 * Rows of probabilities as whole numbers of 1/65535 that sum to 65535 exactly, half the bytes and still a distribution:
 * each value is the difference of two rounded running sums, so it is off by less than 1/65535. Consecutive rows of
 * `length`; a row of zeros stays zeros.
 */
export function packRows(values: Float32Array, length: number): Uint16Array {
  const out = new Uint16Array(values.length);
  for (let at = 0; at < values.length; at += length) {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += values[at + j];
    if (!(sum > 0)) continue;
    const scale = UNIT / sum;
    let running = 0;
    let before = 0;
    for (let j = 0; j < length; j++) {
      running += values[at + j];
      // The last running sum is the sum itself, bit for bit.
      const after = Math.round(running * scale);
      out[at + j] = after - before;
      before = after;
    }
  }
  return out;
}

/** The probabilities that packRows packed, within 1/65535. */
export function unpackRows(packed: Uint16Array): Float32Array {
  const out = new Float32Array(packed.length);
  for (let i = 0; i < packed.length; i++) out[i] = packed[i] / UNIT;
  return out;
}
