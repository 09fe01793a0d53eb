// Counts of words, pairs and triples of a corpus stream. Pairs are counted all; triples only where a question will be
// asked (they are registered first), which keeps memory small however large the corpus is.

import { largestVocabulary, type Gap } from './ngramStream';

/** The triples that will be asked for. */
export class TripleQueries {
  readonly #exact = new Set<number>();
  /** Pairs whose followers, predecessors or middles are wanted. */
  readonly followers = new Set<number>();
  readonly predecessors = new Set<number>();
  readonly middles = new Set<number>();

  /** Every triple of a sequence. */
  addSequence(sequence: ArrayLike<number>): void {
    for (let i = 2; i < sequence.length; i++) {
      this.#exact.add(tripleKey(sequence[i - 2], sequence[i - 1], sequence[i]));
    }
  }

  /** Every triple that any word in a gap takes part in. */
  addGap({ before, after }: Gap): void {
    this.followers.add(pairKey(before[0], before[1]));
    this.middles.add(pairKey(before[1], after[0]));
    this.predecessors.add(pairKey(after[0], after[1]));
  }

  get exact(): ReadonlySet<number> {
    return this.#exact;
  }
}

type WordCounts = Map<number, number>;

/** What was counted. A triple that nobody registered reads as 0. */
export class NgramCounts {
  readonly #pairs: SortedCounts;
  readonly #reversed: SortedCounts;
  readonly #exact = new Map<number, number>();
  readonly #followers = new Map<number, WordCounts>();
  readonly #predecessors = new Map<number, WordCounts>();
  readonly #middles = new Map<number, WordCounts>();
  /** Count of each word, by number. */
  readonly words: Float64Array;

  constructor(
    stream: Uint16Array,
    readonly vocabularySize: number,
    queries: TripleQueries,
  ) {
    this.words = new Float64Array(vocabularySize);
    for (const word of stream) this.words[word]++;
    this.#pairs = countPairs(stream, (a, b) => pairKey(a, b));
    this.#reversed = countPairs(stream, (a, b) => pairKey(b, a));
    this.#countTriples(stream, queries);
  }

  #countTriples(stream: Uint16Array, queries: TripleQueries): void {
    const wanted = [
      new Filter(queries.followers),
      new Filter(queries.predecessors),
      new Filter(queries.middles),
    ] as const;
    const pairsOfExact = new Filter(new Set([...queries.exact].map((key) => Math.floor(key / largestVocabulary))));
    for (let i = 2; i < stream.length; i++) {
      const a = stream[i - 2];
      const b = stream[i - 1];
      const c = stream[i];
      const ab = pairKey(a, b);
      if (pairsOfExact.mayHold(ab)) {
        const key = tripleKey(a, b, c);
        if (queries.exact.has(key)) this.#exact.set(key, (this.#exact.get(key) ?? 0) + 1);
      }
      if (wanted[0].mayHold(ab) && queries.followers.has(ab)) increment(this.#followers, ab, c);
      const bc = pairKey(b, c);
      if (wanted[1].mayHold(bc) && queries.predecessors.has(bc)) increment(this.#predecessors, bc, a);
      const ac = pairKey(a, c);
      if (wanted[2].mayHold(ac) && queries.middles.has(ac)) increment(this.#middles, ac, b);
    }
  }

  pair(a: number, b: number): number {
    return this.#pairs.get(pairKey(a, b));
  }

  triple(a: number, b: number, c: number): number {
    return this.#exact.get(tripleKey(a, b, c)) ?? 0;
  }

  /** Calls with each word that follows a, and how often. */
  eachAfter(a: number, visit: (word: number, count: number) => void): void {
    this.#pairs.eachWithFirst(a, visit);
  }

  /** Calls with each word that stands before b, and how often. */
  eachBefore(b: number, visit: (word: number, count: number) => void): void {
    this.#reversed.eachWithFirst(b, visit);
  }

  /** Words seen after (a, b); between a and c; before (b, c). Empty unless the gap was registered. */
  followersOf(a: number, b: number): ReadonlyMap<number, number> {
    return this.#followers.get(pairKey(a, b)) ?? new Map();
  }
  middlesOf(a: number, c: number): ReadonlyMap<number, number> {
    return this.#middles.get(pairKey(a, c)) ?? new Map();
  }
  predecessorsOf(b: number, c: number): ReadonlyMap<number, number> {
    return this.#predecessors.get(pairKey(b, c)) ?? new Map();
  }
}

function pairKey(a: number, b: number): number {
  return a * largestVocabulary + b;
}

function tripleKey(a: number, b: number, c: number): number {
  return (a * largestVocabulary + b) * largestVocabulary + c;
}

function increment(table: Map<number, WordCounts>, key: number, word: number): void {
  let counts = table.get(key);
  if (!counts) table.set(key, (counts = new Map()));
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

function countPairs(stream: Uint16Array, key: (a: number, b: number) => number): SortedCounts {
  const keys = new Uint32Array(Math.max(0, stream.length - 1));
  for (let i = 0; i < keys.length; i++) keys[i] = key(stream[i], stream[i + 1]);
  return new SortedCounts(keys);
}

/** Distinct 32-bit keys in rising order with how often each occurred. Sorts the given array in place. */
class SortedCounts {
  readonly #keys: Uint32Array;
  readonly #counts: Uint32Array;

  constructor(all: Uint32Array) {
    all.sort();
    let distinct = 0;
    for (let i = 0; i < all.length; i++) if (i === 0 || all[i] !== all[i - 1]) distinct++;
    this.#keys = new Uint32Array(distinct);
    this.#counts = new Uint32Array(distinct);
    let at = -1;
    for (let i = 0; i < all.length; i++) {
      if (i === 0 || all[i] !== all[i - 1]) this.#keys[++at] = all[i];
      this.#counts[at]++;
    }
  }

  get(key: number): number {
    const at = this.#firstAtLeast(key);
    return this.#keys[at] === key ? this.#counts[at] : 0;
  }

  eachWithFirst(first: number, visit: (second: number, count: number) => void): void {
    const end = this.#firstAtLeast((first + 1) * largestVocabulary);
    for (let at = this.#firstAtLeast(first * largestVocabulary); at < end; at++) {
      visit(this.#keys[at] % largestVocabulary, this.#counts[at]);
    }
  }

  #firstAtLeast(key: number): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#keys[middle] < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A bitmap that rules most pairs out before a set is asked: one look-up a token of the corpus must be cheap. */
class Filter {
  readonly #bits = new Uint8Array(1 << 21);

  constructor(keys: Iterable<number>) {
    for (const key of keys) {
      const hash = hashOf(key);
      this.#bits[hash >>> 3] |= 1 << (hash & 7);
    }
  }

  mayHold(key: number): boolean {
    const hash = hashOf(key);
    return (this.#bits[hash >>> 3] & (1 << (hash & 7))) !== 0;
  }
}

/** 24 bits of a multiplicative hash. */
function hashOf(key: number): number {
  return Math.imul(key | 0, 0x9e3779b1) >>> 8;
}
