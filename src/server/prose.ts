// Where a person's words stand in a document: the prose of each language, and comments and strings of code only where
// the settings say so. Remembers what it found in a snapshot for as long as the snapshot lives.

import { isCodeLanguage, isProse, proseSpans, readableText } from '../core/markup';
import type { Span } from '../core/types';
import { EngineError, type EngineErrorCode } from '../engine/errors';
import type { Settings } from '../protocol/settings';
import type { Snapshot } from './documents';

type ProseSettings = Pick<Settings, 'suggest.inCode'>;

export class Prose {
  readonly #spans = new WeakMap<Snapshot, readonly Span[]>();
  readonly #readable = new WeakMap<Snapshot, string>();

  /** False for code, unless the settings let its comments and strings in. */
  isOpen({ languageId }: Pick<Snapshot, 'languageId'>, settings: ProseSettings): boolean {
    return settings['suggest.inCode'] || !isCodeLanguage(languageId);
  }

  /** In order, not overlapping; none where the document is not open to us. */
  spans(snapshot: Snapshot, settings: ProseSettings): readonly Span[] {
    if (!this.isOpen(snapshot, settings)) return [];
    return remember(this.#spans, snapshot, () => proseSpans(snapshot.text, snapshot.languageId));
  }

  /** True where the span lies in prose; its edges may touch the border, as a caret after a word does. */
  contains(snapshot: Snapshot, settings: ProseSettings, span: Span): boolean {
    return isProse(this.spans(snapshot, settings), span);
  }

  /** Throws EngineError with this code where the span is not prose. */
  require(snapshot: Snapshot, settings: ProseSettings, span: Span, code: EngineErrorCode): void {
    if (!this.isOpen(snapshot, settings)) throw new EngineError(code, { reason: 'suggest.inCode' });
    if (!this.contains(snapshot, settings, span)) throw new EngineError(code, { reason: 'not prose' });
  }

  /** The document as the encoder should read it: all offsets hold, markup is blank. */
  readable(snapshot: Snapshot): string {
    return remember(this.#readable, snapshot, () => readableText(snapshot.text, snapshot.languageId));
  }
}

function remember<T>(known: WeakMap<Snapshot, T>, snapshot: Snapshot, make: () => T): T {
  const found = known.get(snapshot);
  if (found !== undefined) return found;
  const made = make();
  known.set(snapshot, made);
  return made;
}

/** The parts of the spans inside `within`. */
export function clip(spans: readonly Span[], within: Span): Span[] {
  return spans
    .map(({ start, end }) => ({ start: Math.max(start, within.start), end: Math.min(end, within.end) }))
    .filter(({ start, end }) => start < end);
}

export function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end;
}

/** As overlaps, and also where one only touches the other. */
export function touches(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}
