// The protobuf wire format, against the bytes that its specification gives and against Node's own codecs.

import assert from 'node:assert/strict';
import { memorySource } from '../../../src/onnx/source';
import {
  Reader,
  assemble,
  bytesField,
  concat,
  decodeUtf8,
  encodeUtf8,
  floatField,
  piecesField,
  textField,
  varint,
  varintField,
} from '../../../src/onnx/wire';

function fieldsOf(bytes: Uint8Array): { number: number; wireType: number; value: number }[] {
  const reader = new Reader(memorySource(bytes));
  return [...reader.fields({ offset: 0, length: bytes.length })].map(({ number, wireType, value }) => ({
    number,
    wireType,
    value,
  }));
}

describe('wire format', () => {
  // The examples of protobuf.dev/programming-guides/encoding.
  const known: [string, Uint8Array, number[]][] = [
    ['150 as field 1', varintField(1, 150), [0x08, 0x96, 0x01]],
    ['"testing" as field 2', textField(2, 'testing'), [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]],
    ['−2 as int64', varint(-2), [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['a nested message', bytesField(3, varintField(1, 150)), [0x1a, 0x03, 0x08, 0x96, 0x01]],
    ['1 as float', floatField(2, 1), [0x15, 0, 0, 0x80, 0x3f]],
  ];
  for (const [name, bytes, expected] of known) it(name, () => assert.deepEqual([...bytes], expected));

  const numbers = [
    0,
    1,
    127,
    128,
    300,
    2 ** 28 - 1,
    2 ** 28,
    2 ** 31 - 1,
    2 ** 31,
    2 ** 32,
    2 ** 35,
    2 ** 40 + 5,
    2 ** 53,
    -1,
    -10_000,
    -(2 ** 31),
    -(2 ** 53),
  ];
  for (const value of numbers) {
    it(`reads back ${value}`, () =>
      assert.deepEqual(fieldsOf(varintField(7, value)), [{ number: 7, wireType: 0, value }]));
  }

  it('reads the largest and the smallest int64 to the precision of a number', () => {
    const ends = concat([
      Uint8Array.of(8),
      new Uint8Array(8).fill(255),
      Uint8Array.of(0x7f),
      Uint8Array.of(8),
      new Uint8Array(9).fill(128),
      Uint8Array.of(1),
    ]);
    assert.deepEqual(
      fieldsOf(ends).map(({ value }) => value),
      [2 ** 63, -(2 ** 63)],
    );
  });

  it('skips payloads without reading them', () => {
    const payload = new Uint8Array(1_000_000);
    const bytes = concat([varintField(1, 8), bytesField(9, payload), varintField(2, 5)]);
    const reads: number[] = [];
    const source = {
      sizeBytes: bytes.length,
      read: (offset: number, length: number) => {
        reads.push(length);
        return bytes.subarray(offset, offset + length);
      },
    };
    const numbersSeen = [...new Reader(source).fields({ offset: 0, length: bytes.length })].map(
      (field) => field.number,
    );
    assert.deepEqual(numbersSeen, [1, 9, 2]);
    assert.ok(reads.reduce((a, b) => a + b, 0) < 100_000);
  });

  it('copies neighbouring slices in one read', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => i % 251);
    let reads = 0;
    const source = {
      sizeBytes: bytes.length,
      read: (offset: number, length: number) => {
        reads++;
        return bytes.subarray(offset, offset + length);
      },
    };
    const pieces = piecesField(1, [
      { offset: 0, length: 100_000 },
      { offset: 100_000, length: 100_000 },
      Uint8Array.of(1, 2),
      { offset: 10, length: 5 },
    ]);
    const out = assemble(new Reader(source), pieces);
    assert.deepEqual(out.slice(0, 4), Uint8Array.from([0x0a, ...varint(200_007)]).slice(0, 4));
    assert.deepEqual([...out.slice(-7)], [1, 2, 10, 11, 12, 13, 14]);
    assert.equal(reads, 2);
  });

  describe('UTF-8', () => {
    for (const text of ['', 'ascii', 'größe', 'Ω', '日本語', '😀 emoji', 'a\u0000b', '\u07ff\u0800\uffff\u{10ffff}']) {
      it(JSON.stringify(text), () => {
        assert.deepEqual([...encodeUtf8(text)], [...Buffer.from(text)]);
        assert.equal(decodeUtf8(Uint8Array.from(Buffer.from(text))), text);
      });
    }
    it('writes a lone surrogate as U+FFFD, as Node does', () => {
      assert.deepEqual([...encodeUtf8('a\ud800b')], [...Buffer.from('a\ud800b')]);
    });
    for (const bytes of [
      [0x80],
      [0xc3],
      [0xc3, 0x41],
      [0xe2, 0x82],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
      [0xf4, 0x90, 0x80, 0x80],
    ]) {
      it(`refuses ${bytes.map((byte) => byte.toString(16)).join(' ')}`, () => {
        assert.throws(() => decodeUtf8(Uint8Array.from(bytes)), { name: 'OnnxError', code: 'notOnnx' });
      });
    }
  });
});
