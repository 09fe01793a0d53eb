// How far long work is, in words.

/** Earlier than this nothing can be said of the time that is left. */
const firstMs = 3000;

/** `fraction` 0…1 was done in `elapsedMs`: `score: 12 %, about 4 minutes left`. */
export function progressText(name: string, fraction: number, elapsedMs: number): string {
  const done = `${name}: ${Math.floor(fraction * 100)} %`;
  if (elapsedMs < firstMs || fraction <= 0 || fraction >= 1) return done;
  const seconds = ((elapsedMs / fraction) * (1 - fraction)) / 1000;
  return `${done}, ${timeText(seconds)} left`;
}

/** Rounded as a guess is. */
function timeText(seconds: number): string {
  if (seconds < 10) return 'a few seconds';
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} seconds`;
  const minutes = Math.round(seconds / 60);
  if (minutes <= 1) return 'about a minute';
  return minutes < 90 ? `about ${minutes} minutes` : `about ${Math.round(minutes / 60)} hours`;
}
