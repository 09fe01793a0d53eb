// Spans that live through edits, and random edits by which server and client must stay in step.

import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { SuggestRequest } from '../../src/engine/requests';
import { grow, insertedSpans, rebase, rebaseAll } from '../../src/server/rebase';
import { TestClient } from './support/client';
import { FakeRuntime } from './support/fakeRuntime';

const span = (start: number, end: number) => ({ start, end });
const edit = (start: number, end: number, inserted: number) => ({ start, end, inserted });

describe('server spans through edits', () => {
  const table: [
    name: string,
    at: [number, number],
    edit: [number, number, number],
    then: [number, number] | undefined,
  ][] = [
    ['an insertion before', [5, 8], [0, 0, 3], [8, 11]],
    ['a deletion before', [5, 8], [0, 2, 0], [3, 6]],
    ['an edit behind', [5, 8], [10, 12, 1], [5, 8]],
    ['an insertion at the start', [5, 8], [5, 5, 1], undefined],
    ['an insertion at the end', [5, 8], [8, 8, 1], undefined],
    ['an insertion one unit before', [5, 8], [4, 4, 1], [6, 9]],
    ['an insertion one unit behind', [5, 8], [9, 9, 1], [5, 8]],
    ['an edit inside', [5, 8], [6, 7, 1], undefined],
    ['an edit around', [5, 8], [0, 20, 0], undefined],
  ];
  for (const [name, at, made, then] of table) {
    it(name, () => assert.deepEqual(rebase(span(...at), edit(...made)), then && span(...then)));
  }

  it('several edits apply one after the other', () => {
    const edits = [edit(0, 0, 2), edit(20, 20, 5), edit(3, 4, 0)];
    assert.deepEqual(rebaseAll([span(5, 8), span(17, 19), span(30, 31)], edits), [span(6, 9), span(36, 37)]);
  });

  it('a region grows with what is put into it', () => {
    assert.deepEqual(grow(span(5, 8), edit(8, 8, 3)), span(5, 11));
    assert.deepEqual(grow(span(5, 8), edit(2, 6, 1)), span(2, 5));
    assert.deepEqual(grow(span(5, 8), edit(0, 1, 4)), span(8, 11));
    assert.deepEqual(insertedSpans([edit(0, 0, 2), edit(10, 12, 3), edit(1, 1, 1)]), [
      span(0, 3),
      span(11, 14),
      span(1, 2),
    ]);
  });
});

describe('server documents', () => {
  it('stay in step through random incremental edits with line ends, emoji and halves of them', async () => {
    const runtime = new FakeRuntime();
    const client = await TestClient.start(runtime);
    const random = generator(7);
    const pieces = ['word ', '\n', '\r\n', '🙂', 'é', '\ud83d', '\ude42', '', 'a\nb\r\nc', '　文字'];
    const uri = 'file:///random.txt';
    const mirror = TextDocument.create(uri, 'plaintext', 1, 'start 🙂\r\nof a text\n');
    await client.open(uri, mirror.getText());
    let version = 1;
    for (let round = 0; round < 300; round++) {
      const from = Math.floor(random() * (mirror.getText().length + 1));
      const to = Math.min(mirror.getText().length, from + Math.floor(random() * 6));
      const range = { start: mirror.positionAt(from), end: mirror.positionAt(to) };
      const text = pieces[Math.floor(random() * pieces.length)];
      const { start, end } = range;
      version = await client.edit(uri, [start.line, start.character], [end.line, end.character], text);
      TextDocument.update(mirror, [{ range, text }], version);
    }
    await client.edit(uri, [0, 0], [0, 0], 'here ');
    TextDocument.update(
      mirror,
      [{ range: { start: mirror.positionAt(0), end: mirror.positionAt(0) }, text: 'here ' }],
      ++version,
    );
    await client.request('semanticText/suggest', {
      textDocument: { uri, version },
      position: { line: 0, character: 2 },
      mode: 'fits',
      top: 3,
    });
    assert.equal(runtime.engine.last<SuggestRequest>('suggest').text, mirror.getText());
    await client.stop();
  });
});

/** Mulberry32: the same numbers every time. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
