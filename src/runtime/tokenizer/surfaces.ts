// How the pieces of a vocabulary spell text: as bytes in disguise (GPT-2, RoBERTa, ModernBERT), with ▁ for a blank
// (SentencePiece), with a mark of continuation (WordPiece), or with a mark at the end of a word.

import { steps, type TokenizerSpec } from '../../engine/tokenizer/spec';

export type Spelling = 'bytes' | 'metaspace' | 'plain';

/** The disguise of byte-level BPE: printable Latin-1 stands for itself, the other bytes for U+0100 and on. */
const byteOf: ReadonlyMap<string, number> = (() => {
  const printable = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
  const map = new Map<string, number>();
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) map.set(String.fromCharCode(printable(byte) ? byte : next++), byte);
  return map;
})();

/** How the vocabulary of a tokenizer.json spells. */
export function spellingOf(preTokenizer: unknown, normalizer: unknown, spec: TokenizerSpec): Spelling {
  const kinds = steps(preTokenizer, 'pretokenizers').map((step) => step.type);
  if (kinds.includes('ByteLevel')) return 'bytes';
  const prepends = steps(normalizer, 'normalizers').some((step) => step.type === 'Prepend' || step.content === '▁');
  return kinds.includes('Metaspace') || prepends || spec.modelType === 'Unigram' ? 'metaspace' : 'plain';
}

/** Bytes of a byte-level piece; undefined where it has a character that stands for none. */
export function bytesOf(piece: string): Uint8Array | undefined {
  const bytes = new Uint8Array(piece.length);
  for (let i = 0; i < piece.length; i++) {
    const byte = byteOf.get(piece[i]);
    if (byte === undefined) return undefined;
    bytes[i] = byte;
  }
  return bytes;
}

/** The byte that a SentencePiece byte token such as `<0xE4>` stands for. */
export function fallbackByte(piece: string): number | undefined {
  const hex = /^<0x([\dA-F]{2})>$/.exec(piece)?.[1];
  return hex === undefined ? undefined : parseInt(hex, 16);
}

/** Marks that show where in a word a piece stands. */
export interface Marks {
  readonly continuingPrefix: string;
  readonly continuingSuffix: string;
  readonly endOfWordSuffix: string;
}

/** The text of a piece without marks, and whether it begins a word; undefined for what is no whole characters. */
export function surfaceOf(
  piece: string,
  spelling: Spelling,
  marks: Marks,
): { readonly text: string; readonly startsWord: boolean } | undefined {
  if (spelling === 'bytes') {
    const bytes = bytesOf(piece);
    if (!bytes) return undefined;
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      return undefined;
    }
    return { text: text.trimStart(), startsWord: text.startsWith(' ') };
  }
  if (fallbackByte(piece) !== undefined) return undefined;
  if (spelling === 'metaspace') {
    return { text: piece.replaceAll('▁', ' ').trimStart(), startsWord: piece.startsWith('▁') };
  }
  const { continuingPrefix, continuingSuffix, endOfWordSuffix } = marks;
  if (continuingPrefix && piece.length > continuingPrefix.length && piece.startsWith(continuingPrefix)) {
    return { text: piece.slice(continuingPrefix.length), startsWord: false };
  }
  return { text: withoutSuffix(withoutSuffix(piece, continuingSuffix), endOfWordSuffix), startsWord: true };
}

export function withoutSuffix(piece: string, suffix: string): string {
  return suffix && piece.length > suffix.length && piece.endsWith(suffix) ? piece.slice(0, -suffix.length) : piece;
}
