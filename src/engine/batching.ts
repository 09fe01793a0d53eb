// Which texts run together and how they are padded. What runs when is the scheduler's matter.

import type { Batch } from '../core/types';

/** The ids of one input, special tokens included, not padded. Both arrays have the same length. */
export interface TokenRow {
  readonly inputIds: Int32Array;
  readonly tokenTypeIds: Int32Array;
}

/**
 * Indices of rows that run together: sorted by length, shortest first, rows added while rows × longest ≤ budgetTokens. A
 * row longer than the budget runs alone. Every index occurs exactly once; equal lengths stay in their order. On a CPU
 * thread 256 tokens are fastest, and short batches let a cancelled or urgent request through quickly.
 */
export function planBatches(lengths: readonly number[], budgetTokens: number): number[][] {
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[a] - lengths[b] || a - b);
  const batches: number[][] = [];
  let current: number[] = [];
  for (const index of order) {
    if (current.length > 0 && (current.length + 1) * lengths[index] > budgetTokens) {
      batches.push(current);
      current = [];
    }
    current.push(index);
  }
  if (current.length > 0) batches.push(current);
  return batches;
}

/** The rows as one batch `[rows, longest]`, shorter ones filled with `pad` at the end. RangeError without rows. */
export function padBatch(rows: readonly TokenRow[], pad: number): Batch {
  if (rows.length === 0) throw new RangeError('a batch needs a row');
  const length = Math.max(...rows.map((row) => row.inputIds.length));
  const size = rows.length * length;
  const inputIds = new Int32Array(size).fill(Math.max(0, pad));
  const attentionMask = new Int32Array(size);
  const tokenTypeIds = new Int32Array(size);
  for (const [n, row] of rows.entries()) {
    inputIds.set(row.inputIds, n * length);
    attentionMask.fill(1, n * length, n * length + row.inputIds.length);
    tokenTypeIds.set(row.tokenTypeIds, n * length);
  }
  return { batch: rows.length, length, inputIds, attentionMask, tokenTypeIds };
}
