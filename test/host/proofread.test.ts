// What looks wrong, in real editors: marks, fixes, and words that nobody wants to hear of again.

import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { diagnosticSource } from '../../src/protocol/requests';
import { acceptListed, closeAll, commandOf, openText, run, until } from '../support/host';

const wrong = 'Nobody had anything to add too them.';
const right = 'Nobody had anything to add to them.';

const marksOf = (document: vscode.TextDocument): vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(document.uri).filter((each) => each.source === diagnosticSource);

const actionsAt = (document: vscode.TextDocument, range: vscode.Range): Thenable<vscode.CodeAction[]> =>
  vscode.commands.executeCommand('vscode.executeCodeActionProvider', document.uri, range);

const isIgnore = ({ command }: vscode.CodeAction): boolean => command?.command === commandOf('ignoreWord');

describe('proofread', () => {
  const settings = () => vscode.workspace.getConfiguration('semanticText');
  afterEach(async () => {
    await settings().update('proofread.ignoredWords', undefined, vscode.ConfigurationTarget.Global);
    await settings().update('proofread.ignoredWords', undefined, vscode.ConfigurationTarget.Workspace);
    await closeAll();
  });

  async function marked(): Promise<{ document: vscode.TextDocument; mark: vscode.Diagnostic }> {
    const { document } = await openText(wrong);
    await run('proofread');
    const mark = await until('the wrong word is marked', () =>
      marksOf(document).find(({ range }) => document.getText(range) === 'too'),
    );
    return { document, mark };
  }

  it('marks a wrong word as information, and says what it expected', async () => {
    const { mark } = await marked();
    assert.equal(mark.severity, vscode.DiagnosticSeverity.Information);
    assert.match(mark.message, /“to”/);
  });

  it('fixes it with the first quick fix, which comes before every ignore action', async () => {
    const { document, mark } = await marked();
    const actions = await actionsAt(document, mark.range);
    const fixes = actions.filter(
      ({ kind }) => kind?.contains(vscode.CodeActionKind.QuickFix) || kind?.value === 'quickfix',
    );
    const [first] = fixes;
    assert.ok(first.edit, `the first action is “${first.title}”`);
    assert.match(first.title, /“to”/);
    const ignore = fixes.findIndex(isIgnore);
    const lastFix = fixes.findLastIndex(({ edit }) => edit !== undefined);
    assert.ok(ignore > lastFix, fixes.map(({ title }) => title).join(' | '));
    await vscode.workspace.applyEdit(first.edit);
    assert.equal(document.getText(), right);
    await until('the mark is gone', () => marksOf(document).length === 0);
  });

  it('marks nothing in a text without mistakes', async () => {
    const { document } = await openText(right);
    await run('proofread');
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(marksOf(document), []);
  });

  it('keeps quiet about an ignored word', async () => {
    const { document, mark } = await marked();
    const actions = await actionsAt(document, mark.range);
    const command = actions.find(isIgnore)?.command ?? assert.fail('no ignore action');
    const done = vscode.commands.executeCommand(command.command, ...(command.arguments ?? []));
    await until('the word is on a list', async () => {
      await acceptListed();
      const { globalValue, workspaceValue } = settings().inspect<string[]>('proofread.ignoredWords') ?? {};
      return [globalValue, workspaceValue].some((words) => words?.includes('too'));
    });
    await done;
    await until('the mark is gone', () => marksOf(document).length === 0);
    await run('proofread');
    await new Promise((resolve) => setTimeout(resolve, 500));
    assert.deepEqual(marksOf(document), []);
  });

  it('marks a word that stands twice, and deletes one of the two', async () => {
    const { document } = await openText('Nobody had anything to add to the the minutes.');
    await run('proofread');
    const mark = await until('the doubled word is marked', () =>
      marksOf(document).find(({ range }) => document.getText(range) === 'the the'),
    );
    const actions = await actionsAt(document, mark.range);
    const fix = actions.find(({ isPreferred, edit }) => isPreferred && edit) ?? assert.fail('no fix');
    assert.match(fix.title, /^Delete the second “the”$/);
    await vscode.workspace.applyEdit(fix.edit ?? assert.fail('no edit'));
    assert.equal(document.getText(), 'Nobody had anything to add to the minutes.');
    await until('the mark is gone', () => marksOf(document).length === 0);
  });

  it('takes all marks away on command', async () => {
    const { document } = await marked();
    await run('clearFindings');
    await until('the marks are gone', () => marksOf(document).length === 0);
  });

  it('stays silent in mid-word and speaks when the word is left, when it works while one types', async () => {
    await settings().update('proofread.live', true, vscode.ConfigurationTarget.Global);
    try {
      const editor = await openText('Nobody had anything to add to|');
      await vscode.commands.executeCommand('type', { text: 'o' });
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      assert.deepEqual(marksOf(editor.document), []);
      await vscode.commands.executeCommand('type', { text: ' them.' });
      await until('the word is marked by itself', () =>
        marksOf(editor.document).find(({ range }) => editor.document.getText(range) === 'too'),
      );
    } finally {
      await settings().update('proofread.live', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
