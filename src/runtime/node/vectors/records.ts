// The form of kept vectors in a file: records one after the other, each with its length and a checksum, so that one that was
// cut off or damaged is seen. Little-endian, as every machine that this runs on.

import { crc32 } from 'node:zlib';
import type { KeptVector } from '../../../engine/ports';

/** First bytes of every segment; a file of another version is not read. */
export const segmentHeader = Buffer.from('SEMTVEC1', 'latin1');
/** Bytes of a key: the first half of a SHA-256. */
export const keyBytes = 16;
/** Length of the payload, its CRC-32. */
const prefixBytes = 8;
/** Key, number of passages. */
const fixedBytes = keyBytes + 4;
/** Far more than any encoder's vector takes: a larger length is damage. */
const mostPayloadBytes = 1 << 20;

/** Where a record stands in its segment. */
export interface RecordPlace {
  /** Latin-1 text of the key's bytes. */
  readonly key: string;
  readonly at: number;
  /** Prefix included. */
  readonly bytes: number;
}

export function writeRecord(key: string, { values, passages }: KeptVector): Buffer {
  const record = Buffer.alloc(prefixBytes + fixedBytes + values.byteLength);
  record.write(key, prefixBytes, 'latin1');
  record.writeUInt32LE(passages, prefixBytes + keyBytes);
  record.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), prefixBytes + fixedBytes);
  record.writeUInt32LE(record.length - prefixBytes, 0);
  record.writeUInt32LE(crc32(record.subarray(prefixBytes)), 4);
  return record;
}

/** The vector of a record; undefined where the checksum, the length or the key are not what they should be. */
export function readRecord(record: Buffer, key: string): KeptVector | undefined {
  if (record.length < prefixBytes + fixedBytes || record.readUInt32LE(0) !== record.length - prefixBytes)
    return undefined;
  const payload = record.subarray(prefixBytes);
  if (record.readUInt32LE(4) !== crc32(payload) || payload.toString('latin1', 0, keyBytes) !== key) return undefined;
  const bytes = Uint8Array.from(payload.subarray(fixedBytes));
  return { values: new Float32Array(bytes.buffer), passages: payload.readUInt32LE(keyBytes) };
}

/**
 * The records from `from` on, which is where one begins, and where the last whole one ends. What comes behind that was cut
 * off while it was written. Checksums are looked at when a record is read.
 */
export function scanRecords(content: Buffer, from: number): { places: RecordPlace[]; end: number } {
  const places: RecordPlace[] = [];
  let at = from;
  while (at + prefixBytes + fixedBytes <= content.length) {
    const payload = content.readUInt32LE(at);
    const bytes = prefixBytes + payload;
    if (payload < fixedBytes || payload > mostPayloadBytes || payload % 4 !== 0 || at + bytes > content.length) break;
    const key = content.toString('latin1', at + prefixBytes, at + prefixBytes + keyBytes);
    places.push({ key, at, bytes });
    at += bytes;
  }
  return { places, end: at };
}
