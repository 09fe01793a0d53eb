// Cuts a file into chunks along its structure. The one door for the indexer: which reader knows a language stands in
// structure/languages.ts, how parts become chunks in pack.ts.

import { neverCancelled, throwIfCancelled, type CancelSignal } from '../../core/cancel';
import type { Grammars } from './grammars';
import { packParts, type ChunkSizes, type PackedChunk } from './pack';
import { structureOf, type ChunkSource, type Structure } from './structure/languages';
import type { Chunk } from './types';
import type { Pace } from '../pace';

export interface ChunkOptions {
  /** Tokens of a text, special ones left out, for example `Encoder.count`. */
  readonly countTokens: (text: string) => number;
  /** Tokens that a chunk's text may take, special ones left out: `info.maxTokens − encoder.specialCount`. */
  readonly maxTokens: number;
  /** Without them code is cut by indentation and empty lines. */
  readonly grammars?: Grammars;
  /** Without it a file is cut at one go. */
  readonly pace?: Pace;
}

const version = 3;
/**
 * Merging aims at this size: the batch that a thread runs fastest holds 256 tokens (benchmarks of int8 encoders), and
 * small sentence encoders are trained on texts of 128 to 256 tokens (all-MiniLM-L6-v2 reads no more than 256).
 */
const targetTokens = 256;
/** No chunk is larger, however much the encoder reads: a long passage has a vague vector. */
const limitTokens = 512;
const smallestLimit = 32;

/** Name, version and parameters: chunks of two ids are not comparable. RangeError below 32 tokens. */
export function chunkerId(maxTokens: number): string {
  const { limit, target, minimum } = sizesFor(maxTokens);
  return `structure-${version}/${minimum}-${target}-${limit}`;
}

/**
 * The chunks of a file in the order of the file. Each character that is not blank stands in one (of a notebook: each one
 * of a cell's source; of a page: each one that a person reads); two overlap only where a sentence or a line is longer than
 * the encoder's window. `text` never takes more than `maxTokens`. Any text gives some answer, in linear time; RangeError
 * for a maximum below 32 tokens, CancelledError.
 */
export async function chunkFile(
  source: ChunkSource,
  options: ChunkOptions,
  cancel: CancelSignal = neverCancelled,
): Promise<Chunk[]> {
  const sizes = sizesFor(options.maxTokens);
  throwIfCancelled(cancel);
  const structure = await structureOf(source, options.grammars, cancel);
  const chunks = await packAndDispose(structure, sizes, options, cancel);
  throwIfCancelled(cancel);
  const lineAt = lineFinder(source.text);
  return chunks.map(({ heading, text, ...span }) => {
    const { start, end } = structure.inFile?.(span) ?? span;
    return { start, end, startLine: lineAt(start), endLine: lineAt(end - 1), heading, text };
  });
}

async function packAndDispose(
  structure: Structure,
  sizes: ChunkSizes,
  { countTokens, pace }: ChunkOptions,
  cancel: CancelSignal,
): Promise<PackedChunk[]> {
  try {
    throwIfCancelled(cancel);
    const packing = packParts(structure.text, structure.root, sizes, countTokens);
    return await (pace ? pace.run(packing) : atOnce(packing));
  } finally {
    structure.dispose?.();
  }
}

function atOnce<T>(work: Generator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

function sizesFor(maxTokens: number): ChunkSizes {
  if (!(maxTokens >= smallestLimit)) throw new RangeError(`maxTokens ${maxTokens} is below ${smallestLimit}`);
  const limit = Math.min(Math.floor(maxTokens), limitTokens);
  const target = Math.min(targetTokens, (limit >> 1) + 1);
  return { limit, target, minimum: target >> 2 };
}

/** Line of an offset, counted from 0; lines end as in VS Code at `\n`, `\r\n` and `\r`. */
function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
}
