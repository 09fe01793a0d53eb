// The form in which it is kept how a GPU did, the same on the disk and in a browser.

import type { GpuCheck } from '../../engine/ports';
import { number, object } from '../parse';
import { parseGpuCheck } from './messages';

const dayMs = 24 * 3600 * 1000;

export interface KeptCheck {
  readonly check: GpuCheck;
  /** Until then it holds, ms since 1970, as `now`. */
  readonly until: number;
}

export function keptCheck(check: GpuCheck, days: number, now: number): KeptCheck {
  return { check, until: now + days * dayMs };
}

const parseKept = object<KeptCheck>({ check: parseGpuCheck, until: number });

/** What was kept, where it still holds. FormError for anything else. */
export function recalled(value: unknown, now: number): GpuCheck | undefined {
  const { check, until } = parseKept(value, 'device check');
  return now < until ? check : undefined;
}
