// When the encoder runs elsewhere than it was meant to. Pure; deviceNotice.ts tells it.

import type { StatusResult } from '../protocol/requests';

export interface Fallback {
  /** Where the encoder runs now. */
  readonly device: string;
  /** In the runtime's words. */
  readonly reason: string;
}

/**
 * What a person should be told of: the native runtime is missing, a GPU that was asked for cannot be used, or the GPU in use
 * (`before`) failed in the middle of work. That `auto` leaves a GPU alone, for its numbers or its speed, is its own choice,
 * which the status shows.
 */
export function fallbackOf(
  wanted: string,
  before: string | undefined,
  { state, encoder, reason }: Pick<StatusResult, 'state' | 'encoder' | 'reason'>,
): Fallback | undefined {
  if (state === 'failed' || reason?.code !== 'deviceUnavailable' || !encoder || encoder.device === wanted)
    return undefined;
  const why = reason.reason ?? '';
  const isOfGpu = why.startsWith('webgpu:');
  if (wanted === 'auto' && isOfGpu && before !== 'webgpu') return undefined;
  return { device: encoder.device, reason: why };
}
