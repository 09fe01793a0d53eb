// Which word matches which: the two texts one above the other, lines from word to word, the rest of the text between them.

import type { Span } from '../../src/core/types';
import type { AlignResult, WireAlignedWord } from '../../src/protocol/similarity';
import type { CompareContent } from '../../src/protocol/similarityPanel';
import { css, rampColour, readTheme } from '../shared/colour';
import { fitCanvas, h, onFrame } from '../shared/dom';
import { t } from '../shared/l10n';
import { similarityText } from './words';

type Side = 0 | 1;

interface Shown {
  readonly found: AlignResult;
  readonly texts: readonly [string, string];
  readonly words: readonly [readonly HTMLElement[], readonly HTMLElement[]];
}

export class AlignmentView {
  readonly element = h('div', { class: 'alignment' });
  readonly #lines = h('canvas', { class: 'lines', 'aria-hidden': 'true' });
  readonly #readout = h('output', { class: 'readout', 'aria-live': 'polite' });
  readonly #draw = onFrame(() => this.#paint());
  #shown: Shown | undefined;
  #focus: { readonly side: Side; readonly word: number } | undefined;

  constructor(readonly reveal: (side: Side, span: Span) => void) {
    new ResizeObserver(this.#draw).observe(this.element);
    // The theme's colours arrive as classes of the body.
    new MutationObserver(() => this.#recolour()).observe(document.body, { attributeFilter: ['class'] });
  }

  clear(): void {
    this.#shown = undefined;
    this.element.replaceChildren();
  }

  show(content: CompareContent, found: AlignResult, pair: number | null): void {
    const texts = [content.a.text, content.b.text] as const;
    const parts = pair === null ? undefined : content.result.pairs[pair];
    const spans: readonly [Span, Span] = [
      parts ? content.result.passagesOfA[parts.a] : { start: 0, end: texts[0].length - found.leftOutOfA },
      parts ? content.result.passagesOfB[parts.b] : { start: 0, end: texts[1].length - found.leftOutOfB },
    ];
    const ofA = found.wordsOfA.map((word, n) => this.#word(0, n, texts[0], word));
    const ofB = found.wordsOfB.map((word, n) => this.#word(1, n, texts[1], word));
    this.#shown = { found, texts, words: [ofA, ofB] };
    this.#focus = undefined;
    const text = (side: Side, name: string, words: readonly HTMLElement[], list: readonly WireAlignedWord[]) =>
      h(
        'div',
        { class: 'aligned', role: 'group', 'aria-label': name, 'data-side': side === 0 ? 'a' : 'b' },
        ...interleave(texts[side], spans[side], words, list),
      );
    this.element.replaceChildren(
      text(0, t('Text A'), ofA, found.wordsOfA),
      text(1, t('Text B'), ofB, found.wordsOfB),
      this.#lines,
      this.#readout,
      figures(found),
      leftOut(found),
      this.#table(found, texts),
    );
    this.#say();
    this.#recolour();
  }

  #word(side: Side, n: number, text: string, word: WireAlignedWord): HTMLElement {
    const focus = (): void => this.#focusOn({ side, word: n });
    return h(
      'span',
      {
        class: 'word',
        role: 'button',
        tabindex: n === 0 ? 0 : -1,
        onmouseenter: focus,
        onfocus: focus,
        onmouseleave: () => this.#focusOn(undefined),
        onblur: () => this.#focusOn(undefined),
        onclick: () => this.reveal(side, { start: word.start, end: word.end }),
        onkeydown: (event) => this.#key(event as KeyboardEvent, side, n),
      },
      text.slice(word.start, word.end),
    );
  }

  /** One stop of the Tab key a text: arrows go from word to word, up and down to the match. */
  #key(event: KeyboardEvent, side: Side, n: number): void {
    const { words, found } = this.#shown ?? {};
    if (!words || !found) return;
    const word = (side === 0 ? found.wordsOfA : found.wordsOfB)[n];
    const other: Side = side === 0 ? 1 : 0;
    const to = {
      ArrowRight: words[side][n + 1],
      ArrowLeft: words[side][n - 1],
      ArrowDown: side === 0 ? words[other][word.match] : undefined,
      ArrowUp: side === 1 ? words[other][word.match] : undefined,
      Home: words[side][0],
      End: words[side].at(-1),
    }[event.key];
    if (event.key === 'Enter' || event.key === ' ') this.reveal(side, { start: word.start, end: word.end });
    else if (!to) return;
    event.preventDefault();
    if (!to) return;
    for (const each of [...words[0], ...words[1]]) each.tabIndex = -1;
    for (const stop of [words[0].at(0), words[1].at(0), to]) if (stop) stop.tabIndex = 0;
    to.focus();
  }

  #focusOn(focus: { readonly side: Side; readonly word: number } | undefined): void {
    this.#focus = focus;
    this.#say();
    this.#mark();
    this.#draw();
  }

  #mark(): void {
    const { words, found } = this.#shown ?? {};
    if (!words || !found) return;
    for (const word of this.element.querySelectorAll('.word.focused, .word.match'))
      word.classList.remove('focused', 'match');
    if (!this.#focus) return;
    const { side, word } = this.#focus;
    const { match } = (side === 0 ? found.wordsOfA : found.wordsOfB)[word];
    words[side][word]?.classList.add('focused');
    words[side === 0 ? 1 : 0][match]?.classList.add('match');
  }

  #say(): void {
    const { found, texts } = this.#shown ?? {};
    if (!found || !texts) return;
    if (!this.#focus) {
      this.#readout.textContent = t(
        'Hover over a word or walk with the arrow keys; up and down go to the match. A click shows the word in the editor.',
      );
      return;
    }
    const { side, word } = this.#focus;
    const [own, other] = side === 0 ? [found.wordsOfA, found.wordsOfB] : [found.wordsOfB, found.wordsOfA];
    const here = own[word];
    const there = other[here.match];
    const read = (at: Side, { start, end }: Span): string => texts[at].slice(start, end);
    this.#readout.textContent = there
      ? t(
          '“{0}” is nearest to “{1}”: {2}',
          read(side, here),
          read(side === 0 ? 1 : 0, there),
          similarityText(here.similarity),
        )
      : t('“{0}” has no match.', read(side, here));
  }

  /** The stronger the match, the stronger the line under a word. */
  #recolour(): void {
    const { words, found } = this.#shown ?? {};
    if (!words || !found) return;
    const { dark } = readTheme();
    const paint = (elements: readonly HTMLElement[], list: readonly WireAlignedWord[]): void =>
      elements.forEach((element, n) => {
        element.style.borderBottomColor = css(rampColour(0.15 + 0.85 * list[n].similarity, dark));
        element.style.borderBottomWidth = `${1 + Math.round(3 * Math.max(0, list[n].similarity))}px`;
      });
    paint(words[0], found.wordsOfA);
    paint(words[1], found.wordsOfB);
    this.#draw();
  }

  #paint(): void {
    if (!this.#shown || !this.element.isConnected) return;
    const { words, found } = this.#shown;
    const box = this.element.getBoundingClientRect();
    const bottom = words[1].at(-1)?.getBoundingClientRect().bottom ?? box.top;
    const context = fitCanvas(this.#lines, box.width, bottom - box.top + 8);
    const theme = readTheme();
    const isMutual = (n: number, word: WireAlignedWord): boolean => found.wordsOfB[word.match]?.match === n;
    found.wordsOfA.forEach((word, n) => {
      const [from, to] = [words[0][n], words[1][word.match]];
      if (from && to && isMutual(n, word) && /[\p{L}\p{N}]/u.test(from.textContent ?? ''))
        this.#line(context, box, from, to, {
          width: 1,
          alpha: 0.25 + 0.4 * Math.max(0, word.similarity),
          colour: theme.muted,
        });
    });
    if (!this.#focus) return;
    const { side, word } = this.#focus;
    const { match } = (side === 0 ? found.wordsOfA : found.wordsOfB)[word];
    const [from, to] = side === 0 ? [words[0][word], words[1][match]] : [words[0][match], words[1][word]];
    if (from && to) this.#line(context, box, from, to, { width: 2.5, alpha: 1, colour: theme.accent });
  }

  #line(
    context: CanvasRenderingContext2D,
    box: DOMRect,
    from: HTMLElement,
    to: HTMLElement,
    look: { readonly width: number; readonly alpha: number; readonly colour: string },
  ): void {
    const [a, b] = [from.getBoundingClientRect(), to.getBoundingClientRect()];
    const [x1, y1] = [a.left + a.width / 2 - box.left, a.bottom - box.top];
    const [x2, y2] = [b.left + b.width / 2 - box.left, b.top - box.top];
    const bend = Math.max(12, (y2 - y1) / 2);
    context.beginPath();
    context.moveTo(x1, y1);
    context.bezierCurveTo(x1, y1 + bend, x2, y2 - bend, x2, y2);
    context.lineWidth = look.width;
    context.globalAlpha = look.alpha;
    context.strokeStyle = look.colour;
    context.stroke();
    context.globalAlpha = 1;
  }

  #table(found: AlignResult, texts: readonly [string, string]): HTMLElement {
    const rows = found.wordsOfA.map((word) => {
      const match = found.wordsOfB[word.match];
      return h(
        'tr',
        {},
        h('td', {}, texts[0].slice(word.start, word.end)),
        h('td', {}, match ? texts[1].slice(match.start, match.end) : '–'),
        h('td', { class: 'number' }, similarityText(word.similarity)),
      );
    });
    const head = [t('word of A'), t('nearest word of B'), t('similarity')].map((title) =>
      h('th', { scope: 'col' }, title),
    );
    return h(
      'details',
      { class: 'as-table' },
      h('summary', {}, t('As a table')),
      h('table', {}, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows)),
    );
  }
}

