// Vectors as bytes: eight-bit codes with one scale a vector, and the query as sixteen-bit codes. Comparing is scan's matter.

/** A query ready to be compared with codes: value `i` is about `codes[i] * scale`. */
export interface QueryCodes {
  /** `[dims]`, so small that no product with eight-bit codes leaves 32 bits. */
  readonly codes: Int16Array;
  readonly scale: number;
}

/**
 * Writes the eight-bit codes of a vector `[dims]` to `codes` from `offset` on and returns the scale: value `i` is about
 * `codes[offset + i] * scale`, off by half a scale at most. The greatest value becomes ±127. A vector of zeros has scale 0.
 * RangeError for a value that is not finite.
 */
export function quantise(vector: Float32Array, codes: Int8Array, offset = 0): number {
  const greatest = greatestMagnitude(vector);
  const scale = Math.fround(greatest / 127);
  if (scale === 0) {
    codes.fill(0, offset, offset + vector.length);
    return 0;
  }
  for (let i = 0; i < vector.length; i++) {
    codes[offset + i] = Math.max(-127, Math.min(127, Math.round(vector[i] / scale)));
  }
  return scale;
}

/** The vector `[dims]` that codes stand for, brought back to unit length; zeros stay zeros. */
export function dequantise(codes: Int8Array): Float32Array {
  let squares = 0;
  for (const code of codes) squares += code * code;
  const factor = squares === 0 ? 0 : 1 / Math.sqrt(squares);
  return Float32Array.from(codes, (code) => code * factor);
}

/**
 * The codes of a query vector `[dims]`. Its scale is chosen so that the sum over all dimensions of a product with
 * eight-bit codes stays within 32 bits. RangeError for a value that is not finite.
 */
export function queryCodes(vector: Float32Array): QueryCodes {
  const most = Math.min(32767, Math.floor((2 ** 31 - 1) / (127 * vector.length)));
  const scale = Math.fround(greatestMagnitude(vector) / most);
  const code = (value: number) => Math.max(-most, Math.min(most, Math.round(value / scale)));
  return { codes: Int16Array.from(vector, (value) => (scale === 0 ? 0 : code(value))), scale };
}

function greatestMagnitude(vector: Float32Array): number {
  let greatest = 0;
  for (const value of vector) {
    if (!Number.isFinite(value)) throw new RangeError('A vector holds a value that is not finite.');
    greatest = Math.max(greatest, Math.abs(value));
  }
  return greatest;
}
