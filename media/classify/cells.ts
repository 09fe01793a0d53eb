// What tables of counts have in common: the card they stand in, and the way from cell to cell.

import { h } from '../shared/dom';

export function card(title: string, hint: string, content: HTMLElement): HTMLElement {
  return h('section', { class: 'card' }, h('h3', {}, title), h('p', { class: 'note' }, hint), content);
}

/** Arrow keys go from cell to cell; empty cells are passed over. */
export function moveInTable(event: KeyboardEvent, table: HTMLTableElement): void {
  const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }; // prettier-ignore
  const step = steps[event.key];
  const cell = event.target instanceof HTMLElement ? event.target.closest('td') : null;
  const row = cell?.closest('tr');
  if (!step || !cell || !row) return;
  let [y, x] = [row.rowIndex + step[0], cell.cellIndex + step[1]];
  for (let found = table.rows[y]?.cells[x]; found; found = table.rows[y]?.cells[x]) {
    const button = found.querySelector<HTMLButtonElement>('button:not(:disabled)');
    if (button) {
      button.focus();
      break;
    }
    [y, x] = [y + step[0], x + step[1]];
  }
  event.preventDefault();
}
