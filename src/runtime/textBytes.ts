// The text of a file's bytes: UTF-8, or UTF-16 where a byte order mark says so. The mark is no part of the text, as in
// editors. Other encodings cannot be told apart.

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** By the byte order mark; UTF-8 without one. */
export function encodingOf([first, second]: Uint8Array): Encoding {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** `binary`: a NUL among the first `looked` bytes or characters, which stands in no text; `malformed`: not in its encoding. */
export function textOfBytes(bytes: Uint8Array, looked = Infinity): { readonly text: string } | 'binary' | 'malformed' {
  const encoding = encodingOf(bytes);
  // In UTF-16 a NUL byte is half of most letters.
  if (encoding === 'utf-8' && bytes.subarray(0, looked).includes(0)) return 'binary';
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return encoding !== 'utf-8' && text.slice(0, looked).includes('\0') ? 'binary' : { text };
  } catch {
    return 'malformed';
  }
}
