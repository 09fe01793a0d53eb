// Steps from the weights of a layer to the map that is drawn. What they are done to is the store's matter.

import { filterPair, hideTokens, rolloutRow, wordMap, type TokenWord } from '../../src/core/attention';
import type { PanelDocument, ViewState } from '../../src/protocol/panel';
import type { Pace } from './pace';

/** A map of tokens as a map of `units` with what the filters leave, but for the share of each row. */
export function filtered(
  view: ViewState,
  map: Float32Array,
  units: readonly TokenWord[],
  length: number,
): Float32Array {
  let out = view.unit === 'words' ? wordMap(map, length, units) : map;
  if (view.hideSpecial) {
    const hidden = new Set(units.flatMap((unit, n) => (unit.special ? [n] : [])));
    out = hideTokens(out, units.length, hidden, view.renormalise);
  }
  const segments = units.map((unit) => unit.segment);
  return filterPair(out, segments, view.pair);
}

/** What stands for a unit: the piece as the vocabulary spells it, or the word as the text spells it. */
export function labelOf({ tokens, text, pair }: PanelDocument, { masked, unit }: ViewState, of: TokenWord): string {
  if (of.tokens.some((n) => masked.includes(n))) return '[MASK]';
  const first = tokens[of.tokens[0]];
  if (unit === 'tokens' || of.special) return first.text;
  return (of.segment === 0 ? text : (pair ?? '')).slice(of.start, of.end) || first.text;
}

/** core/attention's rollout, row by row with pauses. */
export async function rolloutInSteps(maps: readonly Float32Array[], length: number, pace: Pace): Promise<Float32Array> {
  const out = new Float32Array(length * length);
  for (let query = 0; query < length; query++) {
    out.set(rolloutRow(maps, length, query), query * length);
    await pace.breathe();
  }
  return out;
}
