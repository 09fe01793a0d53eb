// Keeps the line in sight while a list lies over the upper part of the editor, and puts the view back afterwards.

import { Range, TextEditorRevealType, type Disposable, type TextEditor } from 'vscode';

/** Lines of an editor of usual font and height that the open list covers. */
const coveredLines = 18;

export class View implements Disposable {
  readonly #editor: TextEditor;
  #before: Range | undefined;

  constructor(editor: TextEditor) {
    this.#editor = editor;
  }

  /** Scrolls the caret's line below the list, where the text goes on above it. */
  uncover(): void {
    const [visible] = this.#editor.visibleRanges;
    const caret = this.#editor.selection.active;
    if (!visible || visible.start.line === 0 || caret.line - visible.start.line >= coveredLines) return;
    this.#before = new Range(visible.start, visible.start);
    this.#editor.revealRange(new Range(caret, caret), TextEditorRevealType.InCenter);
  }

  /** The text was changed; it stays where it is. */
  keep(): void {
    this.#before = undefined;
  }

  dispose(): void {
    if (this.#before) this.#editor.revealRange(this.#before, TextEditorRevealType.AtTop);
  }
}
