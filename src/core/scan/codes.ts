// Vectors as small whole numbers: six-bit codes with one scale a vector, which take a byte each in memory and four of them
// three bytes on disk, and the query as sixteen-bit codes. Comparing is scan's matter.
// Why six bits: a similarity is off by less than 0.01 and of the ten nearest nineteen in twenty are the same, which
// test/model/codes.test.ts holds the bundled encoder to, whatever its weights; then the ranking by meaning is that of floats.

/** Codes go from −31 to 31. */
const greatestCode = 31;
/** Of one code on disk. */
const bits = 6;

/** A query ready to be compared with codes: value `i` is about `codes[i] * scale`. */
export interface QueryCodes {
  /** `[dims]`, so small that no product with codes of a byte leaves 32 bits. */
  readonly codes: Int16Array;
  readonly scale: number;
}

/**
 * Writes the codes of a vector `[dims]` of length 1 to `codes` from `offset` on and returns the scale: value `i` is about
 * `codes[offset + i] * scale`. The greatest value becomes ±31. The scale is such that what the codes stand for has length 1,
 * too: a vector that is read and stored again stays what it is. A vector of zeros has scale 0. RangeError for a value that is
 * not finite.
 */
export function quantise(vector: Float32Array, codes: Int8Array, offset = 0): number {
  const step = greatestMagnitude(vector) / greatestCode;
  if (step === 0) {
    codes.fill(0, offset, offset + vector.length);
    return 0;
  }
  for (let i = 0; i < vector.length; i++) codes[offset + i] = Math.round(vector[i] / step);
  return unitScale(codes.subarray(offset, offset + vector.length));
}

/** Bytes that this many codes take on disk; a multiple of four. */
export const packedLength = (codes: number): number => (codes * bits) / 8;

/** The codes as they lie on disk: four of them, each 32 higher, in three bytes, the first one lowest. RangeError unless their number is a multiple of four. */
export function packCodes(codes: Int8Array): Uint8Array {
  if (codes.length % 4 !== 0) throw new RangeError(`${codes.length} codes, not a multiple of four`);
  const packed = new Uint8Array(packedLength(codes.length));
  for (let from = 0, to = 0; from < codes.length; from += 4, to += 3) {
    const four =
      (codes[from] + 32) |
      ((codes[from + 1] + 32) << 6) |
      ((codes[from + 2] + 32) << 12) |
      ((codes[from + 3] + 32) << 18);
    packed[to] = four;
    packed[to + 1] = four >> 8;
    packed[to + 2] = four >> 16;
  }
  return packed;
}

/** What packCodes packed. RangeError for a length that it never gives. */
export function unpackCodes(packed: Uint8Array): Int8Array {
  if (packed.length % 3 !== 0) throw new RangeError(`${packed.length} bytes, not a multiple of three`);
  const codes = new Int8Array((packed.length * 8) / bits);
  for (let from = 0, to = 0; from < packed.length; from += 3, to += 4) {
    const four = packed[from] | (packed[from + 1] << 8) | (packed[from + 2] << 16);
    codes[to] = (four & 63) - 32;
    codes[to + 1] = ((four >> 6) & 63) - 32;
    codes[to + 2] = ((four >> 12) & 63) - 32;
    codes[to + 3] = (four >> 18) - 32;
  }
  return codes;
}

/** The vector `[dims]` of length 1 that codes stand for; zeros stay zeros. */
export function dequantise(codes: Int8Array): Float32Array {
  const scale = unitScale(codes);
  return Float32Array.from(codes, (code) => code * scale);
}

/** What makes these codes a vector of length 1; 0 where all are 0. */
function unitScale(codes: Int8Array): number {
  let squares = 0;
  for (const code of codes) squares += code * code;
  return squares === 0 ? 0 : Math.fround(1 / Math.sqrt(squares));
}

/**
 * The codes of a query vector `[dims]`. Its scale is chosen so that the sum over all dimensions of a product with
 * codes of a byte stays within 32 bits. RangeError for a value that is not finite.
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
