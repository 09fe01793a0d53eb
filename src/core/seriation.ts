// Puts similar things next to each other: agglomerative clustering with average linkage, its leaves in an order that
// keeps neighbours alike.

/**
 * An order of the rows in which clusters stand together. similarities [n, n] row-major, symmetric; returns a permutation
 * of 0…n−1, the same for the same input. O(n²) time and memory. RangeError when the length is not n².
 * Sources: Müllner 2011, nearest-neighbour chain for average linkage (UPGMA); leaves turned as Gruvaeus and Wainer 1972:
 * at each merge the two ends that are most alike meet.
 */
export function clusterOrder(similarities: Float32Array, n: number): Int32Array {
  if (similarities.length !== n * n) throw new RangeError(`${similarities.length} similarities are not [${n}, ${n}]`);
  if (n === 0) return new Int32Array(0);
  const leaves: number[][] = Array.from({ length: n }, (_, i) => [i]);
  const at = (i: number, j: number): number => similarities[i * n + j];
  for (const [a, b] of averageLinkage(similarities, n)) {
    leaves[a] = joinLeaves(leaves[a], leaves[b], at);
    leaves[b] = [];
  }
  const order = leaves.find((each) => each.length === n) ?? [];
  return Int32Array.from(order[0] > order[n - 1] ? order.reverse() : order);
}

type Merge = readonly [number, number];

/** n − 1 merges, each of clusters that stand by then; the second one is gone afterwards, the first holds both. */
function averageLinkage(similarities: Float32Array, n: number): Merge[] {
  const work = Float64Array.from(similarities);
  const size = new Float64Array(n).fill(1);
  const alive = new Uint8Array(n).fill(1);
  const merges: Merge[] = [];
  const chain: number[] = [];
  while (merges.length < n - 1) {
    if (chain.length === 0) chain.push(alive.indexOf(1));
    const top = chain[chain.length - 1];
    const before = chain[chain.length - 2] ?? -1;
    // Of equals the one that the chain came from, so that it cannot run in a circle.
    let best = before;
    for (let k = 0; k < n; k++) {
      if (alive[k] && k !== top && (best < 0 || work[top * n + k] > work[top * n + best])) best = k;
    }
    if (best !== before) {
      chain.push(best);
      continue;
    }
    chain.length -= 2;
    const [a, b] = top < best ? [top, best] : [best, top];
    merges.push([a, b]);
    alive[b] = 0;
    for (let k = 0; k < n; k++) {
      if (!alive[k] || k === a) continue;
      const mean = (size[a] * work[a * n + k] + size[b] * work[b * n + k]) / (size[a] + size[b]);
      work[a * n + k] = work[k * n + a] = mean;
    }
    size[a] += size[b];
  }
  return merges;
}

/** The two runs joined, each turned or not, so that the ends that meet are most alike. */
function joinLeaves(a: readonly number[], b: readonly number[], at: (i: number, j: number) => number): number[] {
  const ends = (list: readonly number[]): readonly [number, number] => [list[0], list[list.length - 1]];
  const [a0, a1] = ends(a);
  const [b0, b1] = ends(b);
  const options = [at(a1, b0), at(a1, b1), at(a0, b0), at(a0, b1)];
  const best = options.indexOf(Math.max(...options));
  const left = best < 2 ? a : a.toReversed();
  const right = best === 0 || best === 2 ? b : b.toReversed();
  return [...left, ...right];
}
