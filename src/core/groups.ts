// Groups of things that are alike: average-linkage clustering, and how many groups fit best.

/** `groups` [N]: the group of each thing, counted from 0 by falling size. */
export interface Grouping {
  readonly groups: Int32Array;
  readonly count: number;
  /** Mean silhouette −1…1 (Rousseeuw 1987); 0 for one group. */
  readonly silhouette: number;
}

/** Groups whose mean silhouette is lower are no better than chance: then there is one group. */
const leastSilhouette = 0.08;

/**
 * Groups by average linkage (Sokal and Michener 1958). distances [n, n] row-major, symmetric, 0 on the diagonal. Tries
 * 2 to `most` groups and takes the count with the best mean silhouette; one group where none is clear. O(n³) time: meant
 * for hundreds of things. RangeError when the length is not n².
 */
export function groupsOf(distances: Float32Array, n: number, most: number): Grouping {
  if (distances.length !== n * n) throw new RangeError(`${distances.length} distances are not [${n}, ${n}]`);
  let best: Grouping = { groups: new Int32Array(n), count: Math.min(1, n), silhouette: 0 };
  const largest = Math.min(most, n - 1);
  for (const groups of partitions(distances, n, largest)) {
    const count = 1 + groups.reduce((a, b) => Math.max(a, b), 0);
    const silhouette = meanSilhouette(distances, n, groups, count);
    if (silhouette > Math.max(best.silhouette, leastSilhouette)) best = { groups, count, silhouette };
  }
  return { ...best, groups: bySize(best.groups, best.count) };
}

/** The partitions into `largest` … 2 groups that merging the closest pair again and again leaves. */
function* partitions(distances: Float32Array, n: number, largest: number): Generator<Int32Array> {
  const work = Float64Array.from(distances);
  const size = new Float64Array(n).fill(1);
  const owner = Int32Array.from({ length: n }, (_, i) => i);
  const alive = Array.from({ length: n }, (_, i) => i);
  for (let count = n; count > 2;) {
    const [a, b] = closest(work, n, alive);
    for (const k of alive) {
      if (k === a || k === b) continue;
      const mean = (size[a] * work[a * n + k] + size[b] * work[b * n + k]) / (size[a] + size[b]);
      work[a * n + k] = work[k * n + a] = mean;
    }
    size[a] += size[b];
    alive.splice(alive.indexOf(b), 1);
    for (let i = 0; i < n; i++) if (owner[i] === b) owner[i] = a;
    count--;
    if (count <= largest) yield owner.map((each) => alive.indexOf(each));
  }
}

function closest(work: Float64Array, n: number, alive: readonly number[]): readonly [number, number] {
  let best: readonly [number, number] = [alive[0], alive[1]];
  for (let x = 0; x < alive.length; x++) {
    for (let y = x + 1; y < alive.length; y++) {
      if (work[alive[x] * n + alive[y]] < work[best[0] * n + best[1]]) best = [alive[x], alive[y]];
    }
  }
  return best;
}

/**
 * Mean over all things of (b − a) / max(a, b): a the mean distance to the own group, b to the nearest other one; 0 for a
 * thing alone in its group. Source: Rousseeuw 1987, Silhouettes.
 */
export function meanSilhouette(distances: Float32Array, n: number, groups: Int32Array, count: number): number {
  if (n === 0 || count < 2) return 0;
  const sizes = new Int32Array(count);
  for (const group of groups) sizes[group]++;
  let total = 0;
  const sums = new Float64Array(count);
  for (let i = 0; i < n; i++) {
    if (sizes[groups[i]] < 2) continue;
    sums.fill(0);
    for (let j = 0; j < n; j++) sums[groups[j]] += distances[i * n + j];
    const own = sums[groups[i]] / (sizes[groups[i]] - 1);
    let other = Infinity;
    for (let g = 0; g < count; g++) if (g !== groups[i]) other = Math.min(other, sums[g] / sizes[g]);
    total += own === other ? 0 : (other - own) / Math.max(own, other);
  }
  return total / n;
}

/** The same groups, the largest first; of equal ones the one that begins first. */
function bySize(groups: Int32Array, count: number): Int32Array {
  const sizes = new Int32Array(count);
  for (const group of groups) sizes[group]++;
  const first = Array.from({ length: count }, (_, group) => groups.indexOf(group));
  const order = Array.from({ length: count }, (_, group) => group).sort(
    (a, b) => sizes[b] - sizes[a] || first[a] - first[b],
  );
  return groups.map((group) => order.indexOf(group));
}
