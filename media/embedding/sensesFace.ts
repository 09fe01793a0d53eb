// The tab of senses: the uses of a word in the text, the open documents or the workspace, grouped by what it means there, on
// a map and in a list, at any layer.

import type { SensesScope } from '../../src/protocol/embeddings';
import { h, select, toggle } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import type { Choice } from './choice';
import type { EmbeddingHost } from './faces';
import { LayerScale } from './layerScale';
import { SenseList } from './senseList';
import { SenseMap } from './senseMap';
import { sensesModel, withGroupsOf, type SensesModel } from './sensesModel';
import { markedSentence } from './sentence';

export class SensesFace {
  readonly #word = h('input', {
    type: 'text',
    'data-control': 'sense-word',
    'aria-label': t('Word'),
    spellcheck: 'false',
  });
  readonly #summary = h('p', { class: 'summary', role: 'status' });
  readonly #message = h('p', { class: 'message', role: 'alert', hidden: true });
  readonly #detail = h('output', { class: 'detail', 'aria-live': 'polite' });
  readonly #scale = new LayerScale((layer) => this.#setLayer(layer));
  readonly #keep = toggle(
    t('Keep these groups'),
    false,
    () => this.#toggleKept(),
    t('Show the groups of this layer at every layer, to see where they part'),
  );
  readonly #map: SenseMap;
  readonly #list: SenseList;
  readonly #body: HTMLElement;
  readonly element: HTMLElement;
  #scope: SensesScope = 'open';
  #model: SensesModel | undefined;
  #layer: number | undefined;
  /** The layer whose groups are shown at every layer; else each shows its own. */
  #kept: number | undefined;
  #asked = '';
  #generation = 0;

  constructor(
    readonly choice: Choice,
    readonly host: EmbeddingHost,
  ) {
    const actions = {
      look: (use: number) => this.#light(use),
      leave: () => {},
      show: (use: number, enter: boolean) => this.#reveal(use, enter),
    };
    this.#map = new SenseMap(actions);
    this.#list = new SenseList(actions);
    const picture = h('div', { class: 'picture' });
    picture.append(this.#map.element, this.#scale.element, h('div', { class: 'bar' }, this.#keep));
    this.#body = h('div', { class: 'senses', hidden: true }, picture, this.#list.element);
    this.element = h('div', { class: 'face' }, this.#form(), this.#summary, this.#message, this.#body, this.#detail);
    // The caret wanders while one writes; a word that was pinned was meant.
    choice.subscribe(() => !this.element.hidden && !choice.byCaret && this.show());
  }

  /** Looks at a word, else at the chosen one if it is another, else stays as it is. */
  show(word?: string): void {
    const { chosen } = this.choice;
    const wanted = word ?? (chosen ? this.choice.textOf(chosen) : '');
    if (wanted === '' && !this.#asked)
      this.#say(t('Type a word, or choose one in the text, to see its uses grouped by what it means.'));
    if (wanted === '' || this.#key(wanted) === this.#asked) return;
    this.#word.value = wanted;
    void this.#ask();
  }

  #form(): HTMLElement {
    const scopes = [
      ['document', t('This document')],
      ['open', t('Open documents')],
      ['workspace', t('Workspace')],
    ] as const;
    const scope = select(t('in'), this.#scope, scopes, (chosen) => {
      this.#scope = chosen;
      void this.#ask();
    });
    scope.querySelector('select')?.setAttribute('data-control', 'sense-scope');
    const form = h('form', { class: 'bar' }, this.#word, h('button', { type: 'submit' }, t('Show Uses')), scope);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#ask(true);
    });
    return form;
  }

  #key(word: string): string {
    return `${this.#scope} ${word.trim().toLowerCase()}`;
  }

  async #ask(again = false): Promise<void> {
    const word = this.#word.value.trim();
    const key = this.#key(word);
    if (word === '' || (key === this.#asked && !again)) return;
    this.#asked = key;
    const generation = ++this.#generation;
    this.#body.setAttribute('aria-busy', 'true');
    this.#summary.textContent = t('Looking for “{0}”…', word);
    try {
      const answer = await this.host.senses({ word, scope: this.#scope });
      if (generation === this.#generation) this.#setModel(sensesModel(answer));
    } catch (error) {
      if (generation === this.#generation) this.#say(sentenceOf(error));
    } finally {
      if (generation === this.#generation) this.#body.setAttribute('aria-busy', 'false');
    }
  }

  #setModel(model: SensesModel): void {
    this.#model = model;
    this.#say('');
    const { answer, layers } = model;
    this.#kept = undefined;
    this.#map.setUses(answer.uses, answer.word);
    // The layer that one looks at stays for the next word.
    const layer = this.#layer ?? answer.layer;
    this.#setLayer(Math.min(layer, layers.length - 1));
    this.#detail.replaceChildren(
      h(
        'span',
        { class: 'hint' },
        t('Hover or focus a use to read it; a click shows it in the text, Enter goes there.'),
      ),
    );
  }

  #setLayer(layer: number): void {
    this.#layer = layer;
    const model = this.#model;
    const drawn = model?.layers[layer];
    if (!model || !drawn) return;
    const kept = this.#kept === undefined ? drawn : withGroupsOf(drawn, model.layers[this.#kept]);
    this.#keep.setAttribute('aria-pressed', String(this.#kept !== undefined));
    this.#scale.show(model.answer.separation, layer);
    this.#map.setLayer(kept);
    this.#list.show(model.answer.uses, kept);
    this.#summary.textContent = summary(model, layer, this.#kept);
  }

  #toggleKept(): void {
    this.#kept = this.#kept === undefined ? this.#layer : undefined;
    if (this.#layer !== undefined) this.#setLayer(this.#layer);
  }

  #light(use: number): void {
    this.#map.light(use);
    this.#list.light(use);
    const found = this.#model?.answer.uses[use];
    if (found) this.#detail.replaceChildren(markedSentence(found));
  }

  #reveal(use: number, enter: boolean): void {
    const { answer } = this.#model ?? {};
    const found = answer?.uses[use];
    if (!answer || !found) return;
    const { text, start, end } = found;
    this.host.reveal({ answer: answer.answer, text, start, end, enter });
  }

  #say(message: string): void {
    this.#message.textContent = message;
    this.#message.hidden = message === '';
    this.#body.hidden = message !== '';
    if (message !== '') {
      this.#summary.textContent = '';
      this.#detail.replaceChildren();
    }
  }
}

