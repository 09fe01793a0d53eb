// Watches how long the event loop of this thread is kept from running. On a busy machine a timer is also late because
// other programs have the processor; that is no fault of the code under test, so what counts is the processor time that
// this thread itself used between two turns.

import { performance } from 'node:perf_hooks';

export interface LoopReport {
  /** Longest time that the thread worked without a turn of the loop. */
  readonly longestMs: number;
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
  let longestMs = 0;
  let turns = 0;
  const look = (): void => {
    const time = performance.now();
    const cpu = cpuMs();
    longestMs = Math.max(longestMs, Math.min(time - lastTime, cpu - lastCpu));
    lastTime = time;
    lastCpu = cpu;
    turns++;
  };
  const timer = setInterval(look, periodMs);
  return {
    stop: () => {
      look();
      clearInterval(timer);
      return { longestMs, busyMs: cpuMs() - begunCpu, turns };
    },
  };
}

/** Processor time of this thread; Node before 23.9 tells only that of the whole process, which is never less. */
function cpuMs(): number {
  const usage = 'threadCpuUsage' in process ? (process.threadCpuUsage as typeof process.cpuUsage) : process.cpuUsage;
  const { user, system } = usage.call(process);
  return (user + system) / 1000;
}
