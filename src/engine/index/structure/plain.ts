// Plain text, and what nothing is known of: paragraphs between empty lines.

import { paragraphSpans } from '../../../core/text';
import { cutCosts, prosePart, type Part } from '../parts';

export function plainStructure(text: string): Part {
  return {
    start: 0,
    end: text.length,
    whole: 'never',
    cut: cutCosts.block,
    cutAt: 'sentences',
    parts: () => paragraphSpans(text).map(({ start, end }) => prosePart(start, end)),
  };
}
