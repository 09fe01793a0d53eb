// What there is to say of the device that the encoder runs on: what auto chose, or where it had to go. Pure; deviceNotice.ts
// and statusFacts.ts tell it.

import { isAutomaticChoice, ofGpu } from '../protocol/devices';
import type { StatusResult } from '../protocol/requests';

type Status = Pick<StatusResult, 'state' | 'encoder' | 'reason'>;

export interface Fallback {
  /** Where the encoder runs now. */
  readonly device: string;
  /** In the runtime's words. */
  readonly reason: string;
}

export interface Place {
  /** `auto` left a GPU alone, for its numbers or its speed: nobody asked for it. */
  readonly isChoice: boolean;
  /** In the runtime's words. */
  readonly reason: string;
}

const ofAuto = 'auto: ';

/** Why the encoder runs where it does, where that takes a word. */
export function placeOf(wanted: string, { state, encoder, reason }: Status): Place | undefined {
  if (state === 'failed' || reason?.code !== 'deviceUnavailable' || !encoder || encoder.device === wanted)
    return undefined;
  const why = reason.reason ?? '';
  const isChoice = isAutomaticChoice(wanted, why);
  const known = isChoice ? ofGpu : ofAuto;
  return { isChoice, reason: why.startsWith(known) ? why.slice(known.length) : why };
}

/**
 * What a person should be told of: the native runtime is missing, a GPU that was asked for cannot be used, or the GPU in use
 * (`before`) failed in the middle of work. What `auto` chooses is shown in the status alone.
 */
export function fallbackOf(wanted: string, before: string | undefined, status: Status): Fallback | undefined {
  const place = placeOf(wanted, status);
  if (!place || !status.encoder || (place.isChoice && before !== 'webgpu')) return undefined;
  return { device: status.encoder.device, reason: status.reason?.reason ?? '' };
}
