// Remembers in the browser's database how the GPU did for a model, so that it is not measured at every start. A browser tells
// no driver's version: another GPU, browser, system or runtime is measured at once, and when the time is over in any case.

import { env } from 'onnxruntime-web/webgpu';
import { keptCheck, recalled } from '../encoder/keptCheck';
import type { OpenRequest } from '../encoder/messages';
import type { ProbeMemory } from '../encoder/probe';
import { gpuName } from './gpu';
import { keptValues } from './keptValues';

/** Looks for the GPU only when it is asked: that starts the browser's process for it. */
export function probeMemory({ sha256, keep }: OpenRequest): ProbeMemory {
  const checks = keptValues('semantic-text-gpu-checks');
  let known: Promise<string> | undefined;
  const key = (): Promise<string> => (known ??= keyOf([sha256, keep]));
  return {
    recall: async () => {
      try {
        return recalled(await checks.get(await key()), Date.now());
      } catch {
        return undefined;
      }
    },
    remember: async (check, days) => {
      try {
        await checks.put(await key(), keptCheck(check, days, Date.now()));
      } catch {
        // It is measured again at the next start.
      }
    },
  };
}

async function keyOf(model: readonly string[]): Promise<string> {
  return JSON.stringify([...model, await gpuName(), navigator.userAgent, await systemVersion(), env.versions.web]);
}

/** Versions of the browser and the system, which bring drivers, as far as this browser tells them. */
async function systemVersion(): Promise<unknown> {
  const data: unknown = Reflect.get(navigator, 'userAgentData');
  if (!tellsVersions(data)) return undefined;
  return data.getHighEntropyValues(['platformVersion', 'fullVersionList']).catch(() => undefined);
}

interface UserAgentData {
  getHighEntropyValues(hints: readonly string[]): Promise<unknown>;
}

function tellsVersions(value: unknown): value is UserAgentData {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, 'getHighEntropyValues') === 'function'
  );
}
