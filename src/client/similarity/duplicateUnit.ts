// What near-duplicates of a workspace are looked for among, where the person did not choose.

import type { DuplicateUnit } from '../../core/segments';

/** UTF-16 units of prose whose paragraphs the bundled encoder embeds in a few seconds: some 500 passages of the index. */
export const quicklyEmbeddedUnits = 300_000;

/**
 * Paragraphs, which find also what repeats inside longer passages; beyond `quicklyEmbeddedUnits` the passages of the
 * index, if there is one, since those need no embedding.
 */
export function unitFor(texts: readonly { readonly text: string }[], hasPassages: boolean): DuplicateUnit {
  const units = texts.reduce((sum, { text }) => sum + text.length, 0);
  return hasPassages && units > quicklyEmbeddedUnits ? 'passage' : 'paragraph';
}
