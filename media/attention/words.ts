// Sentences that the views share.

import type { TokenWord } from '../../src/core/attention';
import { shortened } from '../../src/core/shortened';
import type { ViewState } from '../../src/protocol/panel';
import type { DrawnMap, Store } from './store';
import { strongestHead } from './strongest';
import { t } from '../shared/l10n';

/** What a tooltip says of a token or word. */
export function unitTitle(store: Store, unit: TokenWord): string {
  const { tokens } = store.document;
  const first = tokens[unit.tokens[0]];
  if (unit.special) return t('{0}: added by the tokenizer, id {1}', first.text, first.id);
  const where = t('characters {0} to {1}, segment {2}', unit.start, unit.end, unit.segment);
  if (unit.tokens.length === 1) return t('{0}, id {1}; {2}', short(first.text), first.id, where);
  const pieces = unit.tokens.slice(0, 40).map((n) => tokens[n].text);
  return t('pieces {0}; {1}', short(pieces.join(' ')), where);
}

const short = (text: string): string => shortened(text, 200);

/** Three significant digits, and never an exponent. */
export function number(value: number): string {
  if (value === 0) return '0';
  const digits = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toFixed(digits);
}

/** A weight as the lists show it: three decimals. */
export const weightText = (value: number): string => value.toFixed(3);

function layerName({ scope, layer }: ViewState): string {
  if (scope === 'layer') return t('layer {0}', layer + 1);
  return scope === 'mean' ? t('mean over all layers') : t('attention rollout');
}

/**
 * Which weights are shown, in words: "layer 3, mean of heads 1, 2". Layers and heads count from 1 for people. `each`: how
 * heads are shown that are drawn apart, as what they are, or by the strongest of them at each place.
 */
export function scopeName({ document: shown, view }: DrawnMap, each: 'apart' | 'strongest'): string {
  const { heads, reduction } = view;
  const where = layerName(view);
  if (!heads.length) return t('{0}, no head', where);
  const numbers = heads.map((head) => head + 1).join(', ');
  const all = heads.length === shown.numHeads;
  if (heads.length === 1) return t('{0}, head {1}', where, numbers);
  const list = all ? t('all heads') : t('heads {0}', numbers);
  if (reduction === 'each')
    return each === 'apart' ? t('{0}, {1}', where, list) : t('{0}, strongest of {1}', where, list);
  return reduction === 'mean' ? t('{0}, mean of {1}', where, list) : t('{0}, maximum of {1}', where, list);
}

/** "query “bank” → key “river”, layer 3, head 2: 0.412", the panel's one way to say a weight. */
export function weightSentence(map: DrawnMap, query: number, key: number): string {
  const at = query * map.units.length + key;
  const value = map.strongest[at];
  const head = strongestHead(map, at);
  const where = head === undefined ? scopeName(map, 'strongest') : t('{0}, head {1}', layerName(map.view), head + 1);
  const sign = map.difference && value > 0 ? '+' : '';
  const [from, to] = [short(map.labels[query]), short(map.labels[key])];
  return t('query “{0}” → key “{1}”, {2}: {3}', from, to, where, `${sign}${number(value)}`);
}
