// Taking times and saying what they come to. What is timed is the other files' matter.

import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';

/** The value below which a share 0…1 of the values lies, nearest rank; NaN for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Mean of the two in the middle where there is an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export async function timeMs(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/** What is timed in one round; undefined: does not take part. With `every`, only in each so many-th round. */
export type Contestant =
  | ((round: number) => Promise<unknown>)
  | { readonly every: number; readonly run: (round: number) => Promise<unknown> }
  | undefined;

export interface Rounds {
  /** Those that are timed. */
  readonly rounds: number;
  /** As many before them, which are not timed. */
  readonly warmUp?: number;
  /** Rounds that a contestant has before it is the next one's turn. */
  readonly inARow?: number;
  /** Before each turn, so that the threads of the one before have stopped waiting for work, and its garbage is gone. */
  readonly pauseMs?: number;
  /** Between the rounds of a turn. */
  readonly restMs?: number;
}

/**
 * Runs the contestants in turn, so that a machine that slows down slows all alike; the next turns begin with another one.
 * Returns the milliseconds of each by name; contestants with `every` are not warmed up.
 */
export async function interleave<Name extends string>(
  contestants: { readonly [name in Name]: Contestant },
  { rounds, warmUp = 1, inARow = 1, pauseMs = 0, restMs = 0 }: Rounds,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contestants) as Name[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const isIdle = (every: number, round: number): boolean =>
    every > 0 && (round < warmUp || (round - warmUp) % every !== 0);
  for (let from = 0; from < warmUp + rounds; from += inARow) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(turn + from / inARow) % names.length];
      const contestant = contestants[name];
      if (!contestant) continue;
      const { run, every } = typeof contestant === 'object' ? contestant : { run: contestant, every: 0 };
      const turns = Array.from({ length: Math.min(inARow, warmUp + rounds - from) }, (_, n) => from + n);
      const taken = turns.filter((round) => !isIdle(every, round));
      for (const [n, round] of taken.entries()) {
        const idleMs = n === 0 ? pauseMs : restMs;
        if (idleMs > 0) await sleep(idleMs);
        const took = await timeMs(() => run(round));
        if (round >= warmUp) times[name].push(took);
      }
    }
  }
  return times;
}

/** For figures in a report: three significant digits below 1000, whole numbers above. */
export function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3));
}
