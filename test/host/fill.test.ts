// Masks in real editors, with the bundled encoder: by command and by completion.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openText, takeFirst, until } from '../support/host';

const word = String.raw`[\p{L}\p{N}’'-]+`;

describe('fill', () => {
  afterEach(closeAll);

  const forms: [form: string, marked: string, pattern: string][] = [
    ['[MASK]', 'They walked home in the [MA|SK] until the rain stopped.', `^They walked home in the ${word} until`],
    ['___', 'They walked home in the __|_ until the rain stopped.', `^They walked home in the ${word} until`],
    ['…?', 'They walked home in the |…? until the rain stopped.', `^They walked home in the ${word} until`],
  ];
  for (const [form, marked, pattern] of forms) {
    it(`fills ${form} and nothing else`, async () => {
      const editor = await openText(marked);
      const text = await takeFirst(editor, 'fillMask');
      assert.match(text, new RegExp(`${pattern} the rain stopped\\.$`, 'u'));
      await vscode.commands.executeCommand('undo');
      assert.equal(editor.document.getText(), marked.replace('|', ''));
    });
  }

  it('fills two masks together, in one step', async () => {
    const editor = await openText('The [MA|SK] sat on the [MASK] and slept.');
    const text = await takeFirst(editor, 'fillMask');
    assert.match(text, new RegExp(`^The ${word} sat on the ${word} and slept\\.$`, 'u'));
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), 'The [MASK] sat on the [MASK] and slept.');
  });

  it('completes [MASK] with at least ten words and their probabilities, best first', async () => {
    const editor = await openText('The ship sailed across the [MASK]| and came home.');
    const { document, selection } = editor;
    const items = await until('completions for the mask', async () => {
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        selection.active,
      );
      const mine = list.items.filter(({ filterText }) => filterText === '[MASK]');
      return mine.length > 0 && mine;
    });
    assert.ok(items.length >= 10, `${items.length} items`);
    const labels = items.map(({ label }) => label as vscode.CompletionItemLabel);
    const probabilities = labels.map(({ description }) => Number.parseFloat(description ?? ''));
    assert.ok(
      probabilities.every((p) => p > 0 && p <= 100),
      probabilities.join(),
    );
    assert.deepEqual(
      probabilities,
      [...probabilities].sort((a, b) => b - a),
    );
    for (const { label } of labels) assert.match(label, new RegExp(`^${word}$`, 'u'));
    for (const { range } of items) {
      const replaced = range instanceof vscode.Range ? range : range?.replacing;
      assert.equal(replaced && document.getText(replaced), '[MASK]');
    }
  });

  it('does not offer anything inside code', async () => {
    const editor = await openText('Inline `x = ___|` is code.');
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      editor.document.uri,
      editor.selection.active,
    );
    assert.deepEqual(
      list.items.filter(({ filterText }) => filterText === '___'),
      [],
    );
  });
});
