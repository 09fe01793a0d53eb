// How many encoder processes an index is made with.

import { availableParallelism } from 'node:os';

/** More bring little and take memory (`npm run bench`). */
const mostProcesses = 4;

/** One for each core but those that are spared, of one thread each; at least one. */
export function indexingProcesses(sparedCores = 0): number {
  return Math.max(1, Math.min(mostProcesses, availableParallelism() - sparedCores));
}
