// The evaluation: what was mistaken for what, how good each class is, whether probabilities hold, and what more examples
// would bring. A cell shows its examples, an example its line in the file.

import { shortened } from '../../src/core/shortened';
import type { EvaluationShown } from '../../src/protocol/classifyPanel';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import { card, moveInTable } from './cells';
import { decimal, meterOf, percent } from './format';
import { tablesOf } from './labelTables';
import type { PageChannel } from './channel';

/** The last doubling of examples must bring this much to say that more would help. */
const worthwhile = 0.01;

export class EvaluationView {
  readonly element = h('section', { class: 'evaluation' });
  readonly #examples = h('div', { class: 'examples', 'aria-live': 'polite' });
  #shown: EvaluationShown | undefined;

  constructor(readonly channel: PageChannel) {
    this.element.append(
      h('p', { class: 'status' }, t('Run “Evaluate Examples” to see how well the classes can be told apart.')),
    );
  }

  show(shown: EvaluationShown): void {
    this.#shown = shown;
    const { result } = shown;
    this.#examples.replaceChildren();
    this.element.replaceChildren(
      this.#headline(),
      ...this.#warnings(),
      h(
        'div',
        { class: 'cards' },
        result.confusion.labels.length ? this.#confusion() : null,
        result.tables.length ? tablesOf(result.tables, (title, indices) => this.#listThese(title, indices)) : null,
        this.#perLabel(),
        result.curve.length ? this.#curve() : null,
        this.#calibration(),
      ),
      this.#examples,
    );
  }

  #headline(): HTMLElement {
    const { result } = this.#known();
    const [low, high] = result.accuracyInterval;
    return h(
      'div',
      { class: 'headline' },
      h('h2', {}, t('Accuracy {0}', percent(result.accuracy))),
      h(
        'p',
        { class: 'status' },
        t(
          '95 % interval {0} to {1} · macro F1 {2} · {3} folds · {4} examples',
          percent(low),
          percent(high),
          decimal(result.macroF1),
          result.folds,
          this.#known().examples.length,
        ),
      ),
      h('button', { type: 'button', onclick: () => this.channel.notify('evaluate', null) }, t('Measure Again')),
      h(
        'p',
        { class: 'note' },
        t('Every example was classified without having been learned from. Encoder: {0}', result.model),
      ),
    );
  }

