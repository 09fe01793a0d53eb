// Where the pieces of one pre-token lie in it: by bytes, or by walking their spelling.

import { bytesOf, fallbackByte, withoutSuffix, type Marks, type Spelling } from './surfaces';

/** Offsets of each piece in the decoded pre-token. */
export interface PieceSpans {
  /** The pre-token as text: bytes decoded, ▁ a blank. */
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** How the vocabulary that the pieces are of spells. */
export interface PieceSpelling {
  readonly spelling: Spelling;
  readonly marks: Marks;
  /** The piece that stands for what no other piece spells. */
  readonly unknown?: string | undefined;
}

export function spansOfPieces(preToken: string, pieces: readonly string[], how: PieceSpelling): PieceSpans {
  const { spelling } = how;
  if (spelling === 'bytes') {
    const bytes = bytesOf(preToken);
    if (bytes) return byBytes(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), pieces);
  }
  const text = spelling === 'metaspace' ? preToken.replaceAll('▁', ' ') : preToken;
  return bySpelling(text, pieces, how);
}

/** A piece that holds part of a character gets the whole character. */
function byBytes(text: string, pieces: readonly string[]): PieceSpans {
  const units = unitsOfBytes(text);
  const starts: number[] = [];
  const ends: number[] = [];
  let byte = 0;
  for (const piece of pieces) {
    const last = Math.min(byte + piece.length, units.length) - 1;
    starts.push(units[Math.min(byte, units.length - 1)]?.start ?? 0);
    ends.push(units[last]?.end ?? text.length);
    byte += piece.length;
  }
  return { text, starts, ends };
}

/** For each byte of the UTF-8 form the code units of its character. */
function unitsOfBytes(text: string): { start: number; end: number }[] {
  const units: { start: number; end: number }[] = [];
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    const codePoint = character.codePointAt(0) ?? 0;
    const bytes = codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    for (let i = 0; i < bytes; i++) units.push({ start, end });
    start = end;
  }
  return units;
}

/** Pieces that spell nothing of the text (unknown tokens) share what lies between their neighbours. */
function bySpelling(text: string, pieces: readonly string[], how: PieceSpelling): PieceSpans {
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  /** Bytes still to come of the character at `at`. */
  let bytesLeft = 0;
  let unplaced = 0;
  const settle = (end: number): void => {
    if (unplaced === 0) return;
    const first = starts.length - unplaced;
    const gap = [...text.slice(starts[first], end)];
    let from = starts[first];
    for (let i = first; i < starts.length; i++) {
      // One unknown token for each character, or one for all of them.
      const to = gap.length === unplaced ? from + gap[i - first].length : end;
      if (gap.length === unplaced) starts[i] = from;
      ends[i] = to;
      from = to;
    }
    unplaced = 0;
  };
  for (const [n, piece] of pieces.entries()) {
    const spelled = piece === how.unknown ? undefined : spell(piece, n, pieces.length, how);
    const isByte = fallbackByte(piece) !== undefined;
    const place = spelled === undefined ? -1 : placeOf(text, spelled, at, unplaced > 0 && !isByte);
    if (isByte && place < 0) {
      if (bytesLeft === 0) bytesLeft = byteLength(text, at);
      const end = at + characterLength(text, at);
      settle(at);
      starts.push(at);
      ends.push(end);
      if (--bytesLeft === 0) at = end;
    } else if (spelled !== undefined && place >= 0) {
      settle(place);
      starts.push(place);
      ends.push(place + spelled.length);
      at = place + spelled.length;
    } else {
      starts.push(at);
      ends.push(text.length);
      unplaced++;
    }
  }
  settle(text.length);
  return { text, starts, ends };
}

/** Where a piece stands: at `at`, or further on where something before it was not found (`lost`). -1: nowhere. */
function placeOf(text: string, spelled: string, at: number, lost: boolean): number {
  if (text.startsWith(spelled, at)) return at;
  return lost ? text.indexOf(spelled, at) : -1;
}

function spell(piece: string, n: number, count: number, { spelling, marks }: PieceSpelling): string {
  if (spelling === 'metaspace') return piece.replaceAll('▁', ' ');
  const { continuingPrefix, continuingSuffix, endOfWordSuffix } = marks;
  if (n > 0 && continuingPrefix && piece.startsWith(continuingPrefix)) return piece.slice(continuingPrefix.length);
  return n === count - 1 ? withoutSuffix(piece, endOfWordSuffix) : withoutSuffix(piece, continuingSuffix);
}

function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : Math.min(1, text.length - at);
}

function byteLength(text: string, at: number): number {
  const codePoint = text.codePointAt(at) ?? 0;
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}
