// The protobuf wire format: reads the fields of a message in place and writes fields. What the fields mean is model.ts's.
// Source: protobuf.dev, "Encoding".

import { OnnxError } from './errors';
import type { ByteSource } from './source';

/** A stretch of the source, `[offset, offset + length)`, in bytes. */
export interface Slice {
  readonly offset: number;
  readonly length: number;
}

/** Bytes to write: new ones, or a stretch of the source that is copied over. */
export type Piece = Slice | Uint8Array;

/** One field of a message. `value` holds a varint (signed, as int64) or a fixed32; `data` the payload of a length-delimited one. */
export interface Field {
  readonly number: number;
  readonly wireType: number;
  readonly value: number;
  readonly data: Slice;
  /** The whole field, tag included. */
  readonly whole: Slice;
}

export const VARINT = 0;
export const FIXED64 = 1;
export const BYTES = 2;
export const FIXED32 = 5;

const PAGE_BYTES = 1 << 16;
const TWO_32 = 2 ** 32;

/** Reads a source through one page, so that a walk over headers costs few reads and large payloads are never loaded. */
export class Reader {
  #page: Uint8Array = new Uint8Array(0);
  #pageOffset = 0;

  constructor(readonly source: ByteSource) {}

  /** The fields of the message that fills `message`. Throws OnnxError when a field is malformed or leaves the message. */
  *fields(message: Slice): Generator<Field> {
    const end = message.offset + message.length;
    let at = message.offset;
    while (at < end) {
      const start = at;
      const tag = this.#varint(at, end);
      at = tag.next;
      const number = Math.floor(tag.value / 8);
      const wireType = tag.value & 7;
      if (number < 1 || number > 0x1fffffff) throw damaged('a field has the number 0');
      let value = 0;
      let data: Slice = { offset: at, length: 0 };
      if (wireType === VARINT) {
        const read = this.#varint(at, end);
        value = read.value;
        at = read.next;
      } else if (wireType === BYTES) {
        const size = this.#varint(at, end);
        data = { offset: size.next, length: size.value };
        if (size.value < 0) throw damaged('a field has a negative length');
        at = size.next + size.value;
      } else if (wireType === FIXED32 || wireType === FIXED64) {
        const width = wireType === FIXED32 ? 4 : 8;
        data = { offset: at, length: width };
        at += width;
      } else {
        throw damaged(`a field has the unknown wire type ${wireType}`);
      }
      if (at > end) throw outside(end, this.source.sizeBytes);
      yield { number, wireType, value, data, whole: { offset: start, length: at - start } };
    }
  }

  /** The bytes of a slice. Throws OnnxError when the source is shorter than it said. */
  bytes(slice: Slice): Uint8Array {
    const inPage = slice.offset - this.#pageOffset;
    if (inPage >= 0 && inPage + slice.length <= this.#page.length) {
      return this.#page.subarray(inPage, inPage + slice.length);
    }
    const read = this.source.read(slice.offset, slice.length);
    if (read.length !== slice.length) throw new OnnxError('truncated', 'the file is shorter than its size says');
    return read;
  }

  /** The varints that a packed field is made of. */
  packedVarints(slice: Slice): number[] {
    const out: number[] = [];
    const end = slice.offset + slice.length;
    for (let at = slice.offset; at < end;) {
      const read = this.#varint(at, end);
      out.push(read.value);
      at = read.next;
    }
    return out;
  }

  text(slice: Slice): string {
    return decodeUtf8(this.bytes(slice));
  }

  #varint(at: number, end: number): { value: number; next: number } {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= end) throw outside(end, this.source.sizeBytes);
      const byte = this.#byte(at++);
      const bits = byte & 0x7f;
      if (shift < 28) low += bits * 2 ** shift;
      else if (shift === 28) {
        low += (bits & 0x0f) * 2 ** 28;
        high = bits >> 4;
      } else high += bits * 2 ** (shift - 32);
      if (byte < 0x80) {
        high %= TWO_32;
        return { value: (high >= TWO_32 / 2 ? high - TWO_32 : high) * TWO_32 + low, next: at };
      }
    }
    throw damaged('a number is longer than ten bytes');
  }

  #byte(at: number): number {
    const inPage = at - this.#pageOffset;
    if (inPage >= 0 && inPage < this.#page.length) return this.#page[inPage];
    const wanted = Math.min(PAGE_BYTES, this.source.sizeBytes - at);
    this.#page = this.source.read(at, wanted);
    this.#pageOffset = at;
    if (this.#page.length === 0) throw new OnnxError('truncated', 'the file is shorter than its size says');
    return this.#page[0];
  }
}

