// What looks wrong in each open document: kept in step with edits and shown as diagnostics. Who finds is told apart
// elsewhere (proofread.ts on command, liveProofread.ts while writing).

import { DiagnosticSeverity, type Connection, type Diagnostic } from 'vscode-languageserver';
import type { Span } from '../core/types';
import type { Finding } from '../engine/requests';
import { diagnosticSource } from '../protocol/requests';
import { toWireCandidates } from './context';
import type { Documents, Edit, Snapshot } from './documents';
import { overlaps, touches } from './prose';
import { rebaseAll } from './rebase';
import type { Titles } from './titles';

/** `held`: lies in the word being typed, so nobody is told yet. */
interface Kept extends Finding {
  readonly held: boolean;
}

export class Findings {
  readonly #documents: Documents;
  readonly #connection: Connection;
  readonly #titles: () => Titles;
  readonly #byUri = new Map<string, readonly Kept[]>();
  readonly #typingAt = new Map<string, number>();

  constructor(connection: Connection, documents: Documents, titles: () => Titles) {
    this.#connection = connection;
    this.#documents = documents;
    this.#titles = titles;
    documents.subscribe({
      changed: (snapshot, edits) => this.#changed(snapshot, edits),
      closed: (uri) => this.#closed(uri),
    });
  }

  /** Findings shown that overlap or touch the span, in the order of the text. */
  at(uri: string, span: Span): readonly Finding[] {
    return (this.#byUri.get(uri) ?? []).filter((finding) => !finding.held && touches(finding, span));
  }

  /**
   * New findings in place of those that overlap `looked`, all in the text of this snapshot, which must be current.
   * `holdTyped`: what lies in the word being typed waits for the next edit elsewhere.
   */
  replace(snapshot: Snapshot, looked: readonly Span[], found: readonly Finding[], holdTyped: boolean): void {
    const kept = (this.#byUri.get(snapshot.uri) ?? []).filter((each) => !looked.some((span) => overlaps(span, each)));
    const typingAt = this.#typingAt.get(snapshot.uri);
    const isTyped = (span: Span): boolean =>
      holdTyped && typingAt !== undefined && touches(span, { start: typingAt, end: typingAt });
    const merged = [...kept, ...found.map((each) => ({ ...each, held: isTyped(each) }))];
    this.#set(
      snapshot,
      merged.sort((a, b) => a.start - b.start),
    );
  }

  /** Takes away every finding for which `unwanted` holds. */
  drop(uri: string, unwanted: (finding: Finding) => boolean): void {
    const known = this.#byUri.get(uri);
    const snapshot = this.#documents.find(uri);
    if (!known || !snapshot) return;
    const left = known.filter((finding) => !unwanted(finding));
    if (left.length < known.length) this.#set(snapshot, left);
  }

  clear(uri?: string): void {
    for (const each of uri === undefined ? [...this.#byUri.keys()] : [uri]) this.drop(each, () => true);
  }

  uris(): readonly string[] {
    return [...this.#byUri.keys()];
  }

  toDiagnostic(snapshot: Snapshot, { text, probability, candidates, doubled, ...span }: Finding): Diagnostic {
    const titles = this.#titles();
    return {
      range: snapshot.rangeOf(span),
      severity: DiagnosticSeverity.Information,
      source: diagnosticSource,
      code: doubled === undefined ? 'improbable' : 'doubled',
      message:
        doubled === undefined
          ? titles.finding(text, probability, toWireCandidates(candidates)[0])
          : titles.doubled(doubled),
      data: { word: text, probability, candidates: toWireCandidates(candidates) },
    };
  }

  #changed(snapshot: Snapshot, edits: readonly Edit[]): void {
    const last = edits.at(-1);
    if (last) this.#typingAt.set(snapshot.uri, last.start + last.inserted);
    const known = this.#byUri.get(snapshot.uri);
    if (!known?.length) return;
    // An edit elsewhere means that the person left the word that was held back.
    const left = rebaseAll(known, edits).map((finding) => ({ ...finding, held: false }));
    this.#byUri.set(snapshot.uri, left);
    // Where only places moved the editor moves its marks itself.
    if (left.length < known.length || known.some(({ held }) => held)) this.#publish(snapshot, left);
  }

  #closed(uri: string): void {
    this.#typingAt.delete(uri);
    if (this.#byUri.delete(uri)) this.#send(uri, undefined, []);
  }

  #set(snapshot: Snapshot, findings: readonly Kept[]): void {
    const known = this.#byUri.get(snapshot.uri);
    if (!known && findings.length === 0) return;
    this.#byUri.set(snapshot.uri, findings);
    this.#publish(snapshot, findings);
  }

  #publish(snapshot: Snapshot, findings: readonly Kept[]): void {
    const shown = findings.filter(({ held }) => !held);
    this.#send(
      snapshot.uri,
      snapshot.version,
      shown.map((finding) => this.toDiagnostic(snapshot, finding)),
    );
  }

  #send(uri: string, version: number | undefined, diagnostics: Diagnostic[]): void {
    // A lost connection is noticed by its owner; diagnostics are then of no use to anybody.
    this.#connection.sendDiagnostics({ uri, version, diagnostics }).catch(() => {});
  }
}
