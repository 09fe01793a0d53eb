// How one weight comes about: query, key, their products, the scaled score and the softmax, each with a line that says
// what it is.

import { css, differenceColour } from '../shared/colour';
import { fitCanvas, h } from '../shared/dom';
import { meter } from './inspector';
import type { Store } from './store';
import { t } from '../shared/l10n';
import { number } from './words';

/** The breakdown for a query token against all keys; `key` is the one looked at closely. */
export async function breakdown(store: Store, query: number, key: number): Promise<HTMLElement> {
  const { layer, heads } = store.view;
  const head = heads[0];
  const { headSize, tokens } = store.document;
  const { queries, keys } = await store.source.queriesAndKeys(layer, head, store.intervention);
  const q = queries.subarray(query * headSize, (query + 1) * headSize);
  const rowOf = (n: number) => keys.subarray(n * headSize, (n + 1) * headSize);
  const scores = tokens.map((_, n) => dot(q, rowOf(n)) / Math.sqrt(headSize));
  const probabilities = softmax(scores);
  const k = rowOf(key);
  const product = q.map((value, d) => value * k[d]);
  const name = (n: number) => tokens[n].text;
  const line = (title: string, explanation: string, content: HTMLElement) =>
    h('div', { class: 'step' }, h('h3', {}, title), h('p', {}, explanation), content);
  return h(
    'div',
    { class: 'breakdown' },
    h('p', {}, t('Layer {0}, head {1}: query “{2}”, key “{3}”.', layer + 1, head + 1, name(query), name(key))),
    line(
      t('q of “{0}”', name(query)),
      t('What the token looks for: {0} numbers made from its state.', headSize),
      strip(q),
    ),
    line(t('k of “{0}”', name(key)), t('What the token offers to be found by: {0} numbers.', headSize), strip(k)),
    line('q × k', t('Number by number: where both are large and of one sign, the pair fits.'), strip(product)),
    line(
      'score = q · k / √d',
      t('The sum of the products, divided by √{0} so that it does not grow with the size of the head.', headSize),
      h('output', {}, `${number(sum(product))} / ${number(Math.sqrt(headSize))} = ${number(scores[key])}`),
    ),
    line(
      'softmax',
      t('The scores of all keys, turned into shares that sum to 1.'),
      bars(
        tokens.map(({ text }) => text),
        probabilities,
        key,
      ),
    ),
  );
}

/** Values as a row of coloured cells, blue negative, orange positive. */
function strip(values: Float32Array): HTMLElement {
  const canvas = h('canvas', {
    role: 'img',
    'aria-label': t(
      '{0} values between {1} and {2}',
      values.length,
      number(Math.min(...values)),
      number(Math.max(...values)),
    ),
  });
  const cell = 6;
  const context = fitCanvas(canvas, values.length * cell, 18);
  const largest = Math.max(1e-6, ...values.map(Math.abs));
  values.forEach((value, n) => {
    context.fillStyle = css(differenceColour(value / largest));
    context.fillRect(n * cell, 0, cell - 0.5, 18);
  });
  return h('div', { class: 'strip' }, canvas);
}

/** The eight largest shares, and the one looked at. */
function bars(labels: readonly string[], probabilities: readonly number[], key: number): HTMLElement {
  const order = probabilities.map((_, n) => n).sort((a, b) => probabilities[b] - probabilities[a]);
  const shown = [...new Set([...order.slice(0, 8), key])];
  const rows = shown.map((n) =>
    h(
      'tr',
      { class: n === key ? 'focused' : null },
      h('th', { scope: 'row' }, labels[n]),
      h('td', { class: 'number' }, number(probabilities[n])),
      h('td', { class: 'bar' }, meter(probabilities[n])),
    ),
  );
  return h('table', { class: 'bars' }, h('tbody', {}, ...rows));
}

function dot(a: Float32Array, b: Float32Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i] * b[i];
  return total;
}

const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);

function softmax(scores: readonly number[]): number[] {
  const most = Math.max(...scores);
  const shares = scores.map((score) => Math.exp(score - most));
  const total = shares.reduce((a, b) => a + b, 0);
  return shares.map((share) => share / total);
}
