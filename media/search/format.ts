// Words and figures of the view: sentences with numbers in them, how near a passage is, a path in its two parts.

import type { WireHit } from '../../src/protocol/search';
import type { ViewWords } from './words';

/** A sentence with its `{0}`, `{1}` filled in. */
export const fill = (sentence: string, ...values: readonly (string | number)[]): string =>
  sentence.replace(/\{(\d)\}/g, (whole, n: string) => String(values[Number(n)] ?? whole));

/** How near a hit is to the query: a word for it, and 0…1 for the bar. */
export function nearness(hit: WireHit, words: ViewWords): { readonly word: string; readonly share: number } {
  const { similarity } = hit;
  if (similarity === undefined) return { word: words.wordsOnly, share: 0 };
  const share = Math.min(1, Math.max(0, similarity));
  const word = similarity >= 0.65 ? words.close : similarity >= 0.4 ? words.related : words.loose;
  return { word, share };
}

export function placeOf(hit: Pick<WireHit, 'startLine' | 'endLine' | 'cell'>, words: ViewWords): string {
  if (hit.cell !== undefined) return fill(words.cell, hit.cell + 1);
  const [from, to] = [hit.startLine + 1, hit.endLine + 1];
  return from === to ? fill(words.line, from) : fill(words.lines, from, to);
}

export function partsOf(path: string): { readonly name: string; readonly folder: string } {
  const slash = path.lastIndexOf('/');
  return { name: path.slice(slash + 1), folder: slash < 0 ? '' : path.slice(0, slash) };
}

/** How many passages in how many files. */
export function countText(hits: number, files: number, words: ViewWords): string {
  if (hits === 1) return words.oneHit;
  return files === 1 ? fill(words.hitsInOne, hits) : fill(words.hits, hits, files);
}
