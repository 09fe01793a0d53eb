// What the structure of a file gives the packer: a tree of parts. How a part is found is the matter of structure/, how
// parts become chunks that of pack.ts.

import type { Span } from '../../core/types';

/**
 * A part of a file. Inner parts lie inside it in order and without overlap; what stands between them belongs to the
 * part too and is kept.
 */
export interface Part extends Span {
  /** Heading or symbol: what stands in the part stands under it. Readable at the part's start. */
  readonly name?: string;
  /**
   * How large the part may be and still stay in one chunk: `limit` what fits the encoder (a paragraph, a function),
   * `target` the usual size of a chunk (a class, whose members are passages of their own), `minimum` only what is too
   * small to stand alone (a section), `never` nothing (the file).
   */
  readonly whole: 'limit' | 'target' | 'minimum' | 'never';
  /** Stands alone where it is not too small: it is never merged with its neighbours. */
  readonly solid?: boolean;
  /** Cost of beginning a chunk with it, against the cost of a chunk of the wrong size. */
  readonly cut: number;
  /** Where it must be cut and has no inner parts: at the ends of sentences, or at the ends of lines. */
  readonly cutAt: 'sentences' | 'lines';
  /** Put before each chunk of the part but the first: the header row of a table. */
  readonly lead?: Span;
  /** Smaller parts, asked for when the part must be cut; absent or empty: none. */
  readonly parts?: () => readonly Part[];
}

/** Costs of beginning a chunk at a border, set so that what a person would call one thing stays together. */
export const cutCosts = {
  /** Between paragraphs, declarations, cells: a good place. */
  block: 0,
  /** Between the statements of a long function, the rows of a table. */
  statement: 0.1,
  /** Between the items of a list. */
  item: 0.15,
  /** Between sentences. */
  sentence: 0.2,
  /** Before what a colon announced. */
  announced: 0.4,
  /** In the middle of a sentence or a line. */
  word: 0.8,
  /** More than any size can cost. */
  never: 4,
} as const;

/** A part that is cut at sentences when it must be. */
export function prosePart(start: number, end: number, cut: number = cutCosts.block): Part {
  return { start, end, whole: 'limit', cut, cutAt: 'sentences' };
}

/** A part that is cut at lines when it must be. */
export function linesPart(start: number, end: number, cut: number = cutCosts.block): Part {
  return { start, end, whole: 'limit', cut, cutAt: 'lines' };
}

/** The inner parts of a part, with a part for every stretch between them that is not blank. */
export function innerParts(text: string, part: Part): readonly Part[] {
  const given = part.parts?.() ?? [];
  if (given.length === 0) return given;
  const filled: Part[] = [];
  let at = part.start;
  const fill = (end: number): void => {
    const gap = trimmed(text, at, end);
    if (!gap) return;
    // No chunk begins with a comma, a closing brace, `#endif` or `} // namespace`.
    const tail = end === part.end && gap.end - gap.start <= longestTail;
    const cut = tail || !hasWords(text, gap) ? cutCosts.never : cutCosts.block;
    filled.push({ ...gap, whole: 'limit', cut, cutAt: part.cutAt });
  };
  for (const inner of given) {
    if (inner.start < at || inner.end > part.end || inner.end <= inner.start) continue;
    fill(inner.start);
    filled.push(inner);
    at = inner.end;
  }
  fill(part.end);
  return filled;
}

/** Letters or digits; a stretch that is long is not searched. */
export function hasWords(text: string, { start, end }: Span): boolean {
  return end - start > 256 || /[\p{L}\p{N}]/u.test(text.slice(start, end));
}

/** Code units of what closes a part. */
const longestTail = 80;

const blank = /[\s\uFEFF]/;

/** The span without the white space at its ends; undefined where nothing else is in it. */
export function trimmed(text: string, start: number, end: number): Span | undefined {
  while (start < end && blank.test(text[start])) start++;
  while (end > start && blank.test(text[end - 1])) end--;
  return end > start ? { start, end } : undefined;
}
