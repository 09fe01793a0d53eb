// The tokenizers and reference encodings that makeTokenizers.py wrote, and the comparison of an encoding with them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Encoding } from '../../src/core/types';

export interface TokenizerCase {
  readonly text: string;
  readonly pair?: string;
  readonly ids: readonly number[];
  readonly typeIds: readonly number[];
  readonly special: readonly number[];
  readonly words: readonly number[];
  /** UTF-16; null for special tokens. */
  readonly spans: readonly (readonly [number, number] | null)[];
}

export interface TokenizerFixture {
  readonly tokenizer: unknown;
  readonly cases: readonly TokenizerCase[];
}

export function tokenizerFixture(name: string): TokenizerFixture {
  const file = path.resolve('test/unit/fixtures/tokenizers', `${name}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as TokenizerFixture;
}

/** What a test is called after the text that it encodes. */
export function titleOf({ text, pair }: TokenizerCase): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(pair === undefined ? short : [short, pair]);
}

/** Compares all of an encoding with the reference. */
export function assertEncoding(actual: Encoding, expected: TokenizerCase): void {
  assert.deepEqual([...actual.inputIds], expected.ids, 'ids');
  assert.deepEqual([...actual.tokenTypeIds], expected.typeIds, 'token type ids');
  assert.deepEqual([...actual.special], expected.special, 'special');
  assert.deepEqual([...actual.words], expected.words, 'words');
  const lengths = [expected.text.length, expected.pair?.length ?? 0];
  const spans = expected.spans.map((span, n) => (span ? [actual.starts[n], actual.ends[n]] : null));
  assert.deepEqual(spans, expected.spans, 'spans');
  for (const [n, segment] of actual.segments.entries()) {
    assert.ok(actual.starts[n] >= 0 && actual.starts[n] <= actual.ends[n], `span ${n} is in order`);
    assert.ok(actual.ends[n] <= lengths[segment], `span ${n} lies in its text`);
  }
}
