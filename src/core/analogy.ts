// Arithmetic with word vectors: king − man + woman.

import { dot, l2Normalise, rowsOf } from './vector';

/** `add`: 3CosAdd (Mikolov et al. 2013). `multiply`: 3CosMul (Levy and Goldberg 2014), which no single term rules. */
export type AnalogyMethod = 'add' | 'multiply';

/** Levy and Goldberg's ε against division by zero. */
const epsilon = 0.001;

/**
 * A score for each row [N, width]: how well it fits the words added and those taken away, each a row number. Rows must
 * have length 1 (unitRows). Higher is better; scores of the two methods do not compare. RangeError without words.
 */
export function analogyScores(
  rows: Float32Array,
  width: number,
  plus: readonly number[],
  minus: readonly number[],
  method: AnalogyMethod,
): Float32Array {
  if (!plus.length) throw new RangeError('no word to begin with');
  const count = rowsOf(rows, width);
  const row = (n: number) => rows.subarray(n * width, (n + 1) * width);
  const out = new Float32Array(count);
  const share = (n: number, other: number) => (dot(row(n), row(other)) + 1) / 2;
  for (let n = 0; n < count; n++) {
    if (method === 'add') {
      for (const word of plus) out[n] += dot(row(n), row(word));
      for (const word of minus) out[n] -= dot(row(n), row(word));
    } else {
      out[n] = 1;
      for (const word of plus) out[n] *= share(n, word);
      for (const word of minus) out[n] /= share(n, word) + epsilon;
    }
  }
  return out;
}

/**
 * The rows with their mean taken away, each brought to length 1: what is common to all words (a position, a bias) says
 * nothing about any. Source: Mu and Viswanath 2018, All-but-the-top, step 1.
 */
export function unitRows(rows: Float32Array, width: number): Float32Array {
  const count = rowsOf(rows, width);
  const out = rows.slice();
  for (let d = 0; d < width; d++) {
    let mean = 0;
    for (let n = 0; n < count; n++) mean += rows[n * width + d];
    mean /= Math.max(1, count);
    for (let n = 0; n < count; n++) out[n * width + d] -= mean;
  }
  return l2Normalise(out, width);
}

/** "king - man + woman" → added and taken away; words side by side are added. */
export function summandsOf(text: string): { readonly plus: string[]; readonly minus: string[] } {
  const terms = { plus: [] as string[], minus: [] as string[] };
  let sign: 'plus' | 'minus' = 'plus';
  for (const part of text.match(/[-+−]|[^\s+−-]+/g) ?? []) {
    if (part === '+') sign = 'plus';
    else if (part === '-' || part === '−') sign = 'minus';
    else {
      terms[sign].push(part);
      sign = 'plus';
    }
  }
  return terms;
}
