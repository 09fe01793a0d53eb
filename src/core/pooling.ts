// From the states of tokens to one vector a text.

/**
 * Mean of the token states of each text, padding excluded. states [B, S, H] row-major; attentionMask [B, S]; returns
 * [B, H], not normalised, a row of zeros for a text without tokens; RangeError when the lengths disagree.
 * Source: Reimers and Gurevych 2019, section 3.
 */
export function meanPool(
  states: Float32Array,
  attentionMask: ArrayLike<number>,
  batch: number,
  length: number,
): Float32Array {
  const hidden = hiddenSizeOf(states, batch, length);
  if (attentionMask.length !== batch * length) {
    throw new RangeError(`meanPool: mask of ${attentionMask.length} for [${batch}, ${length}]`);
  }
  const out = new Float32Array(batch * hidden);
  for (let row = 0; row < batch; row++) {
    const to = row * hidden;
    let tokens = 0;
    for (let column = 0; column < length; column++) {
      if (!attentionMask[row * length + column]) continue;
      tokens++;
      const from = (row * length + column) * hidden;
      for (let i = 0; i < hidden; i++) out[to + i] += states[from + i];
    }
    if (tokens > 1) for (let i = 0; i < hidden; i++) out[to + i] /= tokens;
  }
  return out;
}

/**
 * The state of the first token of each text ([CLS]). states [B, S, H] row-major; returns [B, H], not normalised;
 * RangeError when the lengths disagree or S is 0. Source: Devlin et al. 2019, section 3.
 */
export function clsPool(states: Float32Array, batch: number, length: number): Float32Array {
  const hidden = hiddenSizeOf(states, batch, length);
  const out = new Float32Array(batch * hidden);
  for (let row = 0; row < batch; row++) {
    const from = row * length * hidden;
    out.set(states.subarray(from, from + hidden), row * hidden);
  }
  return out;
}

function hiddenSizeOf(states: Float32Array, batch: number, length: number): number {
  if (batch === 0) return 0;
  const hidden = states.length / (batch * length);
  if (!Number.isInteger(hidden)) throw new RangeError(`${states.length} values are no states of [${batch}, ${length}]`);
  return hidden;
}
