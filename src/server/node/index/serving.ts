// Remembers which index answers searches: its spec, and the choice of encoder that made it. With it the next start opens the
// index without loading an encoder, and a change of encoder finds the old index to answer until the new one is complete.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { IndexSpec } from '../../../engine/index/types';
import { writeError } from '../../../runtime/node/fileErrors';
import type { ModelChoice } from '../../runtime';

export interface Serving {
  readonly spec: IndexSpec;
  readonly choice: Pick<ModelChoice, 'folder' | 'id' | 'device'>;
}

const fileIn = (directory: string): string => path.join(directory, 'serving.json');

/** Undefined where there is none, or it cannot be read: then the index is found by its encoder. */
export async function readServing(directory: string): Promise<Serving | undefined> {
  try {
    return parse(JSON.parse(await readFile(fileIn(directory), 'utf8')));
  } catch {
    return undefined;
  }
}

/** EngineError storage where the disk refuses. */
export async function writeServing(directory: string, serving: Serving): Promise<void> {
  const file = fileIn(directory);
  try {
    await mkdir(directory, { recursive: true });
    // Whole or not at all, whatever happens meanwhile.
    await writeFile(`${file}.${process.pid}`, JSON.stringify(serving));
    await rename(`${file}.${process.pid}`, file);
  } catch (error) {
    throw writeError(error, file);
  }
}

export async function forgetServing(directory: string): Promise<void> {
  await rm(fileIn(directory), { force: true });
}

function parse(value: unknown): Serving | undefined {
  const { spec, choice } = asRecord(value);
  const { model, dims, chunker, schema } = asRecord(spec);
  const { folder, id, device } = asRecord(choice);
  const devices = ['auto', 'cpu', 'webgpu', 'wasm'] as const;
  const known = devices.find((each) => each === device);
  if (typeof model !== 'string' || typeof dims !== 'number' || typeof chunker !== 'string') return undefined;
  if (typeof schema !== 'number' || typeof folder !== 'string' || typeof id !== 'string' || !known) return undefined;
  return { spec: { model, dims, chunker, schema }, choice: { folder, id, device: known } };
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

export function sameSpec(a: IndexSpec, b: IndexSpec): boolean {
  return a.model === b.model && a.dims === b.dims && a.chunker === b.chunker && a.schema === b.schema;
}
