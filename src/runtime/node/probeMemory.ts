// Remembers for a month on the disk how the GPU did for a model, so that it is not measured at every start. A newer driver
// gets its chance after that, or at once when the person asks for the GPU by name.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import path from 'node:path';
import { parseGpuCheck, type OpenRequest } from '../encoder/messages';
import type { ProbeMemory } from '../encoder/probe';

const longestMs = 30 * 24 * 3600 * 1000;

/** Undefined where nothing can be kept. */
export async function probeMemory(request: OpenRequest): Promise<ProbeMemory | undefined> {
  if (!request.cacheFolder) return undefined;
  const folder = path.join(request.cacheFolder, 'devices');
  const { platform, arch } = process;
  const key = JSON.stringify([request.sha256, request.keep, platform, arch, release(), await driverVersion()]);
  const file = path.join(folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
  return {
    recall: async () => {
      try {
        if (Date.now() - (await stat(file)).mtimeMs >= longestMs) return undefined;
        return parseGpuCheck(JSON.parse(await readFile(file, 'utf8')), 'device check');
      } catch {
        return undefined;
      }
    },
    remember: async (check) => {
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(`${file}.${process.pid}`, JSON.stringify(check));
        await rename(`${file}.${process.pid}`, file);
      } catch {
        // It is measured again at the next start.
      }
    },
  };
}

/** What the kernel says about its GPU driver; elsewhere the system's release, which is in the key anyhow, has to do. */
function driverVersion(): Promise<string> {
  return readFile('/proc/driver/nvidia/version', 'utf8').catch(() => '');
}
