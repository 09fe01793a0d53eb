// A painted text: for each UTF-16 code unit what it is. The scanners of the languages paint; markup.ts reads.

/** A word that a person wrote. */
export const prose = 0;
/** Syntax, targets, comments: neither for the person nor for the encoder. */
export const syntax = 1;
/** Inline code, math, URLs in running text: not to be touched, but part of the sentence that the encoder reads. */
export const literal = 2;
/** Syntax where something new begins (a list item, a heading, a table cell), so that no sentence goes over it. */
export const boundary = 3;

export class Paint {
  readonly kinds: Uint8Array;

  constructor(
    readonly text: string,
    initial: number = prose,
  ) {
    this.kinds = new Uint8Array(text.length);
    if (initial !== prose) this.kinds.fill(initial);
  }

  prose(start: number, end: number): void {
    this.kinds.fill(prose, start, end);
  }

  syntax(start: number, end: number): void {
    this.kinds.fill(syntax, start, end);
  }

  /** Syntax whose first code unit is a boundary; nothing where it is empty. */
  boundary(start: number, end: number): void {
    if (start >= end) return;
    this.syntax(start, end);
    this.kinds[start] = boundary;
  }

  /** Content kept for the encoder, with `edge` code units of delimiter on both sides that are not. */
  literal(start: number, end: number, edge = 0): void {
    this.kinds.fill(literal, start, end);
    if (edge > 0) {
      this.syntax(start, Math.min(start + edge, end));
      this.syntax(Math.max(end - edge, start), end);
    }
  }
}

/** Calls back for every line with its start, its end without the line break, and the start of the next line. */
export function eachLine(
  text: string,
  start: number,
  end: number,
  visit: (lineStart: number, lineEnd: number, next: number) => void,
): void {
  for (let at = start; at < end;) {
    let lineEnd = at;
    while (lineEnd < end && text[lineEnd] !== '\n' && text[lineEnd] !== '\r') lineEnd++;
    let next = lineEnd;
    if (next < end) next += text[next] === '\r' && text[next + 1] === '\n' && next + 1 < end ? 2 : 1;
    visit(at, lineEnd, next);
    at = next;
  }
}

/** The match of a sticky pattern at a place; undefined where it does not match. */
export function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}
