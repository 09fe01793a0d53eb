// What the colours of a view mean.

import type { PanelView } from '../../src/protocol/panel';
import { css, differenceColour, headColour, weightColour, type Theme } from '../shared/colour';
import { h } from '../shared/dom';
import { largest, type DrawnMap } from './store';
import { t } from '../shared/l10n';
import { weightText } from './words';

export function legend(view: PanelView, map: DrawnMap, theme: Theme): HTMLElement[] {
  if (view === 'table') return [];
  if (map.difference && view !== 'overview') {
    const most = weightText(largest(map));
    return ramp((share) => css(differenceColour(2 * share - 1)), t('less: −{0}', most), t('more: +{0}', most));
  }
  if (view === 'lines') {
    if (!map.heads.length) return [];
    return map.heads.map((head) => {
      const swatch = h('i', { class: 'swatch' });
      swatch.style.background = headColour(head);
      return h('span', { class: 'key' }, swatch, t('Head {0}', head + 1));
    });
  }
  const most = view === 'matrix' ? weightText(largest(map)) : '1';
  return ramp((share) => css(weightColour(share, theme.dark)), '0', most);
}

function ramp(colour: (share: number) => string, low: string, high: string): HTMLElement[] {
  const bar = h('i', { class: 'ramp' });
  const stops = Array.from({ length: 9 }, (_, n) => colour(n / 8));
  bar.style.background = `linear-gradient(to right, ${stops.join(', ')})`;
  return [h('span', { class: 'key' }, low, bar, high)];
}
