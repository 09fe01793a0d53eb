// Stretches of a text that are marked in its editors, each kind in its own look; gone on command, and when the text changes.

import type { Range } from 'vscode';
import {
  MarkdownString,
  window,
  workspace,
  type DecorationRenderOptions,
  type Disposable,
  type TextDocument,
  type TextEditorDecorationType,
} from 'vscode';
import { DisposableList } from '../disposables';

export interface Mark {
  readonly range: Range;
  /** Told when the pointer rests on it. */
  readonly hover?: string;
}

export interface MarkKind {
  readonly look: DecorationRenderOptions;
  readonly marks: readonly Mark[];
}

export class Marks implements Disposable {
  readonly #own = new DisposableList();
  #shown:
    | { readonly document: TextDocument; readonly kinds: readonly (readonly [TextEditorDecorationType, MarkKind])[] }
    | undefined;

  constructor() {
    this.#own.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length && document === this.#shown?.document) this.clear();
      }),
    );
    // An editor that is opened again has no marks of its own.
    this.#own.add(window.onDidChangeVisibleTextEditors(() => this.#draw()));
  }

  /** Takes the place of what was marked before, wherever it was. */
  show(document: TextDocument, kinds: readonly MarkKind[]): void {
    this.clear();
    this.#shown = { document, kinds: kinds.map((kind) => [window.createTextEditorDecorationType(kind.look), kind]) };
    this.#draw();
  }

  clear(): void {
    for (const [type] of this.#shown?.kinds ?? []) type.dispose();
    this.#shown = undefined;
  }

  dispose(): void {
    this.clear();
    this.#own.dispose();
  }

  #draw(): void {
    if (!this.#shown) return;
    const { document, kinds } = this.#shown;
    for (const editor of window.visibleTextEditors.filter((each) => each.document === document)) {
      for (const [type, { marks }] of kinds) {
        const ranges = marks.map(({ range, hover }) => ({
          range,
          hoverMessage: hover === undefined ? undefined : new MarkdownString().appendText(hover),
        }));
        editor.setDecorations(type, ranges);
      }
    }
  }
}
