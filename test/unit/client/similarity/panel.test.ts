// What the similarity panel does to the window around it.

import assert from 'node:assert/strict';
import { fileUri, webviewPanels, type FakeWebviewPanel } from '../../../support/fakeVscode';
import type { Uri } from 'vscode';
import { Guard } from '../../../../src/client/guard';
import { SimilarityPanel, type Work } from '../../../../src/client/similarity/panel';
import type { Choice, MatrixContent } from '../../../../src/protocol/similarityPanel';

const choice: Choice = { layers: 'last', pooling: 'mean' };

/** A panel that a command has filled, the choices it was computed with, and the panel of VS Code that it drives. */
async function filledPanel(): Promise<{ made: Choice[]; webview: FakeWebviewPanel }> {
  const made: Choice[] = [];
  const work: Work = {
    title: 'Similarity',
    kept: { kind: 'matrix', text: 'gone' },
    source: () => undefined,
    make: (chosen) => {
      made.push(chosen);
      return Promise.resolve({ kind: 'matrix', choice: chosen } as MatrixContent);
    },
  };
  const log = { error: assert.fail, info: assert.fail } as unknown as ConstructorParameters<typeof Guard>[0];
  const extensionUri = fileUri('/extension') as unknown as Uri;
  const panel = new SimilarityPanel({ extensionUri, guard: new Guard(log), compare: () => Promise.resolve() });
  await panel.show(work, choice);
  const webview = webviewPanels.at(-1);
  assert.ok(webview);
  return { made, webview };
}

describe('similarity panel', () => {
  it('comes to the front with the focus for a command', async () => {
    const { webview } = await filledPanel();
    assert.deepEqual(webview.reveals, [false]);
  });

  it('leaves the focus where a person works when it computes anew', async () => {
    const { made, webview } = await filledPanel();
    const chosen = { layers: 'sumLast4', pooling: 'cls' };
    webview.said.fire({ kind: 'notify', name: 'choose', id: 0, body: chosen });
    await new Promise(setImmediate);
    assert.deepEqual(made, [choice, { ...chosen, unit: undefined, withHeadings: undefined }]);
    assert.deepEqual(webview.reveals, [false], 'the command alone brought it to the front');
  });
});
