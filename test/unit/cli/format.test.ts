import assert from 'node:assert/strict';
import { table } from '../../../src/cli/format';

describe('table', () => {
  it('stands in columns, numbers on the right', () => {
    const rows = [
      ['cat', 7, ''],
      ['naïve 👩', 1234, 'x'],
    ];
    assert.equal(table(rows, ['word', 'id']), 'word       id\ncat         7\nnaïve 👩  1234  x');
  });

  it('takes more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, n) => ['token', n]);
    assert.equal(table(rows).length, 200_000 * 'token  199999\n'.length - 1);
  });
});
