// Watches how long the event loop of this thread is kept from running. On a busy machine a timer is also late because
// other programs have the processor; that is no fault of the code under test, so what counts is the processor time that
// this thread itself used between two turns.

import { performance } from 'node:perf_hooks';

export interface LoopReport {
  /** Longest time that the thread worked without a turn of the loop. */
  readonly longestMs: number;
  /** Of a hundred turns ninety-nine took no longer. */
  readonly p99Ms: number;
  /** Processor time of the thread in all. */
  readonly busyMs: number;
  /** Turns seen; few of them mean that the watch saw nothing. */
  readonly turns: number;
}

export interface LoopWatch {
  stop(): LoopReport;
}

const periodMs = 5;

export function watchLoop(): LoopWatch {
  const begunCpu = cpuMs();
  let lastTime = performance.now();
  let lastCpu = begunCpu;
  const tookMs: number[] = [];
  const look = (): void => {
    const time = performance.now();
    const cpu = cpuMs();
    tookMs.push(Math.min(time - lastTime, cpu - lastCpu));
    lastTime = time;
    lastCpu = cpu;
  };
  const timer = setInterval(look, periodMs);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      const sorted = tookMs.sort((a, b) => a - b);
      const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
      return { longestMs: at(1), p99Ms: at(0.99), busyMs: cpuMs() - begunCpu, turns: sorted.length };
    },
  };
}

/** Processor time of this thread; Node before 23.9 tells only that of the whole process, which is never less. */
function cpuMs(): number {
  const usage = 'threadCpuUsage' in process ? (process.threadCpuUsage as typeof process.cpuUsage) : process.cpuUsage;
  const { user, system } = usage.call(process);
  return (user + system) / 1000;
}
