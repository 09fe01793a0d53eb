// Finds a stretch of a text again after the text was changed.

/** Where `wanted` stands nearest to the offset; undefined where it does not, or is empty. */
export function nearestLike(text: string, wanted: string, offset: number): number | undefined {
  if (wanted === '') return undefined;
  const before = text.lastIndexOf(wanted, offset);
  const after = text.indexOf(wanted, offset);
  if (before < 0 || after < 0) return before < 0 ? (after < 0 ? undefined : after) : before;
  return offset - before <= after - offset ? before : after;
}
