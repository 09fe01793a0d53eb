// Other words in real editors, with the bundled encoder: what is replaced, in how many steps, and never a stale answer.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { acceptListed, closeAll, openText, run, sleep, takeFirst, until } from '../support/host';

const oneWord = String.raw`[\p{L}\p{N}’'-]+(?: [\p{L}\p{N}’'-]+)?`;
const between = (before: string, after: string): RegExp =>
  new RegExp(`^${escape(before)}(${oneWord})${escape(after)}$`, 'u');
const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

describe('suggest', () => {
  afterEach(closeAll);

  const places: [name: string, marked: string, before: string, word: string, after: string, form: RegExp][] = [
    ['in the word', 'She told us a lo|ng story.', 'She told us a ', 'long', ' story.', /^\p{Ll}/u],
    ['behind it', 'She told us a long| story.', 'She told us a ', 'long', ' story.', /^\p{Ll}/u],
    ['before a full stop', 'The night was da|rk.', 'The night was ', 'dark', '.', /^\p{Ll}/u],
    ['capital', 'Mo|st people agree with it.', '', 'Most', ' people agree with it.', /^\p{Lu}/u],
    ['all capitals', 'IT WAS A BI|G HOUSE.', 'IT WAS A ', 'BIG', ' HOUSE.', /^[\p{Lu}\p{N}’' -]+$/u],
    ['possessive', "He took his bro|ther's hat.", 'He took his ', 'brother', "'s hat.", /^\p{L}/u],
    ['behind an emoji', 'A 🐝 made sw|eet honey.', 'A 🐝 made ', 'sweet', ' honey.', /^\p{Ll}/u],
  ];
  for (const [name, marked, before, word, after, form] of places) {
    it(`replaces exactly the word: ${name}`, async () => {
      const editor = await openText(marked);
      const text = await takeFirst(editor, 'suggestWord');
      const [, taken] = between(before, after).exec(text) ?? assert.fail(text);
      assert.notEqual(taken, word);
      assert.match(taken, form);
    });
  }

  it('is undone in one step', async () => {
    const editor = await openText('The river was very wi|de in spring.');
    const original = editor.document.getText();
    await takeFirst(editor, 'suggestWord');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), original);
  });

  it('gives several carets in one word the same new word, in one step', async () => {
    const editor = await openText('A sm|all house stood there. Its sma|ll garden was green.');
    const original = editor.document.getText();
    const text = await takeFirst(editor, 'suggestWord');
    const match = new RegExp(`^A (${oneWord}) house stood there\\. Its (${oneWord}) garden was green\\.$`, 'u').exec(
      text,
    );
    assert.ok(match, text);
    assert.equal(match[1], match[2]);
    assert.notEqual(match[1], 'small');
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), original);
  });

  it('asks for each of several words, and changes them together', async () => {
    const editor = await openText('A sm|all house stood in the dar|k forest.');
    const original = editor.document.getText();
    const text = await takeFirst(editor, 'suggestWord');
    const match = new RegExp(`^A (${oneWord}) house stood in the (${oneWord}) forest\\.$`, 'u').exec(text);
    assert.ok(match, text);
    assert.deepEqual([match[1] === 'small', match[2] === 'dark'], [false, false], text);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), original);
  });

  it('finds words that mean the same', async () => {
    const editor = await openText('The children were hap|py when the snow came.');
    const text = await takeFirst(editor, 'suggestSynonym');
    const [, taken] = between('The children were ', ' when the snow came.').exec(text) ?? assert.fail(text);
    assert.notEqual(taken, 'happy');
  });

  it('never puts an answer into a text that moved on', async () => {
    const editor = await openText('We sold the o|ld car in June.');
    const done = run('suggestWord');
    let inserted = '';
    // Somebody else types at the start while Enter is pressed again and again: each answer is for an older text.
    for (let i = 0; i < 15; i++) {
      const mark = String.fromCodePoint(0x61 + i);
      const edit = new vscode.WorkspaceEdit();
      edit.insert(editor.document.uri, new vscode.Position(0, 0), mark);
      const [isDone] = await Promise.all([vscode.workspace.applyEdit(edit), acceptListed()]);
      if (isDone) inserted = mark + inserted;
      await acceptListed();
      await sleep(i * 30);
    }
    await until('a word is taken', async () => {
      await acceptListed();
      return !editor.document.getText().includes(' old ');
    });
    await done;
    const text = editor.document.getText();
    const [, taken] = between(`${inserted}We sold the `, ' car in June.').exec(text) ?? assert.fail(text);
    assert.notEqual(taken, 'old');
  });

  it('leaves the text alone when the list is left with Esc', async () => {
    const editor = await openText('Nothing wi|ll change here.');
    const { version } = editor.document;
    const done = run('suggestWord');
    await sleep(700);
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await done;
    assert.equal(editor.document.version, version);
  });
});
