// Remembers for a month on the disk why the GPU was turned down for a model, so that it is not tried at every start. A
// newer driver gets its chance after that, or at once when the person asks for the GPU by name.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import path from 'node:path';
import type { OpenRequest } from '../encoder/messages';
import type { ProbeMemory } from '../encoder/probe';

const longestMs = 30 * 24 * 3600 * 1000;

/** Undefined where nothing can be kept. */
export function probeMemory(request: OpenRequest): ProbeMemory | undefined {
  if (!request.cacheFolder) return undefined;
  const folder = path.join(request.cacheFolder, 'devices');
  const key = JSON.stringify([request.sha256, request.keep, process.platform, process.arch, release()]);
  const file = path.join(folder, createHash('sha256').update(key).digest('hex').slice(0, 32));
  return {
    recall: () => {
      try {
        return Date.now() - statSync(file).mtimeMs < longestMs ? readFileSync(file, 'utf8') || undefined : undefined;
      } catch {
        return undefined;
      }
    },
    remember: (reason) => {
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, reason);
      } catch {
        // It is tried again at the next start.
      }
    },
  };
}