/** Silhouettes as Kaufman and Rousseeuw (1990) read them. */
const clear = 0.5;
const fair = 0.25;

function summary({ answer, layers }: SensesModel, layer: number, kept: number | undefined): string {
  const { uses, documents, leftOut, note } = answer;
  const { senses, silhouette, shown } = layers[layer];
  const parts = [
    documents === 1
      ? t('Uses: {0}, in this text.', uses.length)
      : t('Uses: {0}, in {1} documents.', uses.length, new Set(uses.map(({ text }) => text)).size),
  ];
  if (leftOut) parts.push(t('Further uses that are not shown: {0}.', leftOut));
  if (note) parts.push(note);
  if (kept !== undefined) parts.push(t('The groups are those of layer {0}.', kept));
  else if (layer === 0) parts.push(t('Before any context uses differ only by their place in the sentence.'));
  else if (senses.length < 2) parts.push(t('At this layer no groups stand out.'));
  else if (silhouette >= clear) parts.push(t('{0} groups, clearly apart.', senses.length));
  else if (silhouette >= fair) parts.push(t('{0} groups, fairly apart.', senses.length));
  else parts.push(t('{0} groups, barely apart.', senses.length));
  if (uses.length > 2) parts.push(t('The map shows {0} % of the differences.', Math.round(shown * 100)));
  return parts.join(' ');
}
