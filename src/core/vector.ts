// Arithmetic on vectors and on row-major matrices of vectors. Pooling of token states is in pooling.ts.

/** Sum of the products. RangeError when the lengths differ. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`dot: lengths ${a.length} and ${b.length}`);
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** Cosine of the angle, −1…1; 0 where one of them is the zero vector. RangeError when the lengths differ. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const product = dot(a, b);
  const lengths = Math.sqrt(dot(a, a) * dot(b, b));
  return lengths > 0 ? clamp(product / lengths) : 0;
}

/** Mean of vectors of one length; an empty vector of none. */
export function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) for (let i = 0; i < mean.length; i++) mean[i] += vector[i] / vectors.length;
  return mean;
}

/**
 * Divides each row by its Euclidean length, in place, and returns the same array; a row of zeros stays. values [N, width]
 * row-major. RangeError when the length is no multiple of the width.
 */
export function l2Normalise(values: Float32Array, width = values.length): Float32Array {
  const rows = rowsOf(values, width);
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    let sum = 0;
    for (let i = from; i < from + width; i++) sum += values[i] * values[i];
    if (sum === 0) continue;
    const scale = 1 / Math.sqrt(sum);
    for (let i = from; i < from + width; i++) values[i] *= scale;
  }
  return values;
}

/**
 * Cosine of each row of a with each row of b. a [N, width], b [M, width], row-major; returns [N, M], −1…1, 0 beside a row
 * of zeros. RangeError when a length is no multiple of the width.
 */
export function cosineMatrix(a: Float32Array, b: Float32Array, width: number): Float32Array {
  const left = l2Normalise(a.slice(), width);
  const right = a === b ? left : l2Normalise(b.slice(), width);
  const n = rowsOf(left, width);
  const m = rowsOf(right, width);
  const out = new Float32Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      let sum = 0;
      for (let k = 0, x = i * width, y = j * width; k < width; k++) sum += left[x + k] * right[y + k];
      out[i * m + j] = clamp(sum);
    }
  }
  return out;
}

/**
 * Indices of the k greatest values, best first, equal ones in order of index; all of them where there are fewer than k.
 * NaN never ranks. O(n log k).
 */
export function topK(values: ArrayLike<number>, k: number, from = 0, to = values.length): Int32Array {
  const heap = new Int32Array(Math.max(0, Math.min(k, to - from)));
  const worse = (i: number, j: number): boolean => values[i] < values[j] || (values[i] === values[j] && i > j);
  let size = 0;
  // Nearly all values of a vocabulary end at this one comparison. Of equal values the first stays, and NaN is above nothing.
  let least = -Infinity;
  for (let i = from; i < to && heap.length > 0; i++) {
    const value = values[i];
    if (size < heap.length) {
      if (!Number.isNaN(value)) rise(heap, size++, i, worse);
    } else if (value > least) {
      sink(heap, i, worse);
    } else continue;
    least = values[heap[0]];
  }
  return heap
    .subarray(0, size)
    .sort((i, j) => (worse(i, j) ? 1 : -1))
    .map((i) => i - from);
}

/** Adds an index behind the `size` ones of a heap whose worst is in front. */
function rise(heap: Int32Array, size: number, index: number, worse: (i: number, j: number) => boolean): void {
  let at = size;
  for (; at > 0; at = (at - 1) >> 1) {
    const parent = heap[(at - 1) >> 1];
    if (!worse(index, parent)) break;
    heap[at] = parent;
  }
  heap[at] = index;
}

/** Puts an index in the place of the worst one of a full heap. */
function sink(heap: Int32Array, index: number, worse: (i: number, j: number) => boolean): void {
  let at = 0;
  for (let child = 1; child < heap.length; child = 2 * at + 1) {
    if (child + 1 < heap.length && worse(heap[child + 1], heap[child])) child++;
    if (!worse(heap[child], index)) break;
    heap[at] = heap[child];
    at = child;
  }
  heap[at] = index;
}

/** Number of rows. RangeError when the length is no multiple of the width. */
export function rowsOf(values: ArrayLike<number>, width: number): number {
  if (width === 0 && values.length === 0) return 0;
  const rows = values.length / width;
  if (!Number.isInteger(rows)) throw new RangeError(`${values.length} values are no rows of ${width}`);
  return rows;
}

function clamp(cosineValue: number): number {
  return Math.max(-1, Math.min(1, cosineValue));
}
