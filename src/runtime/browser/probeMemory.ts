// Remembers for a month in the browser's database how the GPU did for a model, so that it is not measured at every start.

import { parseGpuCheck, type OpenRequest } from '../encoder/messages';
import type { ProbeMemory } from '../encoder/probe';
import { number, object } from '../parse';
import { gpuName } from './gpu';
import { keptValues } from './keptValues';

const longestMs = 30 * 24 * 3600 * 1000;

const parseKept = object({ at: number, check: parseGpuCheck });

export async function probeMemory(request: OpenRequest): Promise<ProbeMemory> {
  const checks = keptValues('semantic-text-gpu-checks');
  const key = JSON.stringify([request.sha256, request.keep, await gpuName(), navigator.userAgent]);
  return {
    recall: async () => {
      try {
        const { at, check } = parseKept(await checks.get(key), 'device check');
        return Date.now() - at < longestMs ? check : undefined;
      } catch {
        return undefined;
      }
    },
    remember: async (check) => {
      try {
        await checks.put(key, { at: Date.now(), check });
      } catch {
        // It is measured again at the next start.
      }
    },
  };
}
