// Heads that are drawn apart, each in its colour, where one number must stand for them: at each place the strongest of them.

/** One weight a place [U, U]: that of the only map, else of the head that weighs, or changed, most there. */
export function strongestOfHeads(maps: readonly Float32Array[]): Float32Array {
  if (maps.length === 1) return maps[0];
  const out = maps[0].slice();
  for (const values of maps.slice(1)) {
    for (let i = 0; i < out.length; i++) if (Math.abs(values[i]) > Math.abs(out[i])) out[i] = values[i];
  }
  return out;
}

/** Heads that are drawn apart with the strongest of them at each place. */
interface Apart {
  readonly maps: readonly Float32Array[];
  readonly heads: readonly number[];
  readonly strongest: Float32Array;
}

/** The head whose weight that is at a place (query × U + key); undefined where heads are not drawn apart. */
export function strongestHead({ maps, heads, strongest }: Apart, at: number): number | undefined {
  return heads[maps.findIndex((values) => values[at] === strongest[at])];
}
