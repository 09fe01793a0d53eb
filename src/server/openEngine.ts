// An engine over one encoder that the platform loads on first use, with what befalls the encoder told as events.

import { CancelSource, type CancelSignal } from '../core/cancel';
import { Engine } from '../engine/engine';
import type { EngineError } from '../engine/errors';
import type { Clock, LoadedModel } from '../engine/ports';
import type { Notice, WantedDevice } from '../runtime/encoder/messages';
import type { EncoderState } from '../runtime/encoder/restartingEncoder';
import type { EngineEvents } from './runtime';

export interface LoadHooks {
  readonly device: WantedDevice;
  readonly onState: (state: EncoderState, error?: EngineError) => void;
  readonly onNotice: (notice: Notice) => void;
}

export interface EngineSource {
  readonly clock: Clock;
  readonly device: WantedDevice;
  readonly events: EngineEvents;
  /** Batches that run at the same time, where there is more than one encoder process. */
  readonly slots?: number;
  readonly load: (hooks: LoadHooks, signal: CancelSignal) => Promise<LoadedModel>;
}

export interface RunningEngine {
  readonly engine: Engine;
  dispose(): Promise<void>;
}

/** Returns at once; the first request loads the model. */
export function openEngine({ clock, device, events, slots, load }: EngineSource): RunningEngine {
  const closing = new CancelSource();
  let loaded: Promise<LoadedModel> | undefined;
  const hooks: LoadHooks = {
    device,
    onState: followRestarts(events),
    onNotice: ({ code, reason }) => {
      if (code === 'deviceFallback') events.degraded({ code: 'deviceUnavailable', subject: device, reason });
    },
  };
  const engine = new Engine({ clock, slots, load: () => (loaded = load(hooks, closing.signal)) });
  return {
    engine,
    dispose: async () => {
      closing.cancel();
      // A load that fails or is cancelled leaves nothing to end; its caller is told by the request.
      const model = await loaded?.catch(() => undefined);
      await model?.encoder.dispose();
      await model?.vectors?.close();
    },
  };
}

/**
 * Only restarts are news, and that one failed: the first loading and its failure show in the requests that cause them. An
 * encoder that was unloaded and cannot be loaded again failed as well.
 */
function followRestarts(events: EngineEvents): LoadHooks['onState'] {
  let wasUp = false;
  let told: 'restarting' | 'failed' | undefined;
  return (state, error) => {
    if (state === 'restarting') {
      if (told !== 'restarting') events.restarting();
      told = 'restarting';
    } else if (state === 'failed') {
      if (wasUp && error) events.failed?.({ code: error.code, ...error.details });
      told = 'failed';
    } else if (state === 'ready' || state === 'busy') {
      wasUp = true;
      if (told) events.restarted();
      told = undefined;
    }
  };
}
