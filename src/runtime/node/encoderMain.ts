// The encoder process (dist/encoder.cjs): joins the service to the channel of its parent, and ends when the parent goes.

import { performance } from 'node:perf_hooks';
import { EncoderService } from '../encoder/service';
import { openGraph } from './openGraph';
import { prepareFloats, prepareForWords, prepareModel } from './prepareModel';
import { probeMemory } from './probeMemory';

function main(): void {
  const service = new EncoderService(
    {
      prepare: (request) => Promise.resolve(prepareModel(request)),
      prepareWords: (request, graph) => Promise.resolve(prepareForWords(request, graph)),
      prepareFloats: (request) => Promise.resolve(prepareFloats(request)),
      open: openGraph,
      memoryBytes: () => process.memoryUsage.rss(),
      now: () => performance.now(),
      probeMemory,
    },
    // A parent that has just gone cannot be told; 'disconnect' follows.
    (message) => process.send?.(message, undefined, undefined, () => {}),
  );
  process.on('message', (value) => service.receive(value));
  process.on('disconnect', () => process.exit(0));
}

main();
