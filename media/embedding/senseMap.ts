// The map of a word's uses: a sign for each, where its layer puts it. Signs glide when the layer changes. What is looked at
// is said by the list and the line below: the map itself is a picture to a screen reader.

import type { ShownWord } from '../../src/protocol/embeddings';
import { onFrame } from '../shared/dom';
import { t } from '../shared/l10n';
import { snippet } from './columns';
import { placeLabels, type Box, type Label } from './labels';
import { nextPoint, spreadApart, toPixels, type Frame } from './mapLayout';
import type { SenseLayer } from './sensesModel';
import { shapeOf } from './shapes';
import { svg } from './svg';

const margin = 26;
const signSize = 15;
const litScale = 1.35;
/** Of a sign that is lit, which any may be at any time: names leave that much room. */
const litSize = litScale * signSize;
const lineHeight = 15;
const labelGap = 6;
/** Uses are named on the map only as long as they are few. */
const mostNamed = 60;

export interface MapActions {
  look(use: number): void;
  leave(): void;
  show(use: number, enter: boolean): void;
}

export class SenseMap {
  // As a picture its keys would go to the screen reader.
  readonly element = svg('svg', { class: 'map', tabindex: 0, role: 'application', 'aria-roledescription': t('map') });
  readonly #labels = svg('g', { class: 'labels', 'aria-hidden': 'true' });
  readonly #signs = svg('g', {});
  readonly #draw = onFrame(() => this.#layOut());
  readonly #measure = document.createElement('canvas').getContext('2d');
  #uses: readonly ShownWord[] = [];
  #layer: SenseLayer | undefined;
  #pixels: Float64Array = new Float64Array(0);
  #lit: number | undefined;

  constructor(readonly actions: MapActions) {
    this.element.append(this.#labels, this.#signs);
    this.element.style.setProperty('--lit', String(litScale));
    new ResizeObserver(this.#draw).observe(this.element);
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('focus', () => this.#uses.length && actions.look(this.#lit ?? 0));
    this.element.addEventListener('pointerleave', () => actions.leave());
  }

  /** Other uses: drawn anew. */
  setUses(uses: readonly ShownWord[], word: string): void {
    this.#uses = uses;
    this.#lit = undefined;
    this.element.setAttribute(
      'aria-label',
      t(
        'Map of the uses of “{0}”: near means alike. Arrow keys go from use to use, Space shows one in the text, Enter goes there. The list beside it says the same.',
        word,
      ),
    );
    this.#signs.replaceChildren(...uses.map((_, n) => this.#sign(n)));
  }

  setLayer(layer: SenseLayer): void {
    this.#layer = layer;
    this.#draw();
  }

  light(use: number | undefined): void {
    this.#lit = use;
    for (const sign of this.#signs.children)
      sign.classList.toggle('lit', sign.getAttribute('data-use') === String(use));
    const sign = use === undefined ? undefined : this.#signs.querySelector(`[data-use="${use}"]`);
    // What is looked at lies on top.
    if (sign && sign !== this.#signs.lastElementChild && !sign.matches(':hover')) this.#signs.append(sign);
  }

  #sign(n: number): SVGGElement {
    const sign = svg('g', { class: 'sign', 'data-use': n }, svg('path', { d: shapeOf(0) }));
    sign.addEventListener('pointerenter', () => this.actions.look(n));
    sign.addEventListener('click', () => this.actions.show(n, false));
    return sign;
  }

  #layOut(): void {
    const { width, height } = this.element.getBoundingClientRect();
    const layer = this.#layer;
    if (!layer || width < 40 || height < 40) return;
    const frame: Frame = { width, height, margin };
    this.#pixels = spreadApart(toPixels(layer.points, layer.extent, frame), signSize - 2, frame);
    for (const sign of this.#signs.children) {
      const n = Number(sign.getAttribute('data-use'));
      const group = layer.groups[n];
      if (!(sign instanceof SVGElement)) continue;
      sign.style.transform = `translate(${this.#pixels[n * 2].toFixed(1)}px, ${this.#pixels[n * 2 + 1].toFixed(1)}px)`;
      sign.setAttribute('class', `sign group-${group}${n === this.#lit ? ' lit' : ''}`);
      sign.firstElementChild?.setAttribute('d', shapeOf(group));
    }
    this.#name(layer, { x: 2, y: 2, width: width - 4, height: height - 4 });
  }

  /** Names of the groups, then as many of the uses as there is room for. */
  #name(layer: SenseLayer, inside: Box): void {
    const senses = layer.senses.filter(({ clues }) => clues.length > 0);
    const texts = senses.map(({ clues }) => clues.join(', '));
    const fonts = { sense: this.#fontOf('sense'), snippet: this.#fontOf('snippet') };
    const groups = senses.map(({ group }, n) => {
      const width = this.#widthOf(texts[n], fonts.sense);
      return labelAt(this.#middle(layer, group), width, 0, 140);
    });
    const few = this.#uses.length <= mostNamed ? this.#uses : [];
    const half = litSize / 2;
    const uses = few.map((use, n) => {
      const width = this.#widthOf(snippet(use), fonts.snippet);
      return labelAt([this.#pixels[n * 2], this.#pixels[n * 2 + 1]], width, half + 2, 22);
    });
    const signs = this.#uses.map((_, n): Box => ({
      ...{ x: this.#pixels[n * 2] - half, y: this.#pixels[n * 2 + 1] - half },
      ...{ width: litSize, height: litSize },
    }));
    const boxes = placeLabels([...groups, ...uses], signs, inside);
    const named = boxes.flatMap((box, n) => {
      if (!box) return [];
      const sense = senses[n];
      const text = sense ? texts[n] : snippet(few[n - senses.length]);
      const name = sense ? `sense group-${sense.group}` : 'snippet';
      return [svg('text', { class: name, x: box.x, y: box.y + box.height - 4 }, text)];
    });
    this.#labels.replaceChildren(...named);
  }

  /** The font that the style sheet gives to names of this kind. */
  #fontOf(name: 'sense' | 'snippet'): string {
    const probe = svg('text', { class: name });
    this.#labels.append(probe);
    const { font } = getComputedStyle(probe);
    probe.remove();
    return font;
  }

  /** Pixels of the text and the gap to what stands beside it. */
  #widthOf(text: string, font: string): number {
    if (!this.#measure) return text.length * 8;
    this.#measure.font = font;
    return this.#measure.measureText(text).width + labelGap;
  }

  #middle({ groups }: SenseLayer, group: number): [number, number] {
    const inside = groups.flatMap((each, n) => (each === group ? [n] : []));
    const mean = (axis: 0 | 1) => inside.reduce((sum, n) => sum + this.#pixels[n * 2 + axis], 0) / inside.length;
    return [mean(0), mean(1)];
  }

  #key(event: KeyboardEvent): void {
    const at = this.#lit ?? 0;
    if (!this.#uses.length) return;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      this.actions.show(at, event.key === 'Enter');
      return;
    }
    const ways: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const way = ways[event.key];
    if (!way) return;
    event.preventDefault();
    const next = nextPoint(this.#pixels, at, ...way);
    if (next !== undefined) this.actions.look(next);
  }
}

/** A label for what stands at `x, y`, at least `from` and at most `to` pixels away. */
function labelAt([x, y]: readonly [number, number], width: number, from: number, to: number): Label {
  return { x, y, width, height: lineHeight, from, to };
}
