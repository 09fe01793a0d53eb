// Proofreading while the person writes, where `proofread.live` is on: after a pause, paragraph by paragraph, the one just
// edited first. Never in the word being typed, and silent about everything that is not a finding.

import { CancelledError, CancelSource } from '../core/cancel';
import type { Span } from '../core/types';
import { EngineError } from '../engine/errors';
import type { ServerContext } from './context';
import type { Edit, Snapshot } from './documents';
import type { Findings } from './findings';
import type { Proofreader } from './proofread';
import { clip, overlaps } from './prose';
import { grow, insertedSpans } from './rebase';

/** How long the person must pause. Harper and VS Code's spell checkers wait between 0.3 and 1 second. */
const pauseMs = 700;
/** A piece of this many UTF-16 units is looked at in one go: a second or less, so that little is lost to an edit. */
const pieceLength = 2000;

interface Watched {
  /** What is still to be looked at, the most urgent last; in the current text. */
  pending: Span[];
  /** What is being looked at, in the current text. */
  piece: Span | undefined;
  run: CancelSource | undefined;
  isWorking: boolean;
  /** The person writes: wait. */
  isPausing: boolean;
  stopTimer: () => void;
}

export class LiveProofreader {
  readonly #context: ServerContext;
  readonly #findings: Findings;
  readonly #proofreader: Proofreader;
  readonly #watched = new Map<string, Watched>();

  constructor(context: ServerContext, findings: Findings, proofreader: Proofreader) {
    this.#context = context;
    this.#findings = findings;
    this.#proofreader = proofreader;
    context.documents.subscribe({
      opened: (snapshot) => this.#detach(this.#watch(snapshot.uri)),
      changed: (snapshot, edits) => this.#changed(snapshot, edits),
      closed: (uri) => this.#forget(uri),
    });
  }

  /** Begins where it was switched on, ends where it was switched off. */
  settingsChanged(): void {
    for (const { uri } of this.#context.documents.all()) this.#detach(this.#watch(uri));
  }

  dispose(): void {
    for (const uri of [...this.#watched.keys()]) this.#forget(uri);
  }

  async #watch(uri: string): Promise<void> {
    const settings = await this.#context.configuration.get(uri);
    const snapshot = this.#context.documents.find(uri);
    const isWatched = this.#watched.has(uri);
    if (!snapshot || settings['proofread.live'] === isWatched) return;
    if (isWatched) {
      this.#forget(uri);
      this.#findings.clear(uri);
      return;
    }
    const all = { start: 0, end: snapshot.text.length };
    this.#watched.set(uri, {
      pending: [all],
      piece: undefined,
      run: undefined,
      isWorking: false,
      isPausing: false,
      stopTimer: () => {},
    });
    this.#schedule(uri);
  }

  #changed({ uri, text }: Snapshot, edits: readonly Edit[]): void {
    const watched = this.#watched.get(uri);
    if (!watched) return;
    const edited = insertedSpans(edits).map((span) => paragraphAround(text, span));
    const piece = watched.piece && edits.reduce<Span>(grow, watched.piece);
    watched.piece = piece;
    // Its findings would be about text that is gone; what is left of it waits in line again.
    const isSpoilt = piece && edited.some((span) => overlaps(span, piece));
    watched.pending = [
      ...watched.pending.map((span) => edits.reduce<Span>(grow, span)),
      ...(piece && isSpoilt ? [piece] : []),
      ...edited,
    ];
    if (isSpoilt) watched.run?.cancel();
    this.#schedule(uri);
  }

  #schedule(uri: string): void {
    const watched = this.#watched.get(uri);
    if (!watched) return;
    watched.stopTimer();
    watched.isPausing = true;
    watched.stopTimer = this.#context.runtime.clock.after(pauseMs, () => {
      watched.isPausing = false;
      this.#detach(this.#work(uri, watched));
    });
  }

  /** Looks at pieces until none is left or the person writes on; one loop a document at a time. */
  async #work(uri: string, watched: Watched): Promise<void> {
    if (watched.isWorking) return;
    watched.isWorking = true;
    const goesOn = (): boolean => this.#watched.get(uri) === watched && !watched.isPausing;
    try {
      while (goesOn() && watched.pending.length > 0) await this.#lookAtNext(uri, watched);
    } catch (error) {
      watched.pending = [];
      if (!(error instanceof EngineError)) throw error;
      this.#context.log(`live proofreading stopped until the next edit: ${error.code}`);
    } finally {
      watched.isWorking = false;
    }
  }

  async #lookAtNext(uri: string, watched: Watched): Promise<void> {
    const settings = await this.#context.configuration.get(uri);
    const snapshot = this.#context.documents.find(uri);
    const next = watched.pending.pop();
    if (!snapshot || !next) return;
    const spans = clip(this.#context.prose.spans(snapshot, settings), next);
    const { now, later } = takePiece(spans);
    if (later) watched.pending.push({ start: later.start, end: next.end });
    if (now.length === 0) return;
    const run = new CancelSource();
    watched.run = run;
    watched.piece = { start: now[0].start, end: now[now.length - 1].end };
    try {
      const ignoredWords = settings['proofread.ignoredWords'];
      await this.#proofreader.run({ snapshot, spans: now, ignoredWords, holdTyped: true }, run.signal);
    } catch (error) {
      // In another language there is nothing to say of this paragraph; a spoilt piece is in line again.
      const isQuiet = error instanceof EngineError && error.code === 'unsupportedLanguage';
      if (!isQuiet && !(error instanceof CancelledError)) throw error;
    } finally {
      watched.run = undefined;
      watched.piece = undefined;
    }
  }

  #forget(uri: string): void {
    const watched = this.#watched.get(uri);
    this.#watched.delete(uri);
    watched?.stopTimer();
    watched?.run?.cancel();
  }

  #detach(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const name = error instanceof Error ? error.name : typeof error;
      this.#context.log(`live proofreading failed: ${name}`);
    });
  }
}

/** The first spans, up to the length of a piece, and where the rest begins. A span longer than a piece is one piece. */
function takePiece(spans: readonly Span[]): { now: Span[]; later: Span | undefined } {
  let length = 0;
  const end = spans.findIndex((span, index) => {
    length += span.end - span.start;
    return index > 0 && length > pieceLength;
  });
  return end < 0 ? { now: [...spans], later: undefined } : { now: spans.slice(0, end), later: spans[end] };
}

/** From the blank line before the span to the blank line after it, neither included. */
export function paragraphAround(text: string, span: Span): Span {
  let start = lineStart(text, span.start);
  while (start > 0) {
    const previous = lineStart(text, start - 1);
    if (text.slice(previous, start).trim() === '') break;
    start = previous;
  }
  const blank = /\n[ \t]*\r?\n/g;
  blank.lastIndex = span.end;
  const after = blank.exec(text);
  return { start, end: after ? after.index : text.length };
}

function lineStart(text: string, offset: number): number {
  return offset === 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
}
