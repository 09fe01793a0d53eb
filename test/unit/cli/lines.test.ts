// Bytes into lines: where a line ends, what is no text, and a stream that breaks.

import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { Readable } from 'node:stream';
import { linesOf } from '../../../src/cli/lines';
import { EngineError } from '../../../src/engine/errors';

async function read(bytes: Buffer, size = bytes.length || 1): Promise<(string | undefined)[]> {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  const lines: (string | undefined)[] = [];
  for await (const line of linesOf(Readable.from(chunks))) lines.push(line);
  return lines;
}

describe('lines of stdin', () => {
  const table: [name: string, bytes: Buffer, lines: (string | undefined)[]][] = [
    ['nothing', Buffer.from(''), []],
    ['with and without an end', Buffer.from('{"a":1}\n\n{"b":2}'), ['{"a":1}', '', '{"b":2}']],
    ['of Windows', Buffer.from('{"a":1}\r\n{"b":2}\r\n'), ['{"a":1}\r', '{"b":2}\r']],
    ['after a byte order mark', Buffer.from('\uFEFF{"a":1}\n'), ['{"a":1}']],
    [
      'with line ends of Unicode in them',
      Buffer.from('{"a":"x\u2028y\u2029z\u0085"}\n'),
      ['{"a":"x\u2028y\u2029z\u0085"}'],
    ],
    ['one that is not UTF-8', Buffer.from([0x61, 0x0a, 0xff, 0x0a, 0x62]), ['a', undefined, 'b']],
  ];
  for (const [name, bytes, lines] of table) {
    it(`${name}, whole and byte by byte`, async () => {
      assert.deepEqual(await read(bytes), lines);
      assert.deepEqual(await read(bytes, 1), lines);
    });
  }

  it('come one by one', async () => {
    const stream = new Readable({ read: () => {} });
    const lines = linesOf(stream);
    stream.push('{"a":1}\n{"b"');
    assert.equal((await lines.next()).value, '{"a":1}');
    stream.push(':2}');
    stream.push(null);
    assert.equal((await lines.next()).value, '{"b":2}');
    assert.equal((await lines.next()).done, true);
  });

  it('of many parts are whole', async () => {
    const long = Buffer.alloc(4_000_000, 0x61);
    const [line] = await read(Buffer.concat([long, Buffer.from('\n')]), 1000);
    assert.equal(line?.length, long.length);
  });

  const bad: [name: string, stream: () => Readable, reason: RegExp][] = [
    ['UTF-16', () => Readable.from([Buffer.from('\uFEFF{"a":1}\n', 'utf16le')]), /UTF-16/],
    [
      'a stream that breaks',
      () =>
        new Readable({
          read: (): never => {
            throw Object.assign(new Error('read'), { code: 'EIO' });
          },
        }),
      /cannot be read \(EIO\)/,
    ],
  ];
  for (const [name, stream, reason] of bad) {
    it(`${name} is bad input`, async () => {
      await assert.rejects(linesOf(stream()).next(), (error: unknown) => {
        assert.ok(error instanceof EngineError && error.code === 'badInput');
        assert.match(error.details.reason ?? '', reason);
        return true;
      });
    });
  }

  it('a folder is bad input, though Node reads nothing from it', async function () {
    if (process.platform === 'win32') this.skip(); // There no folder can be opened so.
    const fd = openSync('src', 'r');
    try {
      const nothing = Object.assign(Readable.from([]), { fd });
      await assert.rejects(linesOf(nothing).next(), /badInput|folder/);
    } finally {
      closeSync(fd);
    }
  });
});
