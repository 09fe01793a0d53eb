import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { tokenTable } from '../../../src/client/tokenTable';

describe('tokenTable', () => {
  it('aligns columns, shows spans and makes line breaks visible', () => {
    const text = 'Hi\n😀';
    const token = (piece: string, id: number, start: number, end: number) => ({
      text: piece,
      id,
      segment: 0,
      attentionMask: 1,
      start,
      end,
    });
    const table = tokenTable(
      [token('[CLS]', 101, 0, 0), token('hi', 7632, 0, 2), token('x', 5, 2, 3), token('😀', 100, 3, 5)],
      text,
      ['#', 'piece', 'id', 'seg', 'mask', 'span', 'text'],
    );
    assert.deepEqual(table.split('\n'), [
      '#  piece  id    seg  mask  span  text',
      '0  [CLS]  101   0    1     0–0',
      '1  hi     7632  0    1     0–2   Hi',
      '2  x      5     0    1     2–3   ␊',
      '3  😀      100   0    1     3–5   😀',
    ]);
  });
});
