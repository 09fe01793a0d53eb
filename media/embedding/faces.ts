// The tabs of the panel: attention, and what embeddings show of the same text and the chosen word.

import type {
  EmbeddingRequests,
  EmbeddingSaid,
  Face,
  NearInVocabulary,
  NearWord,
  PanelWord,
  SensesOfWord,
  WordList,
} from '../../src/protocol/embeddings';
import type { Store } from '../attention/store';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import { CalculatorFace } from './calculatorFace';
import { Choice } from './choice';
import { LayersFace } from './layersFace';
import { SensesFace } from './sensesFace';
import './style.css';

/** What the tabs ask the extension host for. */
export interface EmbeddingHost {
  nearWord(word: PanelWord): Promise<NearWord>;
  nearInVocabulary(word: PanelWord): Promise<NearInVocabulary>;
  /** Ends nearInVocabulary. */
  stopReading(): void;
  senses(wanted: EmbeddingRequests['senses']['params']): Promise<SensesOfWord>;
  calculate(wanted: EmbeddingRequests['calculate']['params']): Promise<WordList>;
  substitutes(word: PanelWord): Promise<WordList>;
  reveal(place: EmbeddingSaid['revealPlace']): void;
  /** A person brought this tab to the front. */
  chosen(face: Face): void;
}

/** What stands under a tab. `show` is called when it comes to the front, with the word that it was opened for. */
interface Pane {
  readonly element: HTMLElement;
  readonly show: (word?: string) => void;
  readonly reading?: (fraction: number) => void;
}

export class Faces {
  /** Where the attention panel goes. */
  readonly attention = h('div', { class: 'face' });
  readonly choice = new Choice();
  readonly #tabs = new Map<Face, HTMLButtonElement>();
  readonly #panes: ReadonlyMap<Face, Pane>;

  constructor(
    root: HTMLElement,
    readonly host: EmbeddingHost,
  ) {
    const layers = new LayersFace(this.choice, host);
    const senses = new SensesFace(this.choice, host);
    const calculator = new CalculatorFace(this.choice, host);
    this.#panes = new Map<Face, Pane>([
      ['attention', { element: this.attention, show: () => {} }],
      [
        'layers',
        { element: layers.element, show: () => layers.show(), reading: (fraction) => layers.vocabulary.read(fraction) },
      ],
      ['senses', { element: senses.element, show: (word) => senses.show(word) }],
      [
        'calculator',
        {
          element: calculator.element,
          show: (word) => calculator.show(word),
          reading: (fraction) => calculator.inContext.vocabulary.read(fraction),
        },
      ],
    ]);
    const names: Readonly<Record<Face, string>> = {
      attention: t('Attention'),
      layers: t('Layers'),
      senses: t('Senses'),
      calculator: t('Calculator'),
    };
    for (const [face, { element }] of this.#panes) this.#add(face, names[face], element);
    const list = h('div', { class: 'faces', role: 'tablist', 'aria-label': t('What to look at') });
    list.append(...this.#tabs.values());
    list.addEventListener('keydown', (event) => this.#key(event));
    root.replaceChildren(list, ...[...this.#panes.values()].map(({ element }) => element));
    this.open('attention');
  }

  connect(store: Store): void {
    this.choice.connect(store);
  }

  /** How much of the vocabulary was read, 0…1. */
  reading(fraction: number): void {
    for (const { reading } of this.#panes.values()) reading?.(fraction);
  }

  /** `word`: what the tab is opened for, where a command named one. */
  open(face: Face, word?: string): void {
    for (const [name, tab] of this.#tabs) {
      const on = name === face;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      const pane = this.#panes.get(name);
      if (pane) pane.element.hidden = !on;
    }
    this.#panes.get(face)?.show(word);
  }

  #choose(face: Face): void {
    this.open(face);
    this.host.chosen(face);
  }

  #add(face: Face, name: string, element: HTMLElement): void {
    const tab = h(
      'button',
      { type: 'button', role: 'tab', id: `tab-${face}`, 'data-face': face, onclick: () => this.#choose(face) },
      name,
    );
    element.id = `face-${face}`;
    tab.setAttribute('aria-controls', element.id);
    element.setAttribute('role', 'tabpanel');
    element.setAttribute('aria-labelledby', tab.id);
    // The attention panel lets go of its pin with Esc, wherever the focus is; the chosen word stays here.
    if (face !== 'attention')
      element.addEventListener('keydown', (event) => event.key === 'Escape' && event.stopPropagation());
    this.#tabs.set(face, tab);
  }

  #key({ key }: KeyboardEvent): void {
    const tabs = [...this.#tabs.values()];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
    if (!step || at < 0) return;
    const tab = tabs[(at + step + tabs.length) % tabs.length];
    tab.focus();
    tab.click();
  }
}
