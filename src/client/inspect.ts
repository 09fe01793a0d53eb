// The tokens of the selection, or of the line at the caret, in a read-only document beside the text.

import { EventEmitter, Uri, ViewColumn, window, workspace, type Disposable, type TextEditor } from 'vscode';
import { DisposableList } from './disposables';
import { Failure } from './failure';
import { inspectLabels as labels } from './labels';
import type { Server } from './server';
import { tokenTable } from './tokenTable';

const scheme = 'semantic-text-tokens';

/** Holds the one document; a new inspection replaces its content. */
export class TokenDocuments implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #changed = this.#disposables.add(new EventEmitter<Uri>());
  #content = '';

  constructor() {
    const provider = { onDidChange: this.#changed.event, provideTextDocumentContent: () => this.#content };
    this.#disposables.add(workspace.registerTextDocumentContentProvider(scheme, provider));
  }

  async show(content: string): Promise<void> {
    this.#content = content;
    const uri = Uri.from({ scheme, path: labels.title() });
    this.#changed.fire(uri);
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true, preview: true });
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

export async function inspectTokens(server: Server, documents: TokenDocuments, editor: TextEditor): Promise<void> {
  const { document, selection } = editor;
  const text = document.getText(selection.isEmpty ? document.lineAt(selection.active.line).range : selection);
  if (text.trim() === '') throw new Failure('emptyText');
  const { tokens, model } = await server.request('inspect', { text });
  const table = tokenTable(tokens, text, labels.columns());
  await documents.show(`${labels.summary(tokens.length, model)}\n\n${table}\n`);
}
