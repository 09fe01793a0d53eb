// Nine points of five dimensions, every third one apart from the others; the references were worked out on the same.

export const width = 5;
export const rows = Float32Array.from({ length: 9 * width }, (_, at) => {
  const [i, d] = [Math.floor(at / width), at % width];
  return ((i * 37 + d * 17 + i * d * 5) % 23) / 7 - 1.2 + (i % 3 === 0 ? 3 : 0) * (d % 2);
});

/** Euclidean distances [9, 9]. */
export const distances = Float32Array.from({ length: 81 }, (_, at) => {
  const [i, j] = [Math.floor(at / 9), at % 9];
  let sum = 0;
  for (let d = 0; d < width; d++) sum += (rows[i * width + d] - rows[j * width + d]) ** 2;
  return Math.sqrt(sum);
});
