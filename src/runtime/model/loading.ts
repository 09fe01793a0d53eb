// The parts of loading a model that are the same on every platform: its tokenizer, its facts, what its hash covers, and an
// encoder that is started again, on a simpler device where that helps. Files and processes are the platform's.

import type { CancelSignal } from '../../core/cancel';
import { EngineError } from '../../engine/errors';
import type { Clock, TokenizerPort } from '../../engine/ports';
import type { Notice, OpenRequest, WantedDevice } from '../encoder/messages';
import type { ModelFacts, RunningEncoder } from '../encoder/remoteEncoder';
import { RestartingEncoder, type EncoderState, type FailedDuring } from '../encoder/restartingEncoder';
import { loadTokenizer } from '../tokenizer/loadTokenizer';
import type { ModelFolder } from './modelFolder';

type ReadModel = Pick<ModelFolder, 'name' | 'config' | 'tokenizerJson' | 'tokenizerConfig'>;

/** What the SHA-256 of a model is taken of: the digests (hex) of its ONNX file and weight files, and its tokenizer. */
export function hashedText(model: ReadModel, digests: readonly string[]): string {
  return digests.join('') + JSON.stringify([model.tokenizerJson, model.tokenizerConfig]);
}

export function factsOf({ config, name }: ReadModel, hash: string): ModelFacts {
  return { id: `${name}@${hash.slice(0, 12)}`, name, hash, ...config };
}

/** EngineError modelCorrupt or modelUnsupported with `subject`, the place of tokenizer.json. */
export function tokenizerOf(model: ReadModel, subject: string): TokenizerPort {
  const known = model.config.vocabSize;
  try {
    const tokenizer = loadTokenizer(model.tokenizerJson, model.tokenizerConfig);
    if (tokenizer.vocabSize <= known) return tokenizer;
    const reason = `it has ${tokenizer.vocabSize} pieces, the model knows ${known}`;
    throw new EngineError('modelCorrupt', { reason });
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw new EngineError(error.code, { ...error.details, subject });
  }
}

/** A process or Worker with the model open, and what it had to say about it. */
export type StartedEncoder = RunningEncoder & { readonly notices: readonly Notice[] };

/** The part of an OpenRequest that changes from start to start. */
export type StartOn = Pick<OpenRequest, 'device' | 'gpuFault'>;

export interface EncoderStart {
  readonly clock: Clock;
  readonly device: WantedDevice;
  /** Starts a process or Worker and opens the model on the device. `gpuFault`: see OpenRequest. */
  readonly start: (on: StartOn, signal: CancelSignal) => Promise<StartedEncoder>;
  /** Whether a process that ended so may have been brought down by its device. */
  readonly isDeviceFault: (reason: string | undefined) => boolean;
  readonly idleMs?: number | undefined;
  readonly stallMs?: number | undefined;
  readonly onState?: ((state: EncoderState, error?: EngineError) => void) | undefined;
  /** Told once of each thing that works less well than asked. */
  readonly onNotice?: ((notice: Notice) => void) | undefined;
}

/** Starts the encoder once; see RestartingEncoder.open. */
export function openEncoder(options: EncoderStart, signal: CancelSignal): Promise<RestartingEncoder> {
  const { clock, start, isDeviceFault, idleMs, stallMs, onState, onNotice } = options;
  let { device } = options;
  let gpuFault: string | undefined;
  const told = new Set<string>();
  const tell = (notice: Notice): void => {
    // A restart meets the same things again.
    if (told.has(notice.reason)) return;
    told.add(notice.reason);
    onNotice?.(notice);
  };
  return RestartingEncoder.open(
    {
      clock,
      idleMs,
      stallMs,
      onState,
      start: async (signal) => {
        const running = await start({ device, gpuFault }, signal);
        // It was remembered.
        gpuFault = undefined;
        running.notices.forEach(tell);
        return running;
      },
      demote: (error, during) => {
        const simpler = simplerDevice(device, error, { ...during, isFault: isDeviceFault(error.details.reason) });
        if (simpler === undefined) return false;
        const reason = error.details.reason ?? error.code;
        tell({ code: 'deviceFallback', reason: `${device}: ${reason}` });
        // A GPU that was asked for by name gets its chance at every start.
        if (device === 'auto') gpuFault = reason;
        device = simpler;
        return true;
      },
    },
    signal,
  );
}

interface Failing extends FailedDuring {
  readonly isFault: boolean;
}

/** The device to go on with after a failure; undefined where the present one is not to blame, or is the last. */
function simplerDevice(device: WantedDevice, error: EngineError, during: Failing): WantedDevice | undefined {
  // The last device was tried already.
  if (error.details.subject === 'wasm') return undefined;
  const fault = error.code === 'encoderCrashed' && during.isFault;
  const mayBeGpu = during.starting ? device === 'auto' || device === 'webgpu' : during.device === 'webgpu';
  // A driver may hang; a processor that is slow would be slower on WASM.
  if (mayBeGpu) return fault || during.hung || error.code === 'deviceUnavailable' ? 'cpu' : undefined;
  // A native library that brings its process down when it opens a model: too old a processor or C library.
  return during.starting && device === 'cpu' && fault ? 'wasm' : undefined;
}
