// What this machine can do at most: one int8 matrix product after the other, of the shape and on the processes and threads on
// which most is done. On one large product alone neither caches nor threads are used as well as the encoder uses them.

import { fork, type ChildProcess } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { number, object } from '../src/runtime/parse';
import { median } from './timing';

/** `[rows, depth] × [depth, columns]`; all whole and above 0. */
export interface Shape {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

/** What one process is asked for, and what it answers. */
export interface ProductRun extends Shape {
  readonly threads: number;
  readonly repeats: number;
}

/** `processes` of them at once, each with this many threads. */
export interface Arrangement extends Shape {
  readonly processes: number;
  readonly threads: number;
}

export interface PeakProbe {
  readonly arrangement: Arrangement;
  /** Does some tens of milliseconds of products. */
  run(): Promise<void>;
  /** The median of all runs, in 1e9 multiplications and additions a second; NaN before the first. */
  readonly gops: number;
  /** The most that was seen, in the search and in all runs. */
  readonly bestGops: number;
  dispose(): void;
}

/** From shapes that stay in a core's cache to one that fills it; deep and narrow ones store least for what they compute. */
const shapes: readonly Shape[] = [
  { rows: 256, depth: 384, columns: 1536 },
  { rows: 256, depth: 1536, columns: 384 },
  { rows: 256, depth: 2048, columns: 256 },
  { rows: 384, depth: 3072, columns: 384 },
  { rows: 1024, depth: 1024, columns: 1024 },
  { rows: 2048, depth: 2048, columns: 2048 },
];
/** Of one process, in a try of the search and in a run of the probe. */
const triedOperations = 1e10;
const runOperations = 4e10;
const tries = 3;

export const operationsOfShape = ({ rows, depth, columns }: Shape): number => 2 * rows * depth * columns;

/** The ways to keep this many cores busy. */
export function arrangements(cores: number): Arrangement[] {
  const ways = [{ processes: cores, threads: 1 }];
  if (cores > 1) ways.push({ processes: 1, threads: cores }, { processes: 1, threads: 2 * cores });
  return ways.flatMap((way) => shapes.map((shape) => ({ ...way, ...shape })));
}

/** The arrangement that does most, and its rate. Each is tried several times in turn; its best try counts. */
export async function findPeak(
  candidates: readonly Arrangement[],
  rate: (arrangement: Arrangement) => Promise<number>,
): Promise<{ readonly arrangement: Arrangement; readonly gops: number }> {
  let best = { arrangement: candidates[0], gops: 0 };
  for (let n = 0; n < tries; n++) {
    for (const arrangement of candidates) {
      const gops = await rate(arrangement);
      if (gops > best.gops) best = { arrangement, gops };
    }
  }
  return best;
}

/** `program`: path of matMulPeak.main.ts, built. Looks for the best way to keep this many cores busy. */
export async function openPeakProbe(program: string, cores: number): Promise<PeakProbe> {
  const workers = Array.from({ length: cores }, () => new Worker(program));
  const rate = async (arrangement: Arrangement, operations: number): Promise<number> => {
    const { processes, threads, rows, depth, columns } = arrangement;
    const repeats = Math.max(1, Math.round(operations / operationsOfShape(arrangement)));
    const busy = workers.slice(0, processes);
    // Making the product and its first run are not what is measured.
    await Promise.all(busy.map((worker) => worker.run({ rows, depth, columns, threads, repeats: 1 })));
    const began = performance.now();
    await Promise.all(busy.map((worker) => worker.run({ rows, depth, columns, threads, repeats })));
    return (busy.length * repeats * operationsOfShape(arrangement)) / (performance.now() - began) / 1e6;
  };
  const found = await findPeak(arrangements(cores), (each) => rate(each, triedOperations));
  const rates: number[] = [];
  return {
    arrangement: found.arrangement,
    run: async () => void rates.push(await rate(found.arrangement, runOperations)),
    get gops() {
      return median(rates);
    },
    get bestGops() {
      return Math.max(found.gops, ...rates);
    },
    dispose: () => {
      for (const worker of workers) worker.end();
    },
  };
}

/** One process and the one question that it may be asked at a time. */
class Worker {
  readonly #child: ChildProcess;

  constructor(program: string) {
    this.#child = fork(program, [], { execArgv: [] });
  }

  run(run: ProductRun): Promise<void> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(new Error('The process that measures the int8 peak ended.'));
      child.once('exit', ended);
      child.once('message', (value) => {
        child.off('exit', ended);
        try {
          object({ repeats: number })(value, 'answer');
          resolve();
        } catch (error) {
          reject(error as Error);
        }
      });
      child.send(run);
    });
  }

  end(): void {
    if (this.#child.connected) this.#child.disconnect();
  }
}
