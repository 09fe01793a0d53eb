// Rows of features in the coordinates of the space that they span, each block of features with its share of the
// variance, and the way of linear weights back. A penalty on the weights keeps them in that space, so whatever is trained
// there is what training on the features themselves would give, however many words there are.

import { countOf, denseWidth, type Linear, type Rows } from './rows';

/** `coordinates` [N, rank] row-major: their dot products are those of the scaled, centred rows. */
export interface Coordinates {
  readonly coordinates: Float32Array;
  readonly rank: number;
  /** Weights [K, rank] and bias [K] on the coordinates as weights [K, D + V] and bias on the features as they are. */
  readonly lift: (linear: Linear) => Linear;
}

/** What is left of a row is nothing where its square is below this share of the longest row's. */
const negligible = 1e-9;
/** Beyond so many dimensions the rest of further rows is left out: N² would be too much. */
const mostDimensions = 2048;

/** Rows, centred and scaled: dense [N, D]; of the sparse part the mean is kept apart, so that it stays sparse. */
interface Scaled {
  readonly count: number;
  readonly inner: number;
  readonly dense: Float64Array;
  readonly mean: Float64Array;
  readonly factors: Float64Array;
  readonly words: Rows['words'];
  readonly wordFactor: number;
  /** Mean of the scaled word rows, [V]. */
  readonly wordMean: Float64Array;
}

/**
 * Incomplete Cholesky decomposition of the rows' Gram matrix, always with the row of the longest rest next; exact up to
 * 2,048 dimensions. `shares`: how much of the variance each dense block gets and, last, the words; they need not add up
 * to 1. A block in which all rows are alike counts nothing. RangeError when shares and blocks disagree.
 * Source: Fine and Scheinberg 2001, Efficient SVM training using low-rank kernel representations, section 4.
 */
export function coordinatesOf(rows: Rows, shares: readonly number[], most = mostDimensions): Coordinates {
  const scaled = scale(rows, shares);
  const { count } = scaled;
  const wide = Math.min(count, most);
  const lower = new Float64Array(count * wide);
  const gram = gramOf(scaled);
  const rest = Float64Array.from({ length: count }, (_, n) => gram.square(n));
  const least = negligible * rest.reduce((a, b) => Math.max(a, b), 0);
  const pivots: number[] = [];
  for (let r = 0; r < wide; r++) {
    let pivot = 0;
    for (let n = 1; n < count; n++) if (rest[n] > rest[pivot]) pivot = n;
    if (!(rest[pivot] > least)) break;
    addColumn(lower, wide, r, pivot, rest, gram.column(pivot));
    pivots.push(pivot);
  }
  // Where all rows are alike one coordinate is left, and it is 0.
  const rank = Math.max(1, pivots.length);
  const coordinates = new Float32Array(count * rank);
  for (let n = 0; n < count; n++) coordinates.set(lower.subarray(n * wide, n * wide + rank), n * rank);
  return { coordinates, rank, lift: (linear) => lifted(linear, scaled, lower, wide, pivots) };
}

function addColumn(
  lower: Float64Array,
  wide: number,
  r: number,
  pivot: number,
  rest: Float64Array,
  column: Float64Array,
): void {
  const root = Math.sqrt(rest[pivot]);
  const own = pivot * wide;
  for (let n = 0; n < rest.length; n++) {
    // −1 marks the rows that were pivots: they are spanned already.
    if (rest[n] < 0 || n === pivot) continue;
    let value = column[n];
    for (let j = 0, at = n * wide; j < r; j++) value -= lower[at + j] * lower[own + j];
    value /= root;
    lower[n * wide + r] = value;
    rest[n] = Math.max(0, rest[n] - value * value);
  }
  lower[own + r] = root;
  rest[pivot] = -1;
}

