// Rows of features with a dense part (vectors of an encoder) and a sparse one (words), and a linear function of them.

/** Row n has columns[starts[n] … starts[n + 1]) with their values; columns are below `width`. */
export interface SparseRows {
  readonly width: number;
  readonly starts: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array;
}

/** N rows: `dense` [N, D] row-major, made of blocks side by side whose widths add up to D, and the words beside them. */
export interface Rows {
  readonly dense: Float32Array;
  readonly blocks: readonly number[];
  readonly words: SparseRows;
}

/** How many rows there are. RangeError when the two parts disagree. */
export function countOf({ dense, blocks, words }: Rows): number {
  const count = words.starts.length - 1;
  const width = denseWidth(blocks);
  if (dense.length !== count * width) throw new RangeError(`${dense.length} values are not ${count} rows of ${width}`);
  return count;
}

export const denseWidth = (blocks: readonly number[]): number => blocks.reduce((sum, width) => sum + width, 0);

/** `weights` [K, D + V] row-major, those of the words last; `bias` [K]. */
export interface Linear {
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/** Logits [N, K] of rows. RangeError where the weights are of another width. */
export function linearLogits({ weights, bias }: Linear, rows: Rows): Float64Array {
  const count = countOf(rows);
  const { dense, words } = rows;
  const inner = denseWidth(rows.blocks);
  const width = inner + words.width;
  const numLabels = bias.length;
  if (weights.length !== numLabels * width) {
    throw new RangeError(`${weights.length} weights for ${numLabels} labels and ${width} features`);
  }
  const logits = new Float64Array(count * numLabels);
  for (let n = 0; n < count; n++) {
    for (let k = 0; k < numLabels; k++) {
      const own = k * width;
      let sum = bias[k];
      for (let d = 0, row = n * inner; d < inner; d++) sum += weights[own + d] * dense[row + d];
      for (let at = words.starts[n]; at < words.starts[n + 1]; at++) {
        sum += weights[own + inner + words.columns[at]] * words.values[at];
      }
      logits[n * numLabels + k] = sum;
    }
  }
  return logits;
}
