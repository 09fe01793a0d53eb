// A score on the scale of its encoder: a bar with the bands marked on it.

import type { SimilarityScale } from '../../src/core/similarityScale';
import { h } from '../shared/dom';
import { bandOfScore, bandReason, bandTitle, similarityText } from './words';

export function scoreView(similarity: number, scale: SimilarityScale, identical: boolean): HTMLElement {
  const band = bandOfScore(similarity, scale, identical);
  const percent = (value: number): string => `${(100 * Math.min(1, Math.max(0, value))).toFixed(1)}%`;
  const steps = [scale.related, scale.close, scale.alike, scale.same];
  const bar = h(
    'div',
    { class: 'scale', 'aria-hidden': 'true' },
    h('div', { class: 'fill', style: `width:${percent(similarity)}` }),
    ...steps.map((step) => h('div', { class: 'step', style: `left:${percent(step)}` })),
  );
  return h(
    'section',
    { class: 'score', 'data-band': band },
    h(
      'p',
      { class: 'figure' },
      h('output', { class: 'number' }, similarityText(similarity)),
      h('strong', { class: 'band' }, bandTitle(band)),
    ),
    bar,
    h('p', { class: 'hint' }, bandReason(band)),
  );
}