function scale(rows: Rows, shares: readonly number[]): Scaled {
  const { blocks, words } = rows;
  const count = countOf(rows);
  if (shares.length !== blocks.length + 1) throw new RangeError(`${shares.length} shares for ${blocks.length} blocks`);
  const inner = denseWidth(blocks);
  const dense = Float64Array.from(rows.dense);
  const mean = new Float64Array(inner);
  for (let n = 0; n < count; n++) for (let d = 0; d < inner; d++) mean[d] += dense[n * inner + d] / count;
  const squares = new Float64Array(inner);
  for (let n = 0; n < count; n++) {
    for (let d = 0; d < inner; d++) squares[d] += (dense[n * inner + d] -= mean[d]) ** 2 / count;
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  const factor = (share: number, variance: number) => (variance > 1e-12 ? Math.sqrt(share / total / variance) : 0);
  const factors = new Float64Array(inner);
  let from = 0;
  for (const [b, width] of blocks.entries()) {
    const variance = squares.subarray(from, from + width).reduce((sum, value) => sum + value, 0);
    factors.fill(factor(shares[b], variance), from, from + width);
    from += width;
  }
  for (let n = 0; n < count; n++) for (let d = 0; d < inner; d++) dense[n * inner + d] *= factors[d];
  const wordMean = new Float64Array(words.width);
  words.columns.forEach((column, at) => (wordMean[column] += words.values[at] / count));
  const variance = words.values.reduce((sum, value) => sum + (value * value) / count, 0) - squareOf(wordMean);
  const wordFactor = factor(shares[blocks.length], variance);
  return {
    count,
    inner,
    dense,
    mean,
    factors,
    words,
    wordFactor,
    wordMean: wordMean.map((value) => value * wordFactor),
  };
}

/** Dot products of the scaled, centred rows. */
function gramOf({ count, inner, dense, words, wordFactor, wordMean }: Scaled) {
  const { starts, columns, values } = words;
  const ofMean = squareOf(wordMean);
  const spread = new Float64Array(wordMean.length);
  /** The word row n times a vector [V]. */
  const along = (n: number, vector: Float64Array): number => {
    let sum = 0;
    for (let at = starts[n]; at < starts[n + 1]; at++) sum += wordFactor * values[at] * vector[columns[at]];
    return sum;
  };
  const withMean = Float64Array.from({ length: count }, (_, n) => along(n, wordMean));
  const column = (p: number): Float64Array => {
    for (let at = starts[p]; at < starts[p + 1]; at++) spread[columns[at]] = wordFactor * values[at];
    const out = new Float64Array(count);
    for (let n = 0; n < count; n++) {
      let sum = along(n, spread) - withMean[n] - withMean[p] + ofMean;
      for (let d = 0, a = n * inner, b = p * inner; d < inner; d++) sum += dense[a + d] * dense[b + d];
      out[n] = sum;
    }
    for (let at = starts[p]; at < starts[p + 1]; at++) spread[columns[at]] = 0;
    return out;
  };
  const square = (n: number): number => {
    let sum = ofMean - 2 * withMean[n];
    for (let at = starts[n]; at < starts[n + 1]; at++) sum += (wordFactor * values[at]) ** 2;
    for (let d = 0, at = n * inner; d < inner; d++) sum += dense[at + d] * dense[at + d];
    return sum;
  };
  return { column, square };
}

function lifted(linear: Linear, scaled: Scaled, lower: Float64Array, wide: number, pivots: readonly number[]): Linear {
  const { inner, dense, mean, factors, words, wordFactor, wordMean } = scaled;
  const numLabels = linear.bias.length;
  const width = inner + words.width;
  const weights = new Float64Array(numLabels * width);
  const bias = linear.bias.slice();
  for (let k = 0; k < numLabels; k++) {
    const shares = ofPivots(linear.weights.subarray(k * pivots.length, (k + 1) * pivots.length), lower, wide, pivots);
    const own = weights.subarray(k * width, (k + 1) * width);
    let sum = 0;
    for (const [i, p] of pivots.entries()) {
      sum += shares[i];
      for (let d = 0; d < inner; d++) own[d] += shares[i] * dense[p * inner + d];
      for (let at = words.starts[p]; at < words.starts[p + 1]; at++) {
        own[inner + words.columns[at]] += shares[i] * wordFactor * words.values[at];
      }
    }
    for (let d = 0; d < inner; d++) bias[k] -= (own[d] *= factors[d]) * mean[d];
    for (let j = 0; j < words.width; j++) {
      own[inner + j] -= sum * wordMean[j];
      bias[k] -= own[inner + j] * wordMean[j];
      own[inner + j] *= wordFactor;
    }
  }
  return { weights, bias };
}

/** The vector that has these coordinates as a sum of the pivots' rows: solves Lᵀ c = v. */
function ofPivots(v: Float64Array, lower: Float64Array, wide: number, pivots: readonly number[]): Float64Array {
  const found = new Float64Array(pivots.length);
  for (let i = pivots.length - 1; i >= 0; i--) {
    let value = v[i];
    for (let j = i + 1; j < pivots.length; j++) value -= lower[pivots[j] * wide + i] * found[j];
    found[i] = value / lower[pivots[i] * wide + i];
  }
  return found;
}

function squareOf(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] * values[i];
  return sum;
}
