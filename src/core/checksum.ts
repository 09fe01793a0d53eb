// A checksum that tells whether a text is still the same, and finds it again where it moved, without keeping the text: the
// rolling polynomial of Karp and Rabin 1987, modulo 2^32. Too few bits to tell the text from it.

const base = 0x01000193;

/** 32 bits; 0 for the empty text. */
export function checksumOf(text: string): number {
  let sum = 0;
  for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, base) + text.charCodeAt(i)) | 0;
  return sum >>> 0;
}

/**
 * Where a stretch of this length and checksum begins, nearest to the offset; undefined where there is none, or for a length
 * of 0. Another text of the same checksum is taken for it once in four billion places.
 */
export function findChecksum(text: string, length: number, checksum: number, offset: number): number | undefined {
  if (length <= 0 || length > text.length) return undefined;
  let first = 1;
  for (let i = 1; i < length; i++) first = Math.imul(first, base);
  let sum = checksumOf(text.slice(0, length)) | 0;
  let nearest: number | undefined;
  for (let at = 0; ; at++) {
    if (sum >>> 0 === checksum && (nearest === undefined || Math.abs(at - offset) < Math.abs(nearest - offset))) {
      nearest = at;
    }
    if (at + length >= text.length) return nearest;
    const rest = (sum - Math.imul(text.charCodeAt(at), first)) | 0;
    sum = (Math.imul(rest, base) + text.charCodeAt(at + length)) | 0;
  }
}
