// Which single weight is looked at closely: one layer, one head, one query and one key, whatever the views show together.

import type { Store } from './store';

export interface WeightPlace {
  readonly layer: number;
  readonly head: number;
  /** Token numbers. */
  readonly query: number;
  readonly key: number;
  /** The weight that the encoder gave this place, 0…1. */
  readonly weight: number;
  /** What was chosen for the person. */
  readonly assumed: readonly Assumed[];
}

/**
 * `layer`: the views show all layers, this is the last one that was chosen. `head`: of several the one with the largest
 * weight here. `lastQuery`: nothing is pinned, the keyboard was there. `largest`: nothing is pinned, the largest weight.
 */
export type Assumed = 'layer' | 'head' | 'lastQuery' | 'largest';

/**
 * The pinned weight of the chosen layer and head. What is left open is taken from what stands nearest: the layer and the
 * token that were last looked at, then the largest weight among the chosen heads (all of them where none is chosen).
 */
export async function weightPlace(store: Store): Promise<WeightPlace> {
  const { view, document: shown } = store;
  const { layer, pinned } = view;
  const length = shown.tokens.length;
  const values = await store.layer(layer);
  const heads = view.heads.length ? view.heads : Array.from({ length: shown.numHeads }, (_, head) => head);
  const fixed = pinned?.query ?? store.lastQuery;
  const range = (n: number | null) => (n === null ? plain(store) : [n]);
  const found = largestOf(
    values,
    length,
    heads,
    range(fixed),
    typeof pinned?.key === 'number' ? [pinned.key] : all(length),
  );
  const assumed: Assumed[] = [];
  if (view.scope !== 'layer') assumed.push('layer');
  if (heads.length > 1) assumed.push('head');
  if (!pinned) assumed.push(store.lastQuery === null ? 'largest' : 'lastQuery');
  return { layer, ...found, assumed };
}

/** The largest weight of these heads, queries and keys in `values` [heads, S, S]. */
function largestOf(
  values: Float32Array,
  length: number,
  heads: readonly number[],
  queries: readonly number[],
  keys: readonly number[],
): Pick<WeightPlace, 'head' | 'query' | 'key' | 'weight'> {
  let best = { head: heads[0], query: queries[0], key: keys[0], weight: -1 };
  for (const head of heads) {
    for (const query of queries) {
      const row = (head * length + query) * length;
      for (const key of keys)
        if (values[row + key] > best.weight) best = { head, query, key, weight: values[row + key] };
    }
  }
  return best;
}

const all = (length: number): number[] => Array.from({ length }, (_, n) => n);

/** Tokens of the text itself, of which there may be none. */
function plain({ document: { tokens } }: Store): number[] {
  const found = all(tokens.length).filter((n) => !tokens[n].special);
  return found.length ? found : all(tokens.length);
}