  #warnings(): HTMLElement[] {
    const { result } = this.#known();
    const few = result.fewExamples.length
      ? [t('Fewer than five examples, so that their figures say little: {0}', result.fewExamples.join(', '))]
      : [];
    const conflicts = result.conflicts.map(({ text, labels }) =>
      t('“{0}” stands under {1}', shorten(text), labels.join(', ')),
    );
    return [...few, ...conflicts].map((line) => h('p', { class: 'message' }, line));
  }

  #confusion(): HTMLElement {
    const { labels, matrix } = this.#known().result.confusion;
    const most = Math.max(1, ...matrix.flat());
    const rows = matrix.map((row, given) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, labels[given]),
        ...row.map((count, predicted) => {
          const [own, found] = [labels[given], labels[predicted]];
          const words =
            count === 1
              ? t('1 example of {0} taken for {1}', own, found)
              : t('{0} examples of {1} taken for {2}', count, own, found);
          const button = h(
            'button',
            {
              type: 'button',
              class: given === predicted ? 'cell right' : 'cell wrong',
              title: words,
              'aria-label': words,
              'data-given': labels[given],
              'data-predicted': labels[predicted],
              disabled: count === 0,
              onclick: () => this.#list(labels[given], labels[predicted]),
            },
            String(count),
          );
          button.style.setProperty('--share', String(count / most));
          return h('td', {}, button);
        }),
      ),
    );
    const corner = h('th', { scope: 'col', class: 'corner' }, t('given \\ predicted'));
    const head = h('tr', {}, corner, ...labels.map((label) => h('th', { scope: 'col' }, label)));
    const table = h('table', { class: 'confusion' }, h('thead', {}, head), h('tbody', {}, ...rows));
    table.addEventListener('keydown', (event) => moveInTable(event, table));
    return card(t('Confusion matrix'), t('Click a cell to see its examples.'), h('div', { class: 'strip' }, table));
  }

  #perLabel(): HTMLElement {
    const { perLabel } = this.#known().result;
    const head = [t('Class'), t('Precision'), t('Recall'), 'F1', t('Examples')];
    const table = h(
      'table',
      { class: 'scores' },
      h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
      h(
        'tbody',
        {},
        ...perLabel.map(({ label, precision, recall, f1, examples }) =>
          h(
            'tr',
            {},
            h('th', { scope: 'row' }, label),
            ...[precision, recall, f1].map((value) => h('td', { class: 'number' }, decimal(value))),
            h('td', { class: 'number' }, String(examples)),
          ),
        ),
      ),
    );
    return card(
      t('Each class'),
      t('Precision: how many of those taken for the class belong to it. Recall: how many of its own were found.'),
      table,
    );
  }

  #curve(): HTMLElement {
    const { curve } = this.#known().result;
    const [last, before] = [curve.at(-1), curve.at(-2)];
    const gain = last && before ? last.accuracy - before.accuracy : undefined;
    const verdict =
      gain === undefined
        ? t('Too few examples for a curve.')
        : gain < worthwhile
          ? t('The last step brought {0} points: more examples of this kind hardly help.', (gain * 100).toFixed(1))
          : t('The last step brought {0} points: more examples still help.', (gain * 100).toFixed(1));
    const rows = curve.map(({ examplesPerLabel, accuracy }) =>
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, String(examplesPerLabel)),
        h('td', {}, meterOf(accuracy)),
        h('td', { class: 'number' }, percent(accuracy)),
      ),
    );
    const head = h(
      'tr',
      {},
      h('th', { scope: 'col' }, t('Examples a class')),
      h('th', {}),
      h('th', { scope: 'col' }, t('Accuracy')),
    );
    return card(
      t('Learning curve'),
      verdict,
      h('table', { class: 'curve' }, h('thead', {}, head), h('tbody', {}, ...rows)),
    );
  }

  #calibration(): HTMLElement {
    const { error, bins } = this.#known().result.calibration;
    const rows = bins
      .filter(({ count }) => count > 0)
      .map(({ from, to, count, confidence, accuracy }) =>
        h(
          'tr',
          {},
          h('th', { scope: 'row' }, `${Math.round(from * 100)}–${Math.round(to * 100)} %`),
          h('td', { class: 'number' }, percent(confidence)),
          h('td', { class: 'number' }, percent(accuracy)),
          h('td', { class: 'number' }, String(count)),
        ),
      );
    const names = [t('Probability'), t('Mean'), t('Right'), t('Examples')];
    const head = h('tr', {}, ...names.map((name) => h('th', { scope: 'col' }, name)));
    return card(
      t('Calibration'),
      t('Expected calibration error {0}: how far probabilities are from the share that is right.', decimal(error)),
      h('table', {}, h('thead', {}, head), h('tbody', {}, ...rows)),
    );
  }

  /** The examples of a cell of the matrix. */
  #list(given: string, predicted: string): void {
    const { examples, result } = this.#known();
    const indices = Array.from(examples.keys()).filter(
      (n) => examples[n].label === given && result.predictions[n]?.label === predicted,
    );
    const title = given === predicted ? t('{0}, found', given) : t('{0}, taken for {1}', given, predicted);
    this.#listThese(title, indices);
  }

  /** Examples under a title; each leads to its line. */
  #listThese(title: string, indices: readonly number[]): void {
    const items = indices.map((index) => h('li', {}, this.#linkTo(index), this.#probabilityOf(index)));
    this.#examples.replaceChildren(h('h3', {}, title), h('ul', {}, ...items));
    this.#examples.scrollIntoView({ block: 'nearest' });
    this.#examples.querySelector('button')?.focus();
  }

  #linkTo(index: number): HTMLElement {
    const onclick = () => this.channel.notify('revealExample', { index });
    const text = shorten(this.#known().examples[index]?.text ?? '');
    return h('button', { type: 'button', class: 'link', 'data-example': index, onclick }, text);
  }

  #probabilityOf(index: number): HTMLElement | null {
    const prediction = this.#known().result.predictions[index];
    return prediction ? h('span', { class: 'note' }, ` ${percent(prediction.probability)}`) : null;
  }

  #known(): EvaluationShown {
    if (!this.#shown) throw new Error('nothing was evaluated');
    return this.#shown;
  }
}

const shorten = (text: string): string => shortened(text, 160);
