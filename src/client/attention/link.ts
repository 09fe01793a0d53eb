// The link between the tokens of a panel and the text in the editor, both ways, for both texts of a pair, and through edits.

import { Selection, Uri, window, workspace, type TextDocument, type TextEditor } from 'vscode';
import type { PanelToken } from '../../protocol/panel';
import { shownColumn } from '../shownColumn';
import { nearestLike } from '../nearest';
import { movedBy, type Change, type Place, type TrackedSpan } from './place';

/** Text A and text B, as they were read. */
export type Places = readonly [Place, Place | null];

export class EditorLink {
  #places: Places | undefined;
  #spans: (TrackedSpan | null)[] = [];

  /** Other texts are shown: their places are tracked from now on. */
  show(places: Places): void {
    this.#places = places;
    this.#spans = places.map((place) => place && { start: place.start, end: place.start + place.text.length });
  }

  edited(document: TextDocument, changes: readonly Change[]): void {
    const uri = document.uri.toString();
    this.#spans = this.#spans.map((span, n) =>
      span && this.#places?.[n]?.uri === uri ? movedBy(span, changes) : span,
    );
  }

  /** The tokens that the selection of an editor covers, or that its caret stands in. */
  tokensUnder({ document, selection }: TextEditor, tokens: readonly PanelToken[]): number[] {
    const [from, to] = [document.offsetAt(selection.start), document.offsetAt(selection.end)];
    const whole = document.getText();
    const found: number[] = [];
    for (const segment of [0, 1]) {
      const place = this.#places?.[segment];
      if (!place || (place.uri && place.uri !== document.uri.toString())) continue;
      const at = this.#startOf(segment, whole);
      if (at === undefined) continue;
      const [start, end] = [from - at, to - at];
      const covers = (token: PanelToken) =>
        start === end ? token.start <= start && token.end >= start : token.start < end && token.end > start;
      tokens.forEach((token, n) => {
        if (!token.special && token.segment === segment && covers(token)) found.push(n);
      });
    }
    return found;
  }

  /** Selects a token's text in the editor. False where its text stands in no open document any more. */
  async reveal(token: PanelToken): Promise<boolean> {
    const found = await this.#find(token.segment);
    if (!found) return false;
    const { document, at } = found;
    const [from, to] = [document.positionAt(at + token.start), document.positionAt(at + token.end)];
    await window.showTextDocument(document, {
      viewColumn: shownColumn(document),
      preserveFocus: true,
      selection: new Selection(from, to),
    });
    return true;
  }

  /** Whether a stretch of a document lies in text A or B, which still stand there as they were read. */
  holds({ uri, start, text }: Place): boolean {
    return this.#spans.some((span, n) => {
      const place = this.#places?.[n];
      if (!span || !place?.uri || place.uri !== uri) return false;
      return start >= span.start && start + text.length <= span.end && this.rewritten(n) === undefined;
    });
  }

  /** Text A or B with the place where it stands now. */
  current(segment: number): Place | null {
    const [place, span] = [this.#places?.[segment], this.#spans[segment]];
    return place && span ? { ...place, start: span.start } : null;
  }

  /** The text as it is now where it was edited in place; undefined where it was not, or stands in no document. */
  rewritten(segment: number): Place | undefined {
    const [place, span] = [this.#places?.[segment], this.#spans[segment]];
    const document = workspace.textDocuments.find(({ uri }) => uri.toString() === place?.uri);
    if (!place || !span || !document) return undefined;
    const text = document.getText().slice(span.start, span.end);
    return text === place.text || text.trim() === '' ? undefined : { ...place, text, start: span.start };
  }

  async #find(segment: number): Promise<{ document: TextDocument; at: number } | undefined> {
    const place = this.#places?.[segment];
    if (!place) return undefined;
    const documents = place.uri
      ? [await workspace.openTextDocument(Uri.parse(place.uri))]
      : // A text that was typed, or that a saved view holds, may well stand in a document that is open.
        window.visibleTextEditors.map(({ document }) => document);
    for (const document of documents) {
      const at = this.#startOf(segment, document.getText());
      if (at !== undefined) return { document, at };
    }
    return undefined;
  }

  #startOf(segment: number, document: string): number | undefined {
    const [place, span] = [this.#places?.[segment], this.#spans[segment]];
    return place && span ? nearestLike(document, place.text, span.start) : undefined;
  }
}
