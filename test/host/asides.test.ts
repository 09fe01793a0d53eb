// What stands beside the text without being asked: words in completion next to those of other providers, and the hint at the
// end of the line, which is off by default.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { closeAll, openText, run, sleep, until } from '../support/host';

const settings = () => vscode.workspace.getConfiguration('semanticText');
const hintsOf = ({ uri, lineCount }: vscode.TextDocument): Thenable<vscode.InlayHint[]> =>
  vscode.commands.executeCommand('vscode.executeInlayHintProvider', uri, new vscode.Range(0, 0, lineCount, 0));

describe('asides', () => {
  afterEach(async () => {
    await settings().update('suggest.inlineHint', undefined, vscode.ConfigurationTarget.Global);
    await closeAll();
  });

  it('completes with words beside those of a provider for all languages', async () => {
    const other = vscode.languages.registerCompletionItemProvider('*', {
      provideCompletionItems: () => [new vscode.CompletionItem('wordOfAnotherExtension')],
    });
    try {
      const { document, selection } = await openText('The night was very da| and cold.');
      // Starts the server.
      await run('proofread');
      await until('both are listed', async () => {
        const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          document.uri,
          selection.active,
        );
        const isOther = ({ label }: vscode.CompletionItem): boolean => label === 'wordOfAnotherExtension';
        const isOurs = ({ label }: vscode.CompletionItem): boolean =>
          typeof label !== 'string' && /%$/.test(label.description ?? '') && /^da/i.test(label.label);
        return items.some(isOther) && items.some(isOurs);
      });
    } finally {
      other.dispose();
    }
  });

  it('leaves the ghost text of another extension in its place, with the hint beside it', async () => {
    const ghost = ' and very far away';
    const other = vscode.languages.registerInlineCompletionItemProvider('*', {
      provideInlineCompletionItems: (_document, position) => [
        new vscode.InlineCompletionItem(ghost, new vscode.Range(position, position)),
      ],
    });
    await settings().update('suggest.inlineHint', true, vscode.ConfigurationTarget.Global);
    try {
      const { document } = await openText('The night was very dark|');
      await until('a hint', async () => (await hintsOf(document)).length > 0);
      await until('the ghost text is taken', async () => {
        await vscode.commands.executeCommand('editor.action.inlineSuggest.trigger');
        await sleep(200);
        await vscode.commands.executeCommand('editor.action.inlineSuggest.commit');
        return document.getText() !== 'The night was very dark';
      });
      assert.equal(document.getText(), `The night was very dark${ghost}`);
    } finally {
      other.dispose();
    }
  });

  it('shows no hint by default', async () => {
    const { document } = await openText('The night was very da|rk and cold.');
    await run('proofread');
    await sleep(2_000);
    assert.deepEqual(await hintsOf(document), []);
  });

  it('hints at words at the end of the line where that is on, and takes the hint away when one types', async () => {
    await settings().update('suggest.inlineHint', true, vscode.ConfigurationTarget.Global);
    const editor = await openText('The night was very da|rk and cold.');
    const { document } = editor;
    const [hint] = await until('a hint', async () => {
      const hints = await hintsOf(document);
      return hints.length > 0 && hints;
    });
    assert.equal(hint.position.character, document.lineAt(0).text.length);
    assert.match(String(hint.label), / \| /);
    assert.doesNotMatch(String(hint.label), /\bdark\b/);
    await editor.edit((builder) => builder.insert(new vscode.Position(0, 0), 'x'));
    assert.deepEqual(await hintsOf(document), []);
    assert.equal(document.getText(), 'xThe night was very dark and cold.');
  });
});
