// The part of an editor's text that a command is about.

import { Range, type TextEditor } from 'vscode';
import { Failure } from './failure';

/** The selection; the whole document where nothing is selected. */
export function rangeOf({ document, selection }: TextEditor): Range {
  if (!selection.isEmpty) return new Range(selection.start, selection.end);
  return new Range(document.positionAt(0), document.positionAt(document.getText().length));
}

/** The text there. Failure emptyText where it has no words. */
export function textIn({ document }: TextEditor, range: Range): string {
  const text = document.getText(range);
  if (text.trim() === '') throw new Failure('emptyText');
  return text;
}
