// The open documents, kept in step by incremental sync, and the border between LSP positions and UTF-16 spans: the only
// place where one becomes the other.

import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { TextDocuments, type CancellationToken, type Connection, type Range } from 'vscode-languageserver';
import { CancelSource, CancelledError, type CancelSignal } from '../core/cancel';
import type { Span } from '../core/types';
import { EngineError } from '../engine/errors';
import { StaleDocumentError } from './guard';

/** A document as it was at one version; later edits do not touch it. */
export interface Snapshot {
  readonly uri: string;
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
  offsetAt(position: Range['start']): number;
  spanOf(range: Range): Span;
  rangeOf(span: Span): Range;
}

/** One edit: `[start, end)` of the old text became `inserted` UTF-16 units. */
export interface Edit extends Span {
  readonly inserted: number;
}

export interface DocumentListener {
  opened?(snapshot: Snapshot): void;
  /** The edits in the order in which they apply, each against the text that the ones before it left. */
  changed?(snapshot: Snapshot, edits: readonly Edit[]): void;
  closed?(uri: string): void;
}

export class Documents {
  readonly #documents: TextDocuments<TextDocument>;
  readonly #snapshots = new Map<string, Snapshot>();
  readonly #edits = new Map<string, readonly Edit[]>();
  readonly #waiting = new Map<string, Set<CancelSource>>();
  readonly #listeners = new Set<DocumentListener>();

  constructor() {
    this.#documents = new TextDocuments<TextDocument>({
      create: (uri, languageId, version, content) => TextDocument.create(uri, languageId, version, content),
      update: (document, changes, version) => this.#update(document, changes, version),
    });
    this.#documents.onDidOpen(({ document }) => {
      for (const listener of this.#listeners) listener.opened?.(this.#snapshotOf(document));
    });
    this.#documents.onDidChangeContent(({ document }) => this.#changed(document));
    this.#documents.onDidClose(({ document }) => {
      this.#forget(document.uri);
      for (const listener of this.#listeners) listener.closed?.(document.uri);
    });
  }

  listen(connection: Connection): void {
    this.#documents.listen(connection);
  }

  /** The returned function ends it. */
  subscribe(listener: DocumentListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The document as it is now; undefined where it is not open. */
  find(uri: string): Snapshot | undefined {
    const document = this.#documents.get(uri);
    return document && this.#snapshotOf(document);
  }

  all(): readonly Snapshot[] {
    return this.#documents.all().map((document) => this.#snapshotOf(document));
  }

  /** The document at this version. Throws EngineError('badInput') where it is not open, StaleDocumentError where it moved on. */
  at(identifier: { readonly uri: string; readonly version?: number }): Snapshot {
    const snapshot = this.find(identifier.uri);
    if (!snapshot) throw new EngineError('badInput', { subject: 'textDocument', reason: 'the document is not open' });
    if (identifier.version !== undefined && identifier.version !== snapshot.version) throw new StaleDocumentError();
    return snapshot;
  }

  /**
   * Work on one version of a document. The signal fires when the caller cancels and when the document changes; the answer
   * of a document that moved on is never given: StaleDocumentError.
   */
  async whileCurrent<T>(
    snapshot: Snapshot,
    token: CancellationToken,
    work: (signal: CancelSignal) => Promise<T>,
  ): Promise<T> {
    const source = new CancelSource();
    const isStale = (): boolean => this.find(snapshot.uri)?.version !== snapshot.version;
    const waiting = this.#waiting.get(snapshot.uri) ?? new Set();
    this.#waiting.set(snapshot.uri, waiting.add(source));
    const listener = token.onCancellationRequested(() => source.cancel());
    if (token.isCancellationRequested) source.cancel();
    try {
      const result = await work(source.signal);
      if (token.isCancellationRequested) throw new CancelledError();
      if (isStale()) throw new StaleDocumentError();
      return result;
    } catch (error) {
      if (error instanceof CancelledError && !token.isCancellationRequested && isStale())
        throw new StaleDocumentError();
      throw error;
    } finally {
      listener.dispose();
      waiting.delete(source);
    }
  }

  #update(document: TextDocument, changes: TextDocumentContentChangeEvent[], version: number): TextDocument {
    const edits: Edit[] = [];
    let current = document;
    for (const change of changes) {
      const span = 'range' in change ? toSpan(current, change.range) : { start: 0, end: current.getText().length };
      edits.push({ ...span, inserted: change.text.length });
      current = TextDocument.update(current, [change], version);
    }
    this.#edits.set(document.uri, edits);
    return changes.length ? current : TextDocument.update(document, [], version);
  }

  #changed(document: TextDocument): void {
    this.#snapshots.delete(document.uri);
    const edits = this.#edits.get(document.uri);
    this.#edits.delete(document.uri);
    for (const source of this.#waiting.get(document.uri) ?? []) source.cancel();
    if (!edits) return;
    for (const listener of this.#listeners) listener.changed?.(this.#snapshotOf(document), edits);
  }

  #forget(uri: string): void {
    this.#snapshots.delete(uri);
    this.#edits.delete(uri);
    for (const source of this.#waiting.get(uri) ?? []) source.cancel();
    this.#waiting.delete(uri);
  }

  #snapshotOf(document: TextDocument): Snapshot {
    const known = this.#snapshots.get(document.uri);
    if (known && known.version === document.version) return known;
    const snapshot = takeSnapshot(document);
    this.#snapshots.set(document.uri, snapshot);
    return snapshot;
  }
}

/** TextDocument changes in place; the copy does not (the text itself is shared). */
function takeSnapshot(document: TextDocument): Snapshot {
  const { uri, languageId, version } = document;
  const text = document.getText();
  const copy = TextDocument.create(uri, languageId, version, text);
  return {
    uri,
    languageId,
    version,
    text,
    offsetAt: (position) => copy.offsetAt(position),
    spanOf: (range) => toSpan(copy, range),
    rangeOf: ({ start, end }) => ({ start: copy.positionAt(start), end: copy.positionAt(end) }),
  };
}

function toSpan(document: TextDocument, range: Range): Span {
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  return { start: Math.min(from, to), end: Math.max(from, to) };
}
