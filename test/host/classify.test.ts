// Classification seen from the extension host: examples come in from files and folders, and the host stays responsive while a
// thousand lines are classified.

import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import * as vscode from 'vscode';
import { watchLoop } from '../../bench/eventLoop';
import { closeAll, run, until } from '../support/host';

const blockedLimitMs = 50;
const place = (name: string): vscode.Uri => {
  const folder = vscode.workspace.workspaceFolders?.[0].uri;
  if (!folder) throw new Error('the window has no folder');
  return vscode.Uri.joinPath(folder, name);
};
const write = (name: string, text: string): Thenable<void> =>
  vscode.workspace.fs.writeFile(place(name), new TextEncoder().encode(text));
const read = async (name: string): Promise<string> =>
  new TextDecoder().decode(await vscode.workspace.fs.readFile(place(name)));
const kept = '.vscode/semantic-text';

async function examples(): Promise<unknown[]> {
  const text = await read(`${kept}/examples.jsonl`).catch(() => '');
  return text.split('\n').flatMap((line) => (line ? [JSON.parse(line) as unknown] : []));
}

describe('classification in the host', function () {
  this.timeout(240_000);
  const settings = vscode.workspace.getConfiguration('semanticText.classify');

  before(() => settings.update('examplesIn', 'workspace', vscode.ConfigurationTarget.Workspace));
  after(async () => {
    await closeAll();
    await settings.update('examplesIn', undefined, vscode.ConfigurationTarget.Workspace);
    for (const name of ['import', 'lines', kept]) {
      await vscode.workspace.fs.delete(place(name), { recursive: true }).then(undefined, () => {});
    }
  });

  it('imports folders named after classes, CSV and JSON lines; what is there already comes once', async () => {
    await write('import/classes/billing/a.txt', 'I was charged twice.\n');
    await write('import/classes/billing/b.txt', 'The invoice is wrong.');
    await write('import/classes/fault/c.txt', 'It crashes on start.');
    await run('importExamples', place('import/classes'));
    assert.deepEqual(await examples(), [
      { label: 'billing', text: 'I was charged twice.' },
      { label: 'billing', text: 'The invoice is wrong.' },
      { label: 'fault', text: 'It crashes on start.' },
    ]);
    await write('import/more.csv', 'Message;Category\n"Refund me; please.";billing\nThe screen is black.;fault\n');
    await run('importExamples', place('import/more.csv'));
    await write(
      'import/more.jsonl',
      '{"text":"The screen is black.","label":"fault"}\n{"text":"Cancel it.","label":"billing"}\nno object\n',
    );
    await run('importExamples', place('import/more.jsonl'));
    assert.deepEqual((await examples()).slice(3), [
      { label: 'billing', text: 'Refund me; please.' },
      { label: 'fault', text: 'The screen is black.' },
      { label: 'billing', text: 'Cancel it.' },
    ]);
  });

  it('imports all files that are marked, and tells of one that cannot be read', async () => {
    await write('import/one.jsonl', '{"text":"My card was declined.","label":"billing"}\n');
    await write('import/two.jsonl', '{"text":"It hangs.","label":"fault"}\n');
    await symlink(place('import/nowhere').fsPath, place('import/classes/fault/link.txt').fsPath);
    const marked = ['import/one.jsonl', 'import/two.jsonl', 'import/classes', 'import/nowhere'].map(place);
    const [said] = await answering(undefined, () => run('importExamples', marked[0], marked));
    assert.deepEqual((await examples()).slice(6), [
      { label: 'billing', text: 'My card was declined.' },
      { label: 'fault', text: 'It hangs.' },
    ]);
    assert.match(said, /^2 of 5 examples were new.* 2 entries could not be read; the first: link\.txt is too large/);
  });

  it('takes a change of its own back, never one that others made meanwhile', async () => {
    const before = await read(`${kept}/examples.jsonl`);
    await write('import/three.jsonl', '{"text":"The fee is new.","label":"billing"}\n');
    await run('importExamples', place('import/three.jsonl'));
    await run('undoExamples');
    assert.equal(await read(`${kept}/examples.jsonl`), before);
    await run('importExamples', place('import/three.jsonl'));
    const document = await vscode.workspace.openTextDocument(place(`${kept}/examples.jsonl`));
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '{"text":"It is slow.","label":"fault"}\n');
    await vscode.workspace.applyEdit(edit);
    assert.ok(document.isDirty);
    await run('undoExamples');
    assert.deepEqual((await examples())[0], { text: 'It is slow.', label: 'fault' });
    assert.deepEqual((await examples()).at(-1), { label: 'billing', text: 'The fee is new.' });
  });

  it('classifies a thousand files without blocking the host', async () => {
    await run('trainClassifier');
    await until('the classifier is kept', () => read(`${kept}/classifier.json`).then((text) => text.length > 0, () => false)); // prettier-ignore
    for (let n = 0; n < 1000; n++) {
      await write(
        `lines/${n}.txt`,
        `Message ${n}: the payment of the invoice number ${n * 7} crashes on the black screen.\n`,
      );
    }
    const watch = watchLoop();
    await run('classifyMany', place('lines'));
    const { longestMs, p99Ms, turns } = watch.stop();
    assert.ok(turns > 100, `${turns} turns`);
    assert.ok(p99Ms < blockedLimitMs, `blocked for ${p99Ms.toFixed(1)} ms in one of a hundred turns`);
    assert.ok(longestMs < 4 * blockedLimitMs, `blocked for ${longestMs.toFixed(1)} ms`);
  });

  it('deletes the vectors that it kept, once a person has seen where they are and how large, and agreed', async () => {
    const [, declined] = await answering(undefined, () => run('deleteKeptVectors'));
    const found = /^([\d.,]+) (kB|MB) in (.+[\\/]vectors), /.exec(declined?.detail ?? '');
    assert.ok(found, declined?.detail);
    assert.equal(declined?.modal, true);
    const size = (): Promise<number> => bytesIn(vscode.Uri.file(found[3]));
    assert.ok((await size()) > 100_000, 'nothing is deleted unasked');
    await answering('Delete Vectors', () => run('deleteKeptVectors'));
    // A file begins with a few bytes that say what it is.
    assert.ok((await size()) < 100);
    const [said, none] = await answering(undefined, () => run('deleteKeptVectors'));
    assert.deepEqual([said, none], [`No vectors of texts are kept in ${found[3]}.`, undefined]);
  });
});

/** Runs the work, choosing `button` in the dialog that it opens. Resolves with the last message that was shown. */
async function answering(
  button: string | undefined,
  work: () => Thenable<unknown>,
): Promise<readonly [string, vscode.MessageOptions | undefined]> {
  const { showWarningMessage, showInformationMessage } = vscode.window;
  let shown: readonly [string, vscode.MessageOptions | undefined] = ['', undefined];
  const show = (message: string, options?: vscode.MessageOptions): Promise<string | undefined> => {
    shown = [message, options];
    return Promise.resolve(button);
  };
  Object.assign(vscode.window, { showWarningMessage: show, showInformationMessage: show });
  try {
    await work();
    return shown;
  } finally {
    Object.assign(vscode.window, { showWarningMessage, showInformationMessage });
  }
}

async function bytesIn(folder: vscode.Uri): Promise<number> {
  let sum = 0;
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    sum += type === vscode.FileType.Directory ? await bytesIn(uri) : (await vscode.workspace.fs.stat(uri)).size;
  }
  return sum;
}
