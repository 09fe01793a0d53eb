// What a browser says of its GPU: whether there is one, which, and that it was lost.

import { EngineError } from '../../engine/errors';
import { runtimeReason } from '../encoder/messages';
import type { GraphSession } from '../encoder/graphSession';

/** The parts of WebGPU that are used here; TypeScript's library does not know it. */
interface GpuAdapter {
  readonly info?: unknown;
}
interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

/** Throws an Error that says why there is no adapter. */
export async function requireAdapter(): Promise<GpuAdapter> {
  const gpu: unknown = Reflect.get(navigator, 'gpu');
  if (!isGpu(gpu)) throw new Error('this browser has no WebGPU');
  const adapter = await gpu.requestAdapter();
  if (!adapter) throw new Error('this browser gives no adapter');
  return adapter;
}

/** Names the GPU and its driver as far as the browser tells; empty where there is none. */
export async function gpuName(): Promise<string> {
  try {
    const info: unknown = (await requireAdapter()).info;
    if (typeof info !== 'object' || info === null) return 'unnamed';
    const words = ['vendor', 'architecture', 'device', 'description'].map((key) => Reflect.get(info, key) as unknown);
    return words.filter((word) => typeof word === 'string' && word !== '').join(' ') || 'unnamed';
  } catch {
    return '';
  }
}

/**
 * `lost` settles with a reason when the runtime's device is lost, or told of an error that the runtime did not wait for: want
 * of memory, above all, after which a run ends as if nothing had happened and its numbers are zeros. Never settles where the
 * runtime does not show its device.
 */
export async function watchDevice(env: unknown): Promise<{ readonly lost: Promise<string> }> {
  const device: unknown = await part(part(env, 'webgpu'), 'device');
  const lost = part(device, 'lost');
  const reasons: Promise<string>[] = [];
  if (lost instanceof Promise) {
    reasons.push(lost.then((info: unknown) => String(part(info, 'message') || 'the device was lost')));
  }
  if (device instanceof EventTarget) {
    const error = new Promise<Event>((resolve) => device.addEventListener('uncapturederror', resolve, { once: true }));
    reasons.push(
      error.then((event) => String(part(part(event, 'error'), 'message') || 'the device ran out of memory')),
    );
  }
  return { lost: reasons.length > 0 ? Promise.race(reasons) : new Promise(() => {}) };
}

/**
 * The session, whose runs fail with EngineError deviceUnavailable when the device fails them, and as soon as it is lost:
 * a run on a lost device may never answer. A browser reports want of memory as a RangeError, which here is no programmer's.
 */
export function onDevice(session: GraphSession, lost: Promise<string>): GraphSession {
  const failure = (reason: unknown): EngineError =>
    new EngineError('deviceUnavailable', { subject: 'webgpu', reason: runtimeReason(reason) });
  // A promise that all runs share would keep what each of them gave for as long as it is open: a device is seldom lost.
  const underWay = new Set<(error: EngineError) => void>();
  let lostBy: EngineError | undefined;
  void lost.then((reason) => {
    lostBy = failure(reason);
    for (const end of underWay) end(lostBy);
  });
  return {
    run: async (feeds, fetches) => {
      let end = (_error: EngineError): void => {};
      const fails = new Promise<never>((_, reject) => (end = reject));
      underWay.add(end);
      if (lostBy) end(lostBy);
      try {
        return await Promise.race([fails, session.run(feeds, fetches)]);
      } catch (error) {
        throw error instanceof EngineError ? error : failure(error);
      } finally {
        underWay.delete(end);
      }
    },
    release: () => session.release(),
  };
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function isGpu(value: unknown): value is Gpu {
  return typeof part(value, 'requestAdapter') === 'function';
}
