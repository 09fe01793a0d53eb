// What a person reads of a word in its sentence.

import assert from 'node:assert/strict';
import '../../../support/fakeVscode';
import { shownWord } from '../../../../src/client/attention/documents';
import { wellFormed } from '../../../../src/core/text';

const isWhole = (text: string): boolean => wellFormed(text) === text;

const wordIn = (text: string, form: string) => {
  const start = text.indexOf(form);
  const compared = [{ uri: undefined, name: 'a.md', text, readable: text }];
  return shownWord(compared, 0, { start, end: start + form.length });
};

describe('a word with the rest of its sentence', () => {
  it('is read on one line, with file and line', () => {
    const text = 'First.\n\nThe river\nbank is wet. Last.';
    const { before, form, after, source } = wordIn(text, 'bank');
    assert.deepEqual([before, form, after, source], ['The river ', 'bank', ' is wet.', 'a.md:4']);
  });

  for (const shift of ['', 'x']) {
    it(`has no half of a character where it is cut${shift && ', one unit farther'}`, () => {
      const wave = '👋'.repeat(100);
      const text = `A ${wave}${shift} bank ${shift}${wave} end.`;
      const { before, after } = wordIn(text, 'bank');
      assert.ok(before.startsWith('…') && after.endsWith('…'), 'both sides are cut');
      assert.ok(isWhole(before) && isWhole(after));
    });
  }
});
