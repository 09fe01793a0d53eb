// What the masked LM expects at the masked tokens, before and after the intervention.

import type { Intervention, PanelPrediction } from '../../src/protocol/panel';
import { h } from '../shared/dom';
import { meter } from './inspector';
import type { Store } from './store';
import { t } from '../shared/l10n';

/**
 * Two columns for each token: what the encoder expects there in the untouched encoder with only this token masked, and
 * what it expects with all that was masked and silenced.
 */
export async function predictions(
  store: Store,
  tokens: readonly number[],
  untouched: Intervention,
): Promise<HTMLElement> {
  if (!tokens.length)
    return h(
      'p',
      { class: 'hint' },
      t('Mask a token (double click or m) to see how silencing heads changes what is expected there.'),
    );
  const before = await store.source.predict(tokens, { ...untouched, masked: [] });
  const after = await store.source.predict(tokens, store.intervention);
  const blocks = tokens.map((token, n) =>
    h(
      'section',
      {},
      h('h3', {}, t('Instead of “{0}”', store.document.tokens[token].text)),
      h(
        'div',
        { class: 'compare' },
        list(t('this token masked'), before[n], before[n]),
        list(t('with all changes'), after[n], before[n]),
      ),
    ),
  );
  return h('div', { class: 'predictions' }, ...blocks);
}

function list(title: string, found: PanelPrediction | undefined, other: PanelPrediction | undefined): HTMLElement {
  const rows = (found?.candidates ?? []).map(({ text, probability }) => {
    const fresh = !other?.candidates.some((candidate) => candidate.text === text);
    return h(
      'tr',
      { class: fresh ? 'fresh' : null },
      h('th', { scope: 'row' }, text),
      h('td', { class: 'number' }, `${(probability * 100).toFixed(1)} %`),
      h('td', {}, meter(probability)),
    );
  });
  return h('table', {}, h('caption', {}, title), h('tbody', {}, ...rows));
}
