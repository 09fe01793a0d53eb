// Time for the engine, from a Worker.

import type { Clock } from '../../engine/ports';

export const browserClock: Clock = {
  now: () => performance.now(),
  after: (delayMs, action) => {
    const timer = setTimeout(action, delayMs);
    return () => clearTimeout(timer);
  },
};
