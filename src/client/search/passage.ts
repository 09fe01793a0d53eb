// Which passage "more like this" starts from when nothing is selected.

import { paragraphSpans } from '../../core/text';
import type { Span } from '../../core/types';

/** The paragraph that holds the offset, or the one before it; an empty span where there is none. */
export function paragraphAt(text: string, offset: number): Span {
  return paragraphSpans(text).findLast(({ start }) => start <= offset) ?? { start: 0, end: 0 };
}
