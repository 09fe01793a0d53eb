// The states of single tokens, unpadded: what pooling would average.

import { padBatch, planBatches, type TokenRow } from '../batching';
import type { Call, Encoder } from '../encoder';
import type { LayerChoice } from '../ports';

export interface TokenStates {
  readonly width: number;
  /** `[tokens, width]` of each row, special tokens included. */
  readonly rows: readonly Float32Array[];
}

/** RangeError when a row is longer than the encoder takes. */
export async function tokenStates(
  encoder: Encoder,
  rows: readonly TokenRow[],
  layers: LayerChoice,
  call: Call,
): Promise<TokenStates> {
  const found: Float32Array[] = new Array<Float32Array>(rows.length);
  let width = 0;
  const lengths = rows.map((row) => row.inputIds.length);
  for (const indices of planBatches(lengths, encoder.budgetTokens)) {
    const some = indices.map((index) => rows[index]);
    const batch = padBatch(some, encoder.tokenizer.special.pad);
    const result = await encoder.scheduler.run(call.lane, call.signal, () =>
      encoder.model.encoder.embed({ batch, layers, pooling: 'none' }, call.signal),
    );
    width = result.width;
    for (const [n, index] of indices.entries()) {
      const from = n * batch.length * width;
      found[index] = result.values.slice(from, from + lengths[index] * width);
    }
  }
  return { width, rows: found };
}
