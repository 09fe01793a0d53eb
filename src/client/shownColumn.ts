// Where a document is shown.

import { ViewColumn, window, type TextDocument } from 'vscode';

/** The column of the document's editor; the first where it has none on the screen. */
export const shownColumn = (document: TextDocument): ViewColumn =>
  window.visibleTextEditors.find((editor) => editor.document === document)?.viewColumn ?? ViewColumn.One;