/** The text with its words as elements: what stands between them stays. */
function* interleave(
  text: string,
  span: Span,
  words: readonly HTMLElement[],
  list: readonly WireAlignedWord[],
): Generator<HTMLElement | string> {
  let at = span.start;
  for (const [n, word] of words.entries()) {
    if (list[n].start > at) yield text.slice(at, list[n].start);
    yield word;
    at = list[n].end;
  }
  if (at < span.end) yield text.slice(at, span.end);
}

function figures({ precision, recall, f1 }: AlignResult): HTMLElement {
  const item = (name: string, value: number, title: string) =>
    h(
      'span',
      { title },
      h('span', { class: 'caption' }, name),
      ' ',
      h('b', { class: 'number' }, similarityText(value)),
    );
  return h(
    'p',
    { class: 'figures' },
    item(
      t('precision'),
      precision,
      t('How much of A is found in B: the mean over the words of A of their nearest match'),
    ),
    item(t('recall'), recall, t('How much of B is found in A')),
    item('F1', f1, t('Both together: their harmonic mean, as BERTScore has it')),
  );
}

function leftOut({ leftOutOfA, leftOutOfB }: AlignResult): HTMLElement | string {
  if (leftOutOfA + leftOutOfB === 0) return '';
  return h(
    'p',
    { class: 'hint' },
    t('Only the beginning is aligned here: {0} and {1} characters at the ends are not.', leftOutOfA, leftOutOfB),
  );
}
