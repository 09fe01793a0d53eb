// The search view: input, modes, chips, list and status line put together, and the search itself as one types.

import type { WireHit } from '../../src/protocol/search';
import {
  chipSigns,
  isQuestion,
  takeChips,
  type Chip,
  type SearchInput,
  type SearchViewAnswer,
  type ShownStatus,
  type ViewMemory,
} from '../../src/protocol/searchView';
import { h } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { Again } from './again';
import { ChipBar } from './chips';
import { countText } from './format';
import { ModeSwitch } from './modes';
import { ResultTree, type ResultActions } from './results';
import { firstLimit, largerLimit, ViewModel } from './state';
import { EmptyPlace } from './empty';
import { StatusLine } from './status';
import type { ViewWords } from './words';

const typingMs = 160;
/** Who typed within this time may be about to type on. */
const pauseMs = 2000;
/** While the index grows the search is asked again, not oftener than this. */
const againMs = 1500;

/** What only the extension host can do. */
export interface Host extends Pick<ResultActions, 'open' | 'openPlace' | 'copy'> {
  search(input: SearchInput, limit: number): Promise<SearchViewAnswer>;
  control(action: ShownStatus['actions'][number]): void;
  remember(memory: ViewMemory): void;
  shown(hits: readonly WireHit[]): void;
}

export interface ViewOptions {
  readonly words: ViewWords;
  readonly host: Host;
  readonly minimumLength: number;
}

