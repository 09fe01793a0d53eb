// Files that the command line reads: which bytes are text, and what is said of those that are not.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readTextFile } from '../../../src/cli/files';
import { EngineError } from '../../../src/engine/errors';

const text = 'A naïve “café” 👍.\n';
const utf16le = Buffer.from(`\uFEFF${text}`, 'utf16le');

describe('text files of the command line', () => {
  let folder: string;
  before(async () => (folder = await mkdtemp(path.join(tmpdir(), 'semtext-files-'))));
  after(() => rm(folder, { recursive: true, force: true }));

  async function read(bytes: Uint8Array): Promise<string> {
    const file = path.join(folder, 'text.txt');
    await writeFile(file, bytes);
    return readTextFile(file);
  }

  const readable: [name: string, bytes: Uint8Array][] = [
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${text}`)],
    ['UTF-16, little-endian, as PowerShell writes it', utf16le],
    ['UTF-16, big-endian', Buffer.from(utf16le).swap16()],
  ];
  for (const [name, bytes] of readable) {
    it(`reads ${name}`, async () => assert.equal(await read(bytes), text));
  }

  const unreadable: [name: string, bytes: Uint8Array, reason: string][] = [
    ['half a surrogate pair', Buffer.from('\uFEFFone \uD800 two', 'utf16le'), 'it is not valid UTF-16 text'],
    ['half a code unit', utf16le.subarray(0, -1), 'it is not valid UTF-16 text'],
    ['a NUL', Buffer.from([1, 0, 2]), 'it is a binary file'],
    ['NULs after the mark of UTF-16', Buffer.from([0xff, 0xfe, 1, 0, 0, 0, 2, 0]), 'it is a binary file'],
    ['Latin-1', Buffer.from('caf\u00e9', 'latin1'), 'it is not UTF-8 text'],
  ];
  for (const [name, bytes, reason] of unreadable) {
    it(`refuses ${name}: ${reason}`, () =>
      assert.rejects(read(bytes), (error: unknown) => {
        assert.ok(error instanceof EngineError);
        assert.deepEqual([error.code, error.details.reason], ['badInput', reason]);
        return true;
      }));
  }
});
