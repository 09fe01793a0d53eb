// Texts to compare: where they stand in a document, and how to show them there again.

import type { Range, Uri, ViewColumn } from 'vscode';
import { Selection, TextEditorRevealType, window, workspace, type TextDocument, type TextEditor } from 'vscode';
import { readableText } from '../../core/markup';
import { segmentText } from '../../core/segments';
import type { Span } from '../../core/types';
import type { KeptOrGone } from '../../protocol/keptPanels';
import type { WireText } from '../../protocol/similarity';
import { keptText } from '../keptText';
import { nearestLike } from '../nearest';
import { shownColumn } from '../shownColumn';

/** A text, and the place it was taken from; no address for the clipboard. */
export interface Source extends WireText {
  readonly uri: Uri | undefined;
  /** For people: file, and lines where it is a part. */
  readonly name: string;
  /** Offset of `text` in the document, and its line, from 1. */
  readonly start: number;
  readonly firstLine: number;
  /** The whole of its document. */
  readonly whole: boolean;
}

/** What of a source is kept until the window is loaded again. */
export const keptSource = ({ uri, start, text, whole }: Source): KeptOrGone =>
  uri ? keptText(uri.toString(), start, text, whole) : 'gone';

export const wireText = ({ text, languageId }: Source): WireText => ({ text, languageId });

export function sourceOfDocument(document: TextDocument): Source {
  const { uri, languageId } = document;
  return { uri, languageId, name: nameOf(uri), text: document.getText(), start: 0, firstLine: 1, whole: true };
}

export function sourceOfSelection({ document }: Pick<TextEditor, 'document'>, selection: Range): Source {
  const { uri, languageId } = document;
  const [first, last] = [selection.start.line + 1, selection.end.line + 1];
  const lines = first === last ? `${first}` : `${first}–${last}`;
  return {
    uri,
    languageId,
    name: `${nameOf(uri)}:${lines}`,
    text: document.getText(selection),
    start: document.offsetAt(selection.start),
    firstLine: first,
    whole: false,
  };
}

/** A file of the workspace; undefined for what is no text. */
export async function sourceOfFile(uri: Uri): Promise<Source | undefined> {
  try {
    return sourceOfDocument(await workspace.openTextDocument(uri));
  } catch {
    return undefined;
  }
}

/** A part of a source, as a source of its own. */
export function partOf(source: Source, span: Span): Source {
  const text = source.text.slice(span.start, span.end);
  const firstLine = lineFinder(source)(span.start);
  const file = source.name.replace(/:\d+(–\d+)?$/, '');
  return { ...source, name: `${file}:${firstLine}`, text, start: source.start + span.start, firstLine, whole: false };
}

/** Segments with what a person reads of them. */
export function shownSegments<T extends Span>(
  source: Source,
  segments: readonly T[],
): (T & { readonly text: string; readonly line: number })[] {
  const readable = readableText(source.text, source.languageId);
  const lineOf = lineFinder(source);
  return segments.map((segment) => ({
    ...segment,
    text: segmentText(readable, segment),
    line: lineOf(segment.start),
  }));
}

/** Line of an offset of the text in its document, from 1. */
function lineFinder({ text, firstLine }: Source): (offset: number) => number {
  const ends = [...text.matchAll(/\r\n|[\r\n]/g)].map(({ index }) => index);
  return (offset) => {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle] < offset) low = middle + 1;
      else high = middle;
    }
    return firstLine + low;
  };
}

/** A part of a source. */
export interface Place {
  readonly source: Source;
  readonly span: Span;
}

/**
 * Selects places of one document; the first one is scrolled to. The focus stays where it is. False where a text is no
 * longer as it was, or stands in no document.
 */
export async function reveal(places: readonly Place[], column?: ViewColumn): Promise<boolean> {
  const uri = places[0]?.source.uri;
  if (!uri) return false;
  const document = await workspace.openTextDocument(uri);
  const text = document.getText();
  const selections = places.flatMap(({ source, span }) => {
    const wanted = source.text.slice(span.start, span.end);
    // Edits before the place move it: the nearest equal stretch is meant then.
    const at = nearestLike(text, wanted, source.start + span.start);
    return at === undefined ? [] : [new Selection(document.positionAt(at), document.positionAt(at + wanted.length))];
  });
  if (selections.length === 0) return false;
  const viewColumn = column ?? shownColumn(document);
  const editor = await window.showTextDocument(document, { viewColumn, preserveFocus: true });
  editor.selections = selections;
  editor.revealRange(selections[0], TextEditorRevealType.InCenterIfOutsideViewport);
  return selections.length === places.length;
}

export const nameOf = (uri: Uri): string =>
  uri.scheme === 'untitled' ? uri.path : workspace.asRelativePath(uri, (workspace.workspaceFolders?.length ?? 0) > 1);
