// A probability as a bar and as a number. The number is part of the text, so that a screen reader says it.

/** Cells of a bar. */
const width = 10;

/** `share` 0…1 of the bar is drawn full; anything above 0 shows at least one cell. */
export function bar(share: number): string {
  const bounded = Math.min(1, Math.max(0, share));
  const full = bounded > 0 ? Math.max(1, Math.round(bounded * width)) : 0;
  return '▇'.repeat(full) + '▁'.repeat(width - full);
}

/** For example `42%`, `4.2%`, `0.03%`, `<0.01%`; written as the locale writes percentages. */
export function percent(probability: number, locale: string): string {
  const format = (value: number, digits: number): string =>
    new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: digits }).format(value);
  if (probability > 0 && probability < 0.0001) return `<${format(0.0001, 1)}`;
  if (probability > 0.9995 && probability < 1) return `>${format(0.999, 3)}`;
  return format(probability, probability >= 0.995 ? 3 : 2);
}
