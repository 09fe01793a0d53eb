// Remembers which index answers searches: its spec, and the choice of encoder that made it. With it the next start opens the
// index without loading an encoder, and a change of encoder finds the old index to answer until the new one is complete.

import type { IndexSpec } from '../../engine/index/types';
import type { ModelChoice } from '../runtime';

export interface Serving {
  readonly spec: IndexSpec;
  readonly choice: Pick<ModelChoice, 'folder' | 'id' | 'device'>;
  /** The person agreed to long work once. */
  readonly isAgreed: boolean;
}

/** Undefined for a note that cannot be read: then the index is found by its encoder. */
export function parseServing(note: string | undefined): Serving | undefined {
  try {
    return note === undefined ? undefined : parse(JSON.parse(note));
  } catch {
    return undefined;
  }
}

function parse(value: unknown): Serving | undefined {
  const { spec, choice, isAgreed } = asRecord(value);
  const { model, dims, chunker, schema } = asRecord(spec);
  const { folder, id, device } = asRecord(choice);
  const devices = ['auto', 'cpu', 'webgpu', 'wasm'] as const;
  const known = devices.find((each) => each === device);
  if (typeof model !== 'string' || typeof dims !== 'number' || typeof chunker !== 'string') return undefined;
  if (typeof schema !== 'number' || typeof folder !== 'string' || typeof id !== 'string' || !known) return undefined;
  return { spec: { model, dims, chunker, schema }, choice: { folder, id, device: known }, isAgreed: isAgreed === true };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

export function sameSpec(a: IndexSpec, b: IndexSpec): boolean {
  return a.model === b.model && a.dims === b.dims && a.chunker === b.chunker && a.schema === b.schema;
}
