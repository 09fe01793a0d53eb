// Orders and folds that only a seed decides, so that training is the same every time.

/** The numbers 0…count − 1 in an order that only the seed decides. */
export function shuffled(count: number, seed: number): number[] {
  const random = mulberry32(seed);
  const order = Array.from({ length: count }, (_, n) => n);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/**
 * Which of `folds` folds each example is held out in, `[N]`: stratified by label, by a fixed shuffle of `seed`, so that
 * the same examples in the same order always give the same folds.
 */
export function stratifiedFolds(labels: Int32Array, folds: number, seed = 1): Int32Array {
  const order = shuffled(labels.length, seed);
  const seen = new Map<number, number>();
  const fold = new Int32Array(labels.length);
  for (const n of order) {
    const count = seen.get(labels[n]) ?? 0;
    fold[n] = (count + labels[n]) % folds;
    seen.set(labels[n], count + 1);
  }
  return fold;
}

/** A small pseudo-random generator with a seed (Tommy Ettinger's mulberry32), uniform in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
