// Which text of an editor the panel shows: the selection, else the sentence at the cursor.

import type { TextDocument, TextEditor } from 'vscode';
import { sentenceSpans } from '../../core/sentences';
import { paragraphSpans } from '../../core/text';
import type { Span } from '../../core/types';

/** A stretch of a document by its URI, in UTF-16 offsets of the document. */
export interface Place {
  readonly uri: string;
  readonly name: string;
  readonly text: string;
  readonly start: number;
}

export function placeOf(editor: TextEditor): Place {
  const { document, selection } = editor;
  const whole = document.getText();
  const span = selection.isEmpty
    ? sentenceAt(whole, document.offsetAt(selection.active))
    : { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
  return placeIn(document, whole, span);
}

function placeIn({ uri, fileName }: TextDocument, whole: string, { start, end }: Span): Place {
  return { uri: uri.toString(), name: fileName.split(/[\\/]/).at(-1) ?? '', text: whole.slice(start, end), start };
}

/** The sentence at the caret, whatever is selected. */
export function sentencePlaceOf({ document, selection }: TextEditor): Place {
  const whole = document.getText();
  return placeIn(document, whole, sentenceAt(whole, document.offsetAt(selection.active)));
}

/** A stretch of a document. */
export const placeOfSpan = (document: TextDocument, span: Span): Place => placeIn(document, document.getText(), span);

/** A text that stands in no document: nothing can be selected for it. */
export const placeOfText = (text: string, name: string): Place => ({ uri: '', name, text, start: 0 });

/** The sentence that holds the offset, or the one before it; the paragraph is cut out first, so large files stay quick. */
export function sentenceAt(text: string, offset: number): Span {
  const paragraph = paragraphSpans(text).findLast((span) => span.start <= offset);
  if (!paragraph) return { start: 0, end: 0 };
  const inside = sentenceSpans(text.slice(paragraph.start, paragraph.end));
  const sentence = inside.findLast((span) => paragraph.start + span.start <= offset) ?? inside[0];
  if (!sentence) return paragraph;
  return { start: paragraph.start + sentence.start, end: paragraph.start + sentence.end };
}

/** What of a TextDocumentContentChangeEvent moves a place. */
export interface Change {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly text: string;
}

/** Where the text of a place stands after edits; `end` moves with what was written inside. */
export interface TrackedSpan {
  readonly start: number;
  readonly end: number;
}

/** The span after the changes of one edit, which are given as VS Code gives them: from the end of the document upwards. */
export function movedBy(span: TrackedSpan, changes: readonly Change[]): TrackedSpan {
  let { start, end } = span;
  for (const { rangeOffset: from, rangeLength, text } of changes) {
    const to = from + rangeLength;
    const delta = text.length - rangeLength;
    if (to <= start) [start, end] = [start + delta, end + delta];
    else if (from < end) [start, end] = [Math.min(start, from), Math.max(to, end) + delta];
  }
  return { start, end };
}
