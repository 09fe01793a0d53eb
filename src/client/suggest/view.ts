// Keeps the line in sight while a list lies over the upper part of the editor, and puts the view back afterwards.

import { commands, type Disposable, type TextEditor } from 'vscode';

/** Lines of an editor of usual font and height that the open list covers. */
const coveredLines = 18;

export class View implements Disposable {
  readonly #editor: TextEditor;
  /** Lines that the text was moved down. */
  #moved = 0;

  constructor(editor: TextEditor) {
    this.#editor = editor;
  }

  /** Moves the caret's line below the list, as far as there is text above it to show. To be called before the list opens. */
  uncover(): void {
    const [visible] = this.#editor.visibleRanges;
    if (!visible) return;
    const above = this.#editor.selection.active.line - visible.start.line;
    this.#moved = Math.max(0, Math.min(coveredLines - above, visible.start.line));
    this.#scroll('up');
  }

  /** The text was changed; it stays where it is. */
  keep(): void {
    this.#moved = 0;
  }

  dispose(): void {
    this.#scroll('down');
  }

  /** `up` shows what is above. By the command, because the same number of lines leads back to exactly the same view. */
  #scroll(to: 'up' | 'down'): void {
    if (this.#moved === 0) return;
    void commands.executeCommand('editorScroll', { to, by: 'wrappedLine', value: this.#moved, revealCursor: false });
  }
}
