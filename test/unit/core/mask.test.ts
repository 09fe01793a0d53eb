import assert from 'node:assert/strict';
import { findMasks } from '../../../src/core/mask';

describe('findMasks', () => {
  const found: readonly [string, readonly string[]][] = [
    ['a [MASK] b', ['[MASK]']],
    ['[MASK][MASK]', ['[MASK]', '[MASK]']],
    ['un[MASK]able', ['[MASK]']],
    ['The ___ sat.', ['___']],
    ['The ______ sat on ___.', ['______', '___']],
    ['(___), “___” and ___’s', ['___', '___', '___']],
    ['___ begins', ['___']],
    ['ends ___', ['___']],
    ['Name: ____', ['____']],
    ['the …? sat', ['…?']],
    ['the ...? sat', ['...?']],
    ['…?', ['…?']],
    ['one …?, two ...?', ['…?', '...?']],
    ['a [MASK] is ___ or …?', ['[MASK]', '___', '…?']],
    ['line\nthe ___\n', ['___']],
    ['\\n ___ \u00e9', ['___']],
    ['pre-___', ['___']],
  ];
  for (const [text, masks] of found) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(
        findMasks(text).map(({ start, end }) => text.slice(start, end)),
        masks,
      );
    });
  }

  const none: readonly string[] = [
    '',
    'plain text',
    'a___b',
    '___init',
    'x___',
    '___bold italic___',
    'é___',
    '___1',
    'the __ sat',
    '[mask] [MASKED] MASK',
    '___',
    '  ___  ',
    'para\n\n_____\n\npara',
    'para\r\n___\r\npara',
    '_ ___ _',
    '\\___',
    'Really…?',
    'Really...?',
    'wait....? no',
    '?…?',
    'the … sat',
  ];
  for (const text of none) {
    it(`none in ${JSON.stringify(text)}`, () => assert.deepEqual(findMasks(text), []));
  }

  it('takes a megabyte of underscores, of dots and of brackets', () => {
    for (const unit of ['_', '.', '[MASK', '_ ', '___ ', '…']) findMasks(unit.repeat((1 << 20) / unit.length));
    assert.equal(findMasks('x ___ '.repeat(100_000)).length, 100_000);
  });
});
