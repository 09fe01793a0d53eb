// How numbers are written.

/** A probability 0…1 in per cent, as fine as it matters. */
export function percent(probability: number): string {
  const value = probability * 100;
  if (value < 0.1) return '< 0.1 %';
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} %`;
}

/** A similarity with two digits and a minus sign. */
export const similarityText = (value: number): string => value.toFixed(2).replace('-', '−');
