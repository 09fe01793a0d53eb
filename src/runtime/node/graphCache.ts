// Keeps edited graphs (a few hundred kB each, the weights stay in the model file) so that a model opens without being
// edited again. Only a cache: what is damaged, old or cannot be written is made anew.

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { parseLayout } from '../encoder/layout';
import { runtimeReason } from '../encoder/messages';
import type { OpenableGraph } from '../encoder/service';
import { bytes, object } from '../parse';

type CachedGraph = Omit<OpenableGraph, 'notices'>;

const parseCached = object<CachedGraph>({ bytes, layout: parseLayout });
const digestBytes = 32;
/** Three forms of a graph for each of a handful of models. */
const mostEntries = 24;

export class GraphCache {
  constructor(readonly folder: string) {}

  /** Depends on the model, on what is asked of the graph and on this very program, whose edits may change. */
  keyOf(sha256: string, options: object): string {
    const program = createHash('sha256').update(readFileSync(process.argv[1])).digest('hex');
    return createHash('sha256')
      .update(JSON.stringify([sha256, options, program]))
      .digest('hex')
      .slice(0, 32);
  }

  /** Undefined when it is not there, damaged or cannot be read. */
  read(key: string): CachedGraph | undefined {
    try {
      const stored = readFileSync(this.#file(key));
      const content = stored.subarray(digestBytes);
      if (!digestOf(content).equals(stored.subarray(0, digestBytes))) return undefined;
      return parseCached(deserialize(content), 'cached graph');
    } catch {
      return undefined;
    }
  }

  /** The reason when it could not be written: a full disk or a read-only folder costs time at the next start, no more. */
  write(key: string, graph: CachedGraph): string | undefined {
    const temporary = this.#file(`${key}.${randomBytes(4).toString('hex')}`);
    try {
      mkdirSync(this.folder, { recursive: true });
      const content = serialize({ bytes: graph.bytes, layout: graph.layout });
      writeFileSync(temporary, Buffer.concat([digestOf(content), content]));
      renameSync(temporary, this.#file(key));
      this.#prune();
      return undefined;
    } catch (error) {
      removeQuietly(temporary);
      return runtimeReason(error);
    }
  }

  #file(name: string): string {
    return path.join(this.folder, `${name}.graph`);
  }

  #prune(): void {
    const files = readdirSync(this.folder).map((name) => path.join(this.folder, name));
    const byAge = files.map((file) => ({ file, ageMs: -statSync(file).mtimeMs })).sort((a, b) => a.ageMs - b.ageMs);
    for (const { file } of byAge.slice(mostEntries)) removeQuietly(file);
  }
}

function digestOf(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It will be pruned another time.
  }
}
