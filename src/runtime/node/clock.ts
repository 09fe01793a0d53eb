// Time for the engine, from Node.

import { performance } from 'node:perf_hooks';
import type { Clock } from '../../engine/ports';

/** Timers keep the process alive: somebody waits for what they bring. */
export const nodeClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
