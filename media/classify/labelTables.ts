// Where a text may have several labels there is no one matrix: each label has a table of two by two, of those that have it
// and those of which it was predicted.

import type { WireLabelTable } from '../../src/protocol/classify';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import { card, moveInTable } from './cells';

/** Shows the examples of a cell. */
type OnCell = (title: string, indices: readonly number[]) => void;

export function tablesOf(tables: readonly WireLabelTable[], onCell: OnCell): HTMLElement {
  return card(
    t('Each class against the rest'),
    t('Texts that have the class, and texts of which it was predicted. Click a cell to see its examples.'),
    h('div', { class: 'strip labelTables' }, ...tables.map((table) => tableOf(table, onCell))),
  );
}

function tableOf(table: WireLabelTable, onCell: OnCell): HTMLElement {
  const { label, truePositives, falseNegatives, falsePositives, trueNegatives } = table;
  const most = Math.max(
    1,
    ...[truePositives, falseNegatives, falsePositives, trueNegatives].map(({ length }) => length),
  );
  const cell = (title: string, indices: readonly number[], isRight: boolean) => {
    const words = `${title}: ${indices.length}`;
    const attributes = {
      type: 'button',
      class: isRight ? 'cell right' : 'cell wrong',
      title: words,
      'aria-label': words,
      'data-label': label,
      disabled: indices.length === 0,
      onclick: () => onCell(title, indices),
    } as const;
    const button = h('button', attributes, String(indices.length));
    button.style.setProperty('--share', String(indices.length / most));
    return h('td', {}, button);
  };
  const head = [label, t('predicted'), t('not predicted')].map((name) => h('th', { scope: 'col' }, name));
  const element = h(
    'table',
    { class: 'confusion' },
    h('thead', {}, h('tr', {}, ...head)),
    h(
      'tbody',
      {},
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, t('has it')),
        cell(t('{0}, found', label), truePositives, true),
        cell(t('{0}, missed', label), falseNegatives, false),
      ),
      h(
        'tr',
        {},
        h('th', { scope: 'row' }, t('has it not')),
        cell(t('{0}, wrongly predicted', label), falsePositives, false),
        cell(t('{0}, rightly left out', label), trueNegatives, true),
      ),
    ),
  );
  element.addEventListener('keydown', (event) => moveInTable(event, element));
  return element;
}
