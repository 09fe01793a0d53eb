// Sizes for people.

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** In steps of 1000, as the hub and file managers count: `912 byte`, `1.2 MB`, `34 MB`. */
export function formatBytes(bytes: number, locale?: string): string {
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[step],
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}
