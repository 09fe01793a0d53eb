// Shows in the text how it would read, without touching it: decorations only, gone without a trace.

import { ThemeColor, window, type Disposable, type TextEditor } from 'vscode';
import { toRange, type Replacement } from './apply';

export class Preview implements Disposable {
  readonly #editor: TextEditor;
  /** The word as it stands, crossed out, and the candidate behind it in the colours of an insertion. */
  readonly #type = window.createTextEditorDecorationType({
    textDecoration: 'line-through',
    opacity: '0.65',
    after: {
      color: new ThemeColor('editor.foreground'),
      backgroundColor: new ThemeColor('diffEditor.insertedTextBackground'),
      border: '1px solid',
      borderColor: new ThemeColor('diffEditor.insertedTextBorder'),
      margin: '0 0 0 0.4ch',
    },
  });

  constructor(editor: TextEditor) {
    this.#editor = editor;
  }

  show(replacements: readonly Replacement[]): void {
    this.#editor.setDecorations(
      this.#type,
      replacements.map(({ range, text }) => ({
        range: toRange(range),
        renderOptions: { after: { contentText: text } },
      })),
    );
  }

  clear(): void {
    this.#editor.setDecorations(this.#type, []);
  }

  dispose(): void {
    this.#type.dispose();
  }
}
