// Tables of marked-up documents and the prose in them.

import assert from 'node:assert/strict';
import { proseSpans } from '../../src/core/markup';

/** What it shows, the document, and its prose, piece by piece. */
export type ProseCase = readonly [what: string, text: string, prose: readonly string[]];

export function proseOf(text: string, languageId: string): string[] {
  return proseSpans(text, languageId).map(({ start, end }) => text.slice(start, end));
}

/** One test a row. */
export function testProse(languageId: string, table: readonly ProseCase[]): void {
  for (const [what, text, prose] of table) {
    it(what, () => assert.deepEqual(proseOf(text, languageId), prose));
  }
}