export class SearchViewPage {
  readonly model = new ViewModel();
  readonly #options: ViewOptions;
  readonly #input: HTMLTextAreaElement;
  readonly #modes: ModeSwitch;
  readonly #chips: ChipBar;
  readonly #tree: ResultTree;
  readonly #status: StatusLine;
  readonly #count = h('p', { class: 'count-line', role: 'status', 'aria-live': 'polite' });
  readonly #empty: EmptyPlace;
  readonly #more: HTMLButtonElement;
  #shownStatus: ShownStatus | undefined;
  #timer: number | undefined;
  #typedAtMs = -Infinity;
  /** Enter was pressed: one letter is a query, too. */
  #isFinished = false;
  readonly #again = new Again({
    everyMs: againMs,
    after: (delayMs, action) => window.setTimeout(action, delayMs),
    ask: () => void (this.#isAsking() && this.#search(true)),
  });
  #limit = firstLimit;
  #generation = 0;
  #answer: SearchViewAnswer | undefined;
  /** Why the last search has no answer, in a sentence. */
  #failure: string | undefined;

  constructor(options: ViewOptions, root: HTMLElement) {
    this.#options = options;
    const { words, host } = options;
    this.#input = h('textarea', {
      class: 'query',
      rows: 1,
      placeholder: words.placeholder,
      'aria-label': words.inputLabel,
      spellcheck: 'false',
      // What an input method has not finished is no word yet.
      oninput: (event) => !(event as InputEvent).isComposing && this.#typed(),
      oncompositionend: () => this.#typed(),
      onkeydown: (event) => this.#inputKey(event as KeyboardEvent),
    });
    this.#modes = new ModeSwitch(words, (mode) =>
      this.#change(() => (this.model.input = { ...this.model.input, mode })),
    );
    this.#chips = new ChipBar(words, {
      remove: (chip) => this.#change(() => this.model.removeChip(chip)),
      leaveLike: () => this.#change(() => (this.model.input = { ...this.model.input, like: undefined })),
      begin: (kind) => this.#begin(kind),
    });
    this.#tree = new ResultTree(this.model, words, {
      open: (...given) => host.open(...given),
      openPlace: (place) => host.openPlace(place),
      copy: (hit) => host.copy(hit),
      like: (hit) => this.#like(hit),
      leave: () => this.focus(),
      changed: () => this.#remember(),
    });
    this.#status = new StatusLine(words, (action) => host.control(action));
    this.#empty = new EmptyPlace(words, {
      run: (action) => host.control(action),
      again: () => void this.#search(),
    });
    this.#more = h(
      'button',
      { type: 'button', class: 'secondary more', hidden: true, onclick: () => this.#showMore() },
      words.showMore,
    );
    root.replaceChildren(
      h('header', {}, h('div', { class: 'box' }, this.#input), this.#modes.element, this.#chips.element),
      this.#count,
      h('main', {}, this.#tree.element, this.#more, this.#empty.element),
      this.#status.element,
    );
    new ResizeObserver(() => this.#fit()).observe(root);
    this.#draw();
  }

  restore(memory: ViewMemory): void {
    this.model.restore(memory);
    this.#input.value = memory.input.text;
    this.#draw();
    void this.#search();
  }

  /** Searches for what the host asks for. */
  show(input: Partial<SearchInput>): void {
    const plain = { text: '', chips: [], like: undefined };
    this.model.input = { ...this.model.input, ...plain, ...input };
    this.#input.value = this.model.input.text;
    this.#limit = firstLimit;
    this.#draw();
    void this.#search();
  }

  status(status: ShownStatus): void {
    this.#shownStatus = status;
    this.#status.show(status);
    this.#again.growing(status.isGrowing);
    this.#drawCount();
    this.#drawEmpty();
  }

  /** There may be more to find, or the same may stand elsewhere. */
  indexGrew(): void {
    if (this.#isAsking()) this.#again.grew();
  }

  current(index: number): void {
    this.#tree.choose(index);
  }

  /** Ready for new words: the old ones are selected, unless a person is already typing, who would lose what stands there. */
  focus(): void {
    this.#input.focus();
    if (performance.now() - this.#typedAtMs > pauseMs) this.#input.select();
  }

  #typed(): void {
    this.#typedAtMs = performance.now();
    this.#isFinished = false;
    const { chips, rest } = takeChips(this.#input.value);
    if (chips.length > 0) {
      this.model.addChips(chips);
      this.#input.value = rest;
    }
    const { like } = this.model.input;
    // Words leave the passage behind.
    this.model.input = { ...this.model.input, text: rest, like: rest.trim() ? undefined : like };
    this.#limit = firstLimit;
    this.#draw();
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#search(), typingMs);
  }

  #inputKey(event: KeyboardEvent): void {
    const { key } = event;
    const { selectionStart, selectionEnd, value } = this.#input;
    const { chips, like } = this.model.input;
    if (event.isComposing) return;
    if (key === 'ArrowDown' && !value.slice(selectionEnd).includes('\n') && this.model.rows.length > 0) {
      this.#tree.enter();
    } else if (key === 'Enter') {
      this.#takeAll();
      if (event.ctrlKey || event.metaKey) this.#openFirst();
    } else if (key === 'Backspace' && selectionStart === 0 && selectionEnd === 0 && (chips.length > 0 || like)) {
      const last = chips.at(-1);
      this.#change(() => {
        if (last) this.model.removeChip(last);
        else this.model.input = { ...this.model.input, like: undefined };
      });
    } else if (key === 'Escape' && value) {
      this.#input.value = '';
      this.#typed();
    } else return;
    event.preventDefault();
  }

  /** Enter: what stands there is finished, filters too; the search is not put off. */
  #takeAll(): void {
    const { chips, rest } = takeChips(this.#input.value, true);
    this.model.addChips(chips);
    this.#input.value = rest;
    this.#isFinished = true;
    this.#change(() => (this.model.input = { ...this.model.input, text: rest }));
  }

  #openFirst(): void {
    const [first] = this.model.hits;
    if (first) this.#options.host.open(first, true, false);
  }

  #begin(kind: Chip['kind']): void {
    const start = kind === 'phrase' ? '""' : chipSigns[kind];
    const gap = this.#input.value && !this.#input.value.endsWith(' ') ? ' ' : '';
    this.#input.value += gap + start;
    const caret = this.#input.value.length - (kind === 'phrase' ? 1 : 0);
    this.#input.focus();
    this.#input.setSelectionRange(caret, caret);
  }

  #like({ uri, path, startLine, endLine, preview }: WireHit): void {
    const like = {
      text: preview,
      origin: { uri, startLine, endLine },
      label: `${path.split('/').at(-1)}:${startLine + 1}`,
    };
    this.#input.value = '';
    this.#change(() => (this.model.input = { ...this.model.input, text: '', like }));
    this.focus();
  }

  #change(change: () => void): void {
    change();
    this.#limit = firstLimit;
    this.#draw();
    window.clearTimeout(this.#timer);
    void this.#search();
  }

  #showMore(): void {
    this.#limit = largerLimit(this.#limit);
    void this.#search(true);
  }

  #isAsking(): boolean {
    return isQuestion(this.model.input, this.#isFinished ? 1 : this.#options.minimumLength);
  }

  /** The newest question wins: an older answer is dropped. `again`: the same question, so what is chosen stays. */
  async #search(again = false): Promise<void> {
    const generation = ++this.#generation;
    this.#remember();
    if (!this.#isAsking()) {
      this.#again.answered(true);
      this.#show(undefined, [], false);
      return;
    }
    if (!again) this.#count.textContent = this.#options.words.searching;
    document.body.classList.add('busy');
    this.#again.asked();
    try {
      const answer = await this.#options.host.search(this.model.input, this.#limit);
      if (generation !== this.#generation) return;
      this.#again.answered(answer.isCurrent && !answer.isPartial);
      if (answer.isCurrent) this.#show(answer, answer.hits, again);
    } catch (error) {
      if (generation !== this.#generation) return;
      this.#again.answered(true);
      this.#show(undefined, [], false, sentenceOf(error));
    } finally {
      if (generation === this.#generation) document.body.classList.remove('busy');
    }
  }

  #show(answer: SearchViewAnswer | undefined, hits: readonly WireHit[], keepsChoice: boolean, failure?: string): void {
    this.#answer = answer;
    this.#failure = failure;
    this.model.setHits(hits, keepsChoice);
    this.#tree.draw();
    // Of another question the best hit is seen first, wherever one had scrolled to.
    if (!keepsChoice) this.#tree.element.parentElement?.scrollTo(0, 0);
    this.#more.hidden = !answer?.isFull;
    this.#count.textContent = '';
    this.#drawCount();
    this.#options.host.shown(this.model.hits);
    this.#drawEmpty();
  }

  /** How many hits, and why they are not all. "Searching…" stays until there is an answer. */
  #drawCount(): void {
    const { words } = this.#options;
    const { hits, groups } = this.model;
    if (!this.#answer || hits.length === 0 || this.#count.textContent === words.searching) return;
    const count = countText(hits.length, groups.length, words);
    const remarks = [
      this.#answer.withoutPhrases ? words.withoutPhrases : '',
      this.#again.isPartial ? words.partial : '',
    ];
    const text = [count, ...remarks].filter(Boolean).join(' · ');
    if (this.#count.textContent !== text) this.#count.textContent = text;
  }

  #draw(): void {
    const { mode, chips, like } = this.model.input;
    this.#modes.show(mode);
    this.#chips.show(chips, like);
    this.#fit();
    this.#drawEmpty();
  }

  /** As high as what is in it, at most six lines. */
  #fit(): void {
    const { style } = this.#input;
    style.height = 'auto';
    style.height = `${Math.min(118, this.#input.scrollHeight + 2)}px`;
  }

  #drawEmpty(): void {
    const { input, rows } = this.model;
    this.#empty.show({
      hasHits: rows.length > 0,
      status: this.#shownStatus,
      failure: this.#failure,
      isAsking: this.#isAsking(),
      isAnswered: this.#answer !== undefined && !this.#answer.isPartial,
      input,
    });
  }

  #remember(): void {
    this.#options.host.remember(this.model.memory);
  }
}
