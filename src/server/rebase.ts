// Spans that live on while their document is edited: moved by edits before them, given up when an edit touches them.

import type { Span } from '../core/types';
import type { Edit } from './documents';

/** The span after the edit; undefined where the edit changed it or stands at its border. */
export function rebase<T extends Span>(item: T, edit: Edit): T | undefined {
  if (edit.end < item.start) {
    const by = edit.inserted - (edit.end - edit.start);
    return { ...item, start: item.start + by, end: item.end + by };
  }
  return edit.start > item.end ? item : undefined;
}

/** All items that outlive the edits. */
export function rebaseAll<T extends Span>(items: readonly T[], edits: readonly Edit[]): T[] {
  return edits.reduce<T[]>(
    (left, edit) =>
      left.flatMap((item) => {
        const moved = rebase(item, edit);
        return moved ? [moved] : [];
      }),
    [...items],
  );
}

/** The span with whatever the edit put into it or at its border. */
export function grow(span: Span, { start, end, inserted }: Edit): Span {
  const by = inserted - (end - start);
  if (end < span.start) return { start: span.start + by, end: span.end + by };
  if (start > span.end) return span;
  return { start: Math.min(span.start, start), end: Math.max(span.end, end) + by };
}

/** The text that each edit put in, in the text after all of them. An edit that only took away leaves an empty span. */
export function insertedSpans(edits: readonly Edit[]): Span[] {
  return edits.map(({ start, inserted }, index) =>
    edits.slice(index + 1).reduce<Span>(grow, { start, end: start + inserted }),
  );
}
