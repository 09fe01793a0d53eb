// The documents whose words are compared: that of the panel, and the others that are open in the same language. Knows where
// their words stand, and shows them there.

import {
  Position,
  Range,
  Selection,
  TextEditorRevealType,
  window,
  workspace,
  type TextDocument,
  type Uri,
} from 'vscode';
import { readableText } from '../../core/markup';
import { splitsCharacter } from '../../core/text';
import type { Span } from '../../core/types';
import type { ShownWord } from '../../protocol/embeddings';
import { shownColumn } from '../shownColumn';
import { nearestLike } from '../nearest';
import { sentenceAt } from './place';

/** A text whose words are compared. `uri` is absent for one that stands in no document. */
export interface ComparedText {
  readonly uri: Uri | undefined;
  readonly name: string;
  readonly text: string;
  /** The same length: markup is blanked, not taken out, so that offsets stay. */
  readonly readable: string;
}

/** Larger documents are left to the command line. */
const largestCharacters = 1_000_000;
const contextCharacters = 120;
/** A sentence is looked for no farther away: more would not be shown. */
const nearCharacters = 2000;
const schemes = ['file', 'untitled', 'vscode-remote', 'vscode-vfs'];

export function comparedDocument(document: TextDocument): ComparedText {
  const text = document.getText();
  const name = document.fileName.split(/[\\/]/).at(-1) ?? '';
  return { uri: document.uri, name, text, readable: readableText(text, document.languageId) };
}

/** The document itself, then the other ones of its language that are open. */
export function openDocuments(own: TextDocument): ComparedText[] {
  const others = workspace.textDocuments.filter(
    (document) =>
      document !== own &&
      !document.isClosed &&
      document.languageId === own.languageId &&
      schemes.includes(document.uri.scheme),
  );
  return [own, ...others]
    .filter((document) => document.getText().length <= largestCharacters)
    .map((document) => comparedDocument(document));
}

/** What a person reads of a word in its sentence. */
export function shownWord(texts: readonly ComparedText[], number: number, span: Span, sentence?: Span): ShownWord {
  const { text, name } = texts[number];
  const { start, end } = sentence ?? sentenceAround(text, span.start);
  const [near, far] = [Math.max(start, span.start - contextCharacters), Math.min(end, span.end + contextCharacters)];
  const [from, to] = [splitsCharacter(text, near) ? near + 1 : near, splitsCharacter(text, far) ? far - 1 : far];
  return {
    form: text.slice(span.start, span.end),
    text: number,
    start: span.start,
    end: span.end,
    before: `${from > start ? '…' : ''}${oneLine(text.slice(from, span.start))}`,
    after: `${oneLine(text.slice(span.end, to))}${to < end ? '…' : ''}`,
    source: `${name}:${lineOf(text, span.start)}`,
  };
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');

function lineOf(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}

/** The sentence at the offset, as far as it lies near. */
function sentenceAround(text: string, offset: number): Span {
  const from = Math.max(0, offset - nearCharacters);
  const { start, end } = sentenceAt(text.slice(from, offset + nearCharacters), offset - from);
  return { start: from + start, end: from + end };
}

/**
 * Shows a place in its document; where the text moved since, the nearest place that reads the same. False where there is
 * none. `enter`: the focus goes there, too. `onSelection` hears of what will be selected before it is.
 */
export async function revealPlace(
  { uri, text }: ComparedText,
  span: Span,
  enter: boolean,
  onSelection: (uri: Uri, selection: Selection) => void,
): Promise<boolean> {
  if (!uri) return false;
  const document = await workspace.openTextDocument(uri);
  const start = nearestLike(document.getText(), text.slice(span.start, span.end), span.start);
  if (start === undefined) return false;
  const [from, to] = [document.positionAt(start), document.positionAt(start + span.end - span.start)];
  const selection = new Selection(from, to);
  onSelection(uri, selection);
  const editor = await window.showTextDocument(document, {
    viewColumn: shownColumn(document),
    preserveFocus: !enter,
    selection,
  });
  editor.revealRange(new Range(new Position(from.line, 0), to), TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}
