// How one weight comes about: query, key, their products, the scaled score and the softmax, each with a line that says
// what it is.

import { css, differenceColour } from '../shared/colour';
import { fitCanvas, h } from '../shared/dom';
import { meter } from './inspector';
import type { Store } from './store';
import { t } from '../shared/l10n';
import { weightPlace, type Assumed, type WeightPlace } from './weightPlace';
import { number } from './words';

/** Share and weight agree when they are no farther apart: the weight came packed, in steps of 1/65535. */
const agreed = 2e-3;

/** The breakdown of the weight that is looked at closely (weightPlace), against all keys of its query. */
export async function breakdown(store: Store): Promise<HTMLElement> {
  const { document: shown, intervention } = store;
  const place = await weightPlace(store);
  const { layer, head, query, key, weight } = place;
  const { headSize, tokens } = shown;
  const { queries, keys } = await store.source.queriesAndKeys(shown, layer, head, intervention);
  const q = queries.subarray(query * headSize, (query + 1) * headSize);
  const rowOf = (n: number) => keys.subarray(n * headSize, (n + 1) * headSize);
  const scores = tokens.map((_, n) => dot(q, rowOf(n)) / Math.sqrt(headSize));
  const probabilities = softmax(scores);
  const k = rowOf(key);
  const product = q.map((value, d) => value * k[d]);
  const name = (n: number) => store.tokenName(n);
  const line = (title: string, explanation: string, content: HTMLElement) =>
    h('div', { class: 'step' }, h('h3', {}, title), h('p', {}, explanation), content);
  const hint = (text: string) => h('p', { class: 'hint' }, text);
  return h(
    'section',
    { class: 'breakdown', 'aria-label': t('Q and K') },
    h('h2', {}, t('How this weight comes about')),
    h('p', {}, t('Layer {0}, head {1}: query “{2}”, key “{3}”.', layer + 1, head + 1, name(query), name(key))),
    ...place.assumed.map((what) => hint(assumption(store, place, what))),
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
        tokens.map((_, n) => name(n)),
        probabilities,
        key,
      ),
    ),
    Math.abs(probabilities[key] - weight) > agreed ? hint(otherTerms(weight)) : null,
  );
}

/** What was chosen for the person, and how to choose otherwise. */
function assumption(store: Store, { layer, head, query }: WeightPlace, what: Assumed): string {
  const { heads } = store.view;
  switch (what) {
    case 'layer':
      return t('Queries and keys belong to one layer: this is layer {0}, chosen last.', layer + 1);
    case 'head': {
      const count = heads.length || store.document.numHeads;
      return t(
        'Of {0} heads, head {1} has the largest weight here; show one head alone to see another.',
        count,
        head + 1,
      );
    }
    case 'lastQuery':
      return t('No token is pinned: “{0}” was looked at last. Click a token to pin it.', store.tokenName(query));
    case 'largest':
      return t('No token is pinned: this is the largest weight. Click a token to pin it.');
  }
}

/** Encoders that know distances (MPNet, DeBERTa, ModernBERT) do more than multiply q and k. */
const otherTerms = (weight: number): string =>
  t(
    'The encoder gave this weight {0}: it adds something for position to the score, or does not look this far.',
    number(weight),
  );

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
