// Heads that are drawn apart, each in its colour, where one number must stand for them: at each place the strongest of them.

import type { DrawnMap } from './store';

const made = new WeakMap<DrawnMap, Float32Array>();

/** One weight a place [U, U]: that of the only map, else of the head that weighs, or changed, most there. */
export function strongestWeights(map: DrawnMap): Float32Array {
  const { maps } = map;
  if (maps.length === 1) return maps[0];
  const known = made.get(map);
  if (known) return known;
  const out = maps[0].slice();
  for (const values of maps.slice(1)) {
    for (let i = 0; i < out.length; i++) if (Math.abs(values[i]) > Math.abs(out[i])) out[i] = values[i];
  }
  made.set(map, out);
  return out;
}

/** The head whose weight that is at a place (query × U + key); undefined where heads are not drawn apart. */
export function strongestHead(map: DrawnMap, at: number): number | undefined {
  const weight = strongestWeights(map)[at];
  return map.heads[map.maps.findIndex((values) => values[at] === weight)];
}
