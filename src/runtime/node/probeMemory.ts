// Remembers on the disk how the GPU did for a model, so that it is not measured at every start. Another GPU, driver or runtime
// is measured at once as far as the system tells of it, and when the time is over in any case.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { keptCheck, recalled } from '../encoder/keptCheck';
import type { OpenRequest } from '../encoder/messages';
import type { ProbeMemory } from '../encoder/probe';
import { gpuDrivers } from './gpuDrivers';
import { runtimeVersion } from './openGraph';
import { writeWhole } from './wholeFile';

/** Undefined where nothing can be kept. Looks for the drivers only when it is asked. */
export function probeMemory(request: OpenRequest): ProbeMemory | undefined {
  const { cacheFolder } = request;
  if (!cacheFolder) return undefined;
  let known: Promise<string> | undefined;
  const file = (): Promise<string> => (known ??= fileOf(path.join(cacheFolder, 'devices'), request));
  return {
    recall: async () => {
      try {
        return recalled(JSON.parse(await readFile(await file(), 'utf8')), Date.now());
      } catch {
        return undefined;
      }
    },
    remember: async (check, days) => {
      try {
        await writeWhole(await file(), JSON.stringify(keptCheck(check, days, Date.now())));
      } catch {
        // It is measured again at the next start.
      }
    },
  };
}

async function fileOf(folder: string, { sha256, keep }: OpenRequest): Promise<string> {
  const { platform, arch } = process;
  const key = JSON.stringify([sha256, keep, platform, arch, await runtimeVersion(), await gpuDrivers()]);
  return path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
}
