// What holds for the chunks of any text in any language, and texts to try it on.

import assert from 'node:assert/strict';
import { wellFormed } from '../../src/core/text';
import { chunkFile, type ChunkOptions } from '../../src/engine/index/chunker';
import type { Chunk } from '../../src/engine/index/types';

/** One token a word or sign. */
export const countWords = (text: string): number => text.match(/[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu)?.length ?? 0;

/** The chunks of a text, checked against everything that is promised of any text. */
export async function soundChunks(
  text: string,
  language: string,
  options: Partial<ChunkOptions> & { readonly path?: string; readonly overlaps?: boolean } = {},
): Promise<Chunk[]> {
  const { countTokens = countWords, maxTokens = 510, path = 'file', overlaps = false, ...others } = options;
  const chunks = await chunkFile({ text, language, path }, { countTokens, maxTokens, ...others });
  const lines = lineNumbers(text);
  let covered = 0;
  let previous = -1;
  for (const { start, end, startLine, endLine, text: shown } of chunks) {
    assert.ok(start > previous && end > start && end <= text.length, 'in order and not empty');
    assert.match(text.slice(start, end), /[^\s\uFEFF]/, 'not blank');
    assert.ok(overlaps || start >= covered, `no overlap at ${start}`);
    assertBlank(text, covered, start);
    assert.equal(startLine, lines(start));
    assert.equal(endLine, lines(end - 1));
    assert.ok(countTokens(shown) <= maxTokens, `${countTokens(shown)} tokens of ${maxTokens}`);
    assert.equal(shown, wellFormed(shown));
    covered = Math.max(covered, end);
    previous = start;
  }
  assertBlank(text, covered, text.length);
  return chunks;
}

/** A line finder that shares nothing with the one in use. */
function lineNumbers(text: string): (offset: number) => number {
  let at = 0;
  let line = 0;
  return (offset) => {
    if (offset < at) [at, line] = [0, 0];
    for (; at < offset; at++) if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) line++;
    return line;
  };
}

function assertBlank(text: string, start: number, end: number): void {
  const lost = text.slice(start, end);
  assert.ok(!/[^\s\uFEFF]/.test(lost), `lost at ${start}: ${JSON.stringify(lost.slice(0, 80))}`);
}

/** Numbers 0…1 in an order that a seed settles (mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A text of fragments in a random order, for readers that must take anything. */
export function scramble(fragments: readonly string[], seed: number, length: number): string {
  const next = random(seed);
  return Array.from({ length }, () => fragments[Math.floor(next() * fragments.length)]).join('');
}

/** Sentences of made-up words. */
export function sentences(count: number, seed = 1): string {
  const next = random(seed);
  const word = (): string =>
    Array.from({ length: 1 + Math.floor(next() * 3) }, () =>
      'kolamiserute'.slice(2 * Math.floor(next() * 6)).slice(0, 2),
    ).join('');
  return Array.from({ length: count }, () => {
    const words = Array.from({ length: 6 + Math.floor(next() * 12) }, word).join(' ');
    return `${words[0].toUpperCase()}${words.slice(1)}.`;
  }).join(' ');
}
