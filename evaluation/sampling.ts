// Random samples that are the same in every run.

/** A pseudo-random generator with a seed (Tommy Ettinger's mulberry32), uniform in [0, 1). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Indices of `perClass` examples of every label (all of those that have fewer), in rising order. */
export function sampleOfEach(labels: readonly number[], perClass: number, seed: number): number[] {
  const random = generator(seed);
  const ofLabel = new Map<number, number[]>();
  labels.forEach((label, index) => ofLabel.set(label, [...(ofLabel.get(label) ?? []), index]));
  return [...ofLabel.keys()]
    .sort((a, b) => a - b)
    .flatMap((label) => shuffled(ofLabel.get(label) ?? [], random).slice(0, perClass))
    .sort((a, b) => a - b);
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}
