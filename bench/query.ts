// How long a query takes at several sizes of an index, each measured in a process of its own (queryStore.main.ts), with the
// Node of the editor's test harness where it is installed: editors have SQLite built in, the oldest Node has not. Vectors are
// synthetic, words are those of real text. Encoding the query is not in it: fill-mask and embed measure the encoder.

import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { neverCancelled } from '../src/core/cancel';
import { number, object, string } from '../src/runtime/parse';
import { newerNode } from './newerNode';
import type { Setting } from './setting';

export interface QueryFigures {
  readonly chunks: number;
  /** Both lists, 100 candidates each. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly vectorP50Ms: number;
  readonly lexicalP50Ms: number;
  readonly lexicalP95Ms: number;
  /** A saved file of 8 chunks, until it is committed. */
  readonly replaceFileP50Ms: number;
  readonly replaceFileP95Ms: number;
  readonly openMs: number;
  readonly fillChunksPerSecond: number;
  /** On disk, with the words and without. */
  readonly bytesPerChunk: number;
  readonly bytesPerChunkBesideWords: number;
  readonly peakMemoryBytes: number;
  /** Which SQLite, and which Node ran it. */
  readonly store: string;
  readonly node: string;
}

const parseFigures = object<QueryFigures>({
  chunks: number,
  p50Ms: number,
  p95Ms: number,
  vectorP50Ms: number,
  lexicalP50Ms: number,
  lexicalP95Ms: number,
  replaceFileP50Ms: number,
  replaceFileP95Ms: number,
  openMs: number,
  fillChunksPerSecond: number,
  bytesPerChunk: number,
  bytesPerChunkBesideWords: number,
  peakMemoryBytes: number,
  store: string,
  node: string,
});

export async function benchQuery(setting: Setting): Promise<QueryFigures[]> {
  const { root, quick, engine, log } = setting;
  // As wide as the vectors that are stored, which need not be the width of the layers.
  const { width } = await engine.embed({ texts: ['text'] }, neverCancelled);
  const program = path.join(root, '.cache/tools/queryStore.cjs');
  const sizes = quick ? [1000] : [10_000, 100_000, 1_000_000];
  const figures: QueryFigures[] = [];
  for (const chunks of sizes) {
    log(`query, ${chunks} chunks`);
    const options = { chunks, dims: Math.ceil(width / 32) * 32, queries: quick ? 5 : 100 };
    const { stdout } = await promisify(execFile)(
      newerNode(root) ?? process.execPath,
      [program, JSON.stringify(options)],
      {
        cwd: root,
      },
    );
    figures.push(parseFigures(JSON.parse(stdout), 'figures'));
  }
  return figures;
}
