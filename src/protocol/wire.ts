// Numbers as text, for JSON-RPC: base64 of little-endian typed arrays. A JSON list of numbers is twenty times slower.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Character codes of the alphabet. */
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0));
/** Codes that become a string at once: more would be too many arguments. */
const CHUNK = 8192;

/** Six bits for each character of the alphabet, 64 for all others. */
const VALUES = Uint8Array.from({ length: 128 }, (_, code) => {
  const at = ALPHABET.indexOf(String.fromCharCode(code));
  return at < 0 ? 64 : at;
});

/**
 * The bytes of a typed array in base64 (RFC 4648, with padding). Codes first, then strings of many of them: adding characters
 * one by one takes ten times as long, a quarter of a second for the attention of 512 tokens.
 */
export function toBase64(values: Uint8Array | Uint16Array | Float32Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const whole = bytes.length - (bytes.length % 3);
  const codes = new Uint8Array((whole / 3) * 4);
  for (let i = 0, at = 0; i < whole; i += 3, at += 4) {
    const group = (bytes[i] << 16) | (bytes[i + 1] << 8) | bytes[i + 2];
    codes[at] = CODES[group >> 18];
    codes[at + 1] = CODES[(group >> 12) & 63];
    codes[at + 2] = CODES[(group >> 6) & 63];
    codes[at + 3] = CODES[group & 63];
  }
  const parts: string[] = [];
  for (let at = 0; at < codes.length; at += CHUNK) {
    // Spreading would walk through them one by one.
    parts.push(Reflect.apply(String.fromCharCode, undefined, codes.subarray(at, at + CHUNK)) as string);
  }
  return parts.join('') + endOf(bytes.subarray(whole));
}

/** The last group, which is not whole. */
function endOf(bytes: Uint8Array): string {
  if (bytes.length === 1) return `${ALPHABET[bytes[0] >> 2]}${ALPHABET[(bytes[0] & 3) << 4]}==`;
  if (bytes.length === 0) return '';
  const group = (bytes[0] << 10) | (bytes[1] << 2);
  return `${ALPHABET[group >> 12]}${ALPHABET[(group >> 6) & 63]}${ALPHABET[group & 63]}=`;
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
