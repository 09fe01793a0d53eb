// A GPU that fails in the middle of its work may answer all the same: with what is no number, or with memory that nobody wrote.
// Such an answer is the device's fault, and the owner goes on without it.

import { EngineError } from '../../engine/errors';
import type { GraphSession } from './graphSession';
import type { Device } from './messages';

/** The session; on a GPU its runs fail with EngineError deviceUnavailable when an output is not numbers, or all zeros. */
export function withSoundValues(session: GraphSession, device: Device): GraphSession {
  if (device !== 'webgpu') return session;
  return {
    run: async (feeds, fetches) => {
      const outputs = await session.run(feeds, fetches);
      for (const name of fetches) {
        const fault = faultOf(outputs[name].data);
        if (fault) throw new EngineError('deviceUnavailable', { subject: device, reason: `it answered with ${fault}` });
      }
      return outputs;
    },
    release: () => session.release(),
  };
}

/** A graph's output is never all zeros: normalised states, logits and probabilities have none, or few. */
function faultOf(values: Float32Array): string | undefined {
  if (values.some(Number.isNaN)) return 'values that are no numbers';
  return values.length > 0 && !values.some((value) => value !== 0) ? 'zeros only' : undefined;
}
