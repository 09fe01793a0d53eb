// Numbers as text, for JSON-RPC: base64 of little-endian typed arrays. A JSON list of numbers is twenty times slower.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Two characters for each number of 12 bits. */
const PAIRS: readonly string[] = Array.from({ length: 4096 }, (_, n) => ALPHABET[n >> 6] + ALPHABET[n & 63]);

/** Six bits for each character of the alphabet, 64 for all others. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => {
  const at = ALPHABET.indexOf(String.fromCharCode(code));
  return at < 0 ? 64 : at;
});

/** The bytes of a typed array in base64 (RFC 4648, with padding). */
export function toBase64(values: Uint8Array | Uint16Array | Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const parts: string[] = [];
  let part = '';
  const whole = bytes.length - (bytes.length % 3);
  for (let i = 0; i < whole; i += 3) {
    const group = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    part += PAIRS[group >> 12] + PAIRS[group & 4095];
    if (part.length > 8192) {
      parts.push(part);
      part = '';
    }
  }
  const left = bytes.length - whole;
  if (left === 1) part += `${PAIRS[bytes[whole] << 4]}==`;
  if (left === 2) {
    const group = (bytes[whole] << 10) | (bytes[whole + 1] << 2);
    part += `${PAIRS[group >> 6]}${ALPHABET[group & 63]}=`;
  }
  return parts.join('') + part;
}

/** The bytes that toBase64 wrote, in a buffer of their own. RangeError for what is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const length = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length;
  if (text.length % 4 !== 0) throw new RangeError('not base64: its length is no multiple of four');
  const out = new Uint8Array(Math.floor((length * 3) / 4));
  let at = 0;
  for (let i = 0; i < length; i += 4) {
    const group =
      (valueOf(text, i) << 18) |
      (valueOf(text, i + 1) << 12) |
      ((i + 2 < length ? valueOf(text, i + 2) : 0) << 6) |
      (i + 3 < length ? valueOf(text, i + 3) : 0);
    // Writes behind the end of a typed array are dropped: the last group may hold fewer than three bytes.
    out[at++] = group >> 16;
    out[at++] = (group >> 8) & 255;
    out[at++] = group & 255;
  }
  return out;
}

function valueOf(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const value = code < 128 ? VALUES[code] : 64;
  if (value > 63) throw new RangeError('not base64: a character outside its alphabet');
  return value;
}
