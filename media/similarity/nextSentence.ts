// How well B follows A, in words that claim no more than the head has shown.

import type { CompareResult } from '../../src/protocol/similarity';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';

/** Below this the head tells little more than a coin. */
const trusted = 0.7;

export function nextSentenceView(found: CompareResult['nextSentence']): HTMLElement {
  if (!found) return h('p', { class: 'next' }, t('Next sentence: this encoder has no head for it.'));
  const { reliability, rankAmongReal, rankAmongOthers } = found;
  const verdict =
    rankAmongReal >= 0.5 && rankAmongOthers >= 0.75
      ? t('B would follow A well.')
      : rankAmongReal < 0.25 && rankAmongOthers < 0.5
        ? t('B does not seem to follow A.')
        : t('B may follow A or not.');
  const right = Math.round(reliability * 10);
  const trust =
    reliability < trusted
      ? t(
          'Read little into it: of ten real next sentences this encoder rates only {0} above another text (5 would be chance).',
          right,
        )
      : t('Of ten real next sentences this encoder rates {0} above another text.', right);
  return h(
    'p',
    { class: 'next' },
    h('span', { class: 'caption' }, t('Next sentence:')),
    ' ',
    h('strong', {}, verdict),
    ' ',
    h('span', { class: 'hint' }, trust),
  );
}
