// Files between the process of an index and its server, over messages in memory.

import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import type { ClientFiles } from '../../../../src/server/files';
import { answerWish, parseFileAnswer, parseFileWish, WantedFiles } from '../../../../src/server/index/wantedFiles';

const facts = { kind: 'file', sizeBytes: 3, modifiedMs: 5 } as const;
const files: ClientFiles = {
  read: (place) => Promise.resolve(new TextEncoder().encode(place)),
  list: (place) => Promise.resolve([place]),
  entries: (place) => Promise.resolve([{ name: place, ...facts }]),
  look: (place) =>
    place === 'gone' ? Promise.reject(new EngineError('modelNotFound', { subject: place })) : Promise.resolve(facts),
};

/** What is said is copied, as between processes. */
function connected(answering: ClientFiles | undefined): WantedFiles {
  const asking: WantedFiles = new WantedFiles((wish) => {
    const heard = parseFileWish(structuredClone(wish)) ?? assert.fail('no wish');
    void answerWish(answering, heard).then((answer) =>
      asking.receive(parseFileAnswer(structuredClone(answer)) ?? assert.fail('no answer')),
    );
  });
  return asking;
}

describe('files that only the client can read', () => {
  it('are told in the process of the index, each to who asked for it', async () => {
    const asking = connected(files);
    const [a, b, names, entries, look] = await Promise.all([
      asking.read('a'),
      asking.read('b'),
      asking.list('c'),
      asking.entries('d'),
      asking.look('e'),
    ]);
    assert.deepEqual(
      [a, b].map((bytes) => new TextDecoder().decode(bytes)),
      ['a', 'b'],
    );
    assert.deepEqual([names, entries, look], [['c'], [{ name: 'd', ...facts }], facts]);
  });

  it('fail there as they fail here, and where no client can be asked', async () => {
    const fails = (asked: Promise<unknown>, code: string): Promise<void> =>
      assert.rejects(asked, (error) => error instanceof EngineError && error.code === code);
    await fails(connected(files).look('gone'), 'modelNotFound');
    await fails(connected(undefined).read('memfs:/a'), 'storage');
  });

  it('are told apart from messages of the index, and from damaged ones', () => {
    for (const message of [{ kind: 'call', id: 1 }, { kind: 'answer', id: 1 }, null, 3]) {
      assert.equal(parseFileWish(message), undefined);
      assert.equal(parseFileAnswer(message), undefined);
    }
    assert.throws(() => parseFileWish({ kind: 'want', id: 1, call: 'delete', place: 'a' }), /ParseError/);
    assert.throws(() => parseFileAnswer({ kind: 'file', id: 'x' }), /ParseError/);
  });
});
