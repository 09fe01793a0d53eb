// Sentences that the views share.

import type { TokenWord } from '../../src/core/attention';
import type { Store } from './store';

/** What a tooltip says of a token or word. */
export function unitTitle(store: Store, unit: TokenWord): string {
  const { tokens } = store.document;
  const first = tokens[unit.tokens[0]];
  if (unit.special) return `${first.text}: added by the tokenizer, id ${first.id}`;
  const pieces = unit.tokens.map((n) => tokens[n].text).join(' ');
  const where = `characters ${unit.start} to ${unit.end}, segment ${unit.segment}`;
  return unit.tokens.length > 1 ? `pieces ${pieces}; ${where}` : `${first.text}, id ${first.id}; ${where}`;
}

/** Three significant digits, and never an exponent. */
export function number(value: number): string {
  if (value === 0) return '0';
  const digits = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
  return value.toFixed(digits);
}

/** Which weights are shown, in words: "layer 3, mean of heads 1, 2". Layers and heads count from 1 for people. */
export function scopeName(store: Store): string {
  const { scope, layer, heads, reduction } = store.view;
  const where = { layer: `layer ${layer + 1}`, mean: 'mean over all layers', rollout: 'attention rollout' }[scope];
  const all = heads.length === store.document.numHeads;
  const list = all ? 'all heads' : `head${heads.length > 1 ? 's' : ''} ${heads.map((head) => head + 1).join(', ')}`;
  const how = heads.length > 1 ? { mean: 'mean of ', max: 'maximum of ', each: '' }[reduction] : '';
  return `${where}, ${how}${list}`;
}

/** "“bank” → “river”, layer 3, head 2: 0.412", the panel's one way to say a weight. */
export function weightSentence(store: Store, query: string, key: string, value: number, difference: boolean): string {
  const sign = difference && value > 0 ? '+' : '';
  return `query “${query}” → key “${key}”, ${scopeName(store)}: ${sign}${number(value)}`;
}
