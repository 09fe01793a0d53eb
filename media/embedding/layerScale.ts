// The slider of layers, and above it how alike uses of one group and of two groups are at each layer: where the two lines
// part, context has told the senses apart.

import type { WireSeparation } from '../../src/protocol/senses';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import { svg } from './svg';

const width = 190;
const height = 34;
/** Half the slider's thumb: its way is that much shorter. */
const inset = 8;

export class LayerScale {
  readonly element: HTMLElement;
  readonly #slider: HTMLInputElement;
  readonly #name = h('output', {});
  readonly #chart = svg('svg', { class: 'separation', width, height, 'aria-hidden': 'true' });
  readonly #key = h('span', { class: 'hint' });
  #separation: readonly WireSeparation[] = [];

  constructor(readonly onLayer: (layer: number) => void) {
    this.#slider = h('input', {
      ...{ type: 'range', min: 0, max: 1, step: 1, 'data-control': 'sense-layer', 'aria-label': t('Layer') },
      oninput: () => this.onLayer(Number(this.#slider.value)),
    });
    const slider = h('div', { class: 'scale' });
    slider.append(this.#chart, this.#slider);
    this.element = h('div', { class: 'layer-scale' }, slider, h('div', { class: 'scale-text' }, this.#name, this.#key));
  }

  show(separation: readonly WireSeparation[], layer: number): void {
    this.#separation = separation;
    const last = separation.length - 1;
    this.#slider.max = String(last);
    this.#slider.value = String(layer);
    const name = layer === 0 ? t('Layer 0: the word alone, before any context') : t('Layer {0} of {1}', layer, last);
    this.#name.textContent = name;
    this.#slider.setAttribute('aria-valuetext', name);
    this.#draw(layer);
    const at = separation[layer];
    this.#key.textContent =
      at && at.between !== null && at.within !== null
        ? t(
            'alike within a sense {0} (solid), between senses {1} (dashed)',
            at.within.toFixed(2),
            at.between.toFixed(2),
          )
        : '';
  }

  #draw(layer: number): void {
    const last = Math.max(1, this.#separation.length - 1);
    const x = (n: number) => inset + (n / last) * (width - 2 * inset);
    const known = this.#separation
      .flatMap(({ within, between }) => [within, between])
      .filter((value) => value !== null);
    const low = Math.min(...known, 0.95);
    const y = (value: number) => 3 + (1 - (value - low) / Math.max(0.05, 1 - low)) * (height - 6);
    const line = (kind: 'within' | 'between') =>
      this.#separation.flatMap((each, n) => {
        const value = each[kind];
        return value === null ? [] : [`${x(n).toFixed(1)},${y(value).toFixed(1)}`];
      });
    this.#chart.replaceChildren(
      svg('line', { class: 'here', x1: x(layer), x2: x(layer), y1: 0, y2: height }),
      svg('polyline', { class: 'between', points: line('between').join(' ') }),
      svg('polyline', { class: 'within', points: line('within').join(' ') }),
    );
  }
}
