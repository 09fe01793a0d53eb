// What the encoder's program needs of Node.

import { performance } from 'node:perf_hooks';
import type { ServiceHost } from '../encoder/service';
import { openGraph } from './openGraph';
import { prepareFloats, prepareForWords, prepareModel } from './prepareModel';
import { probeMemory } from './probeMemory';

export const nodeServiceHost: ServiceHost = {
  prepare: (request) => Promise.resolve(prepareModel(request)),
  prepareWords: (request, graph) => Promise.resolve(prepareForWords(request, graph)),
  prepareFloats: (request) => Promise.resolve(prepareFloats(request)),
  open: openGraph,
  memoryBytes: () => process.memoryUsage.rss(),
  now: () => performance.now(),
  probeMemory,
};
