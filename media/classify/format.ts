// Numbers as people read them, written and as a bar, and the classes of a row.

import type { ResultRow } from '../../src/protocol/classifyPanel';
import { h } from '../shared/dom';

export const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
export const points = (value: number): string => (value * 100).toFixed(1);
export const decimal = (value: number): string => value.toFixed(3);

/** A bar for a share 0…1; the number stands beside it. */
export function meterOf(share: number): HTMLElement {
  const inside = h('span', {});
  inside.style.width = `${Math.round(share * 100)}%`;
  return h('span', { class: 'meter', 'aria-hidden': 'true' }, inside);
}

/** Its classes; none where it is unsure. */
export const labelsOf = ({ label, labels }: ResultRow): readonly string[] =>
  labels.length ? labels : label === null ? [] : [label];
export const isUnsure = (row: ResultRow): boolean => row.label === null && row.labels.length === 0;