/** A varint of an integer; negative ones take ten bytes, as int64 does. */
export function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    out.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return Uint8Array.from(out);
}

export function varintField(number: number, value: number): Uint8Array {
  return concat([varint(number * 8 + VARINT), varint(value)]);
}

export function floatField(number: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([varint(number * 8 + FIXED32), bytes]);
}

export function bytesField(number: number, bytes: Uint8Array): Uint8Array {
  return concat([varint(number * 8 + BYTES), varint(bytes.length), bytes]);
}

export function textField(number: number, text: string): Uint8Array {
  return bytesField(number, encodeUtf8(text));
}

/** A length-delimited field whose payload is made of pieces. */
export function piecesField(number: number, pieces: readonly Piece[]): Piece[] {
  return [concat([varint(number * 8 + BYTES), varint(sizeOf(pieces))]), ...pieces];
}

export function sizeOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

export function isSlice(piece: Piece): piece is Slice {
  return !(piece instanceof Uint8Array);
}

/** Copies pieces into one array; neighbouring slices of the source are read at once. */
export function assemble(reader: Reader, pieces: readonly Piece[]): Uint8Array {
  const out = new Uint8Array(sizeOf(pieces));
  let at = 0;
  for (let i = 0; i < pieces.length;) {
    const piece = pieces[i++];
    if (!isSlice(piece)) {
      out.set(piece, at);
      at += piece.length;
      continue;
    }
    let length = piece.length;
    for (; i < pieces.length; i++) {
      const next = pieces[i];
      if (!isSlice(next) || next.offset !== piece.offset + length) break;
      length += next.length;
    }
    out.set(reader.bytes({ offset: piece.offset, length }), at);
    at += length;
  }
  return out;
}

export function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(sizeOf(parts));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** UTF-8 without a platform's TextEncoder; a lone surrogate becomes U+FFFD. */
export function encodeUtf8(text: string): Uint8Array {
  const out: number[] = [];
  for (const char of text) {
    const c = char.codePointAt(0) ?? 0;
    const code = c >= 0xd800 && c <= 0xdfff ? 0xfffd : c;
    if (code < 0x80) out.push(code);
    else if (code < 0x800) out.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) out.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else out.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(out);
}

/** Strict UTF-8; anything else means that the file is damaged. */
export function decodeUtf8(bytes: Uint8Array): string {
  // Names are nearly always short and ASCII; a string built in one go is also quicker to look up than one of many parts.
  if (bytes.length <= 1024 && bytes.every((byte) => byte < 0x80)) return String.fromCharCode(...bytes);
  let out = '';
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i++];
    const extra = first < 0x80 ? 0 : first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : -1;
    if (extra < 0 || first > 0xf4 || i + extra > bytes.length) throw damaged('a name is not UTF-8');
    let code = extra === 0 ? first : first & (0x3f >> extra);
    for (let k = 0; k < extra; k++) {
      const next = bytes[i++];
      if ((next & 0xc0) !== 0x80) throw damaged('a name is not UTF-8');
      code = (code << 6) | (next & 63);
    }
    if (code > 0x10ffff) throw damaged('a name is not UTF-8');
    out += String.fromCodePoint(code);
  }
  return out;
}

function damaged(reason: string): OnnxError {
  return new OnnxError('notOnnx', reason);
}

function outside(end: number, sizeBytes: number): OnnxError {
  return end >= sizeBytes
    ? new OnnxError('truncated', 'the file ends in the middle of a field')
    : damaged('a field is longer than what holds it');
}
