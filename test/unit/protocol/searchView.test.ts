import assert from 'node:assert/strict';
import {
  chipText,
  isQuestion,
  parseInput,
  parseMemory,
  queryOf,
  takeChips,
  unknownLanguages,
  type Chip,
  type SearchInput,
} from '../../../src/protocol/searchView';

describe('chips', () => {
  it('are taken once a blank follows', () => {
    assert.deepEqual(takeChips('path:docs'), { chips: [], rest: 'path:docs' });
    assert.deepEqual(takeChips('path:docs '), { chips: [{ kind: 'path', value: 'docs' }], rest: '' });
    assert.deepEqual(takeChips('cold -path:old/** lang:python water'), {
      chips: [
        { kind: 'notPath', value: 'old/**' },
        { kind: 'lang', value: 'python' },
      ],
      rest: 'cold water',
    });
  });

  it('are all taken when asked for', () => {
    assert.deepEqual(takeChips('"exact words"', true), { chips: [{ kind: 'phrase', value: 'exact words' }], rest: '' });
    assert.deepEqual(takeChips('path:"my docs"', true).chips, [{ kind: 'path', value: 'my docs' }]);
  });

  it('are all that the search reads as filters: other names, capitals, typographic quotation marks', () => {
    assert.deepEqual(takeChips('File:docs -file:old language:c -Language:go “exact words” bees').chips, [
      { kind: 'path', value: 'docs' },
      { kind: 'notPath', value: 'old' },
      { kind: 'lang', value: 'c' },
      { kind: 'notLang', value: 'go' },
      { kind: 'phrase', value: 'exact words' },
    ]);
    assert.deepEqual(takeChips('profile:x “still open '), { chips: [], rest: 'profile:x “still open ' });
  });

  it('leave what is still being written, and what is none', () => {
    for (const text of ['path:"my do ', '"half a phrase', 'path: x', 'say lang: what', 'a "b', 'xpath:docs y']) {
      assert.deepEqual(takeChips(text).chips, [], text);
      assert.equal(takeChips(text).rest, text);
    }
  });

  it('alone are no question, but for words in quotes', () => {
    const input = (chips: readonly Chip[], text = '', more: Partial<SearchInput> = {}): SearchInput => ({
      ...{ mode: 'hybrid', chips, text },
      ...more,
    });
    const path = { kind: 'path', value: 'docs' } as const;
    for (const none of [input([]), input([path, { kind: 'lang', value: 'c' }]), input([path], ' x ')]) {
      assert.equal(isQuestion(none, 2), false);
    }
    const like = { text: 'bees', label: 'a.md:1' };
    for (const asked of [input([], 'xy'), input([{ kind: 'phrase', value: 'x' }]), input([path], '', { like })]) {
      assert.equal(isQuestion(asked, 2), true);
    }
    assert.equal(isQuestion(input([path], 'x'), 1), true);
  });

  it('are written so that they are read again', () => {
    const chips = [
      { kind: 'path', value: 'my docs/**' },
      { kind: 'notPath', value: 'x' },
      { kind: 'lang', value: 'c++' },
      { kind: 'notLang', value: 'json' },
      { kind: 'phrase', value: 'two words' },
    ] as const;
    assert.deepEqual(takeChips(chips.map(chipText).join(' '), true).chips, chips);
    assert.equal(queryOf({ text: ' cold water ', chips: [chips[1]] }), '-path:x cold water');
  });
});

describe('unknownLanguages', () => {
  const cases: readonly (readonly [string, readonly string[]])[] = [
    ['bees lang:md lang:Python -lang:c++ lang:typescript', []],
    ['bees lang:pyton', ['pyton']],
    ['-lang:nosuch lang:ts bees', ['nosuch']],
    ['path:nosuch "lang" bees', []],
  ];
  for (const [text, unknown] of cases) {
    it(`of ${JSON.stringify(text)}: ${JSON.stringify(unknown)}`, () => {
      assert.deepEqual(unknownLanguages({ text, chips: [] }), unknown);
      const { chips, rest } = takeChips(text, true);
      assert.deepEqual(unknownLanguages({ text: rest, chips }), unknown);
    });
  }
});

describe('saved state of the view', () => {
  it('is read back', () => {
    const like = { text: 'a', label: 'x:1', origin: { uri: 'file:///x', startLine: 0, endLine: 2 } };
    const input = { text: 'bees', mode: 'vector', chips: [{ kind: 'lang', value: 'markdown' }], like };
    assert.deepEqual(parseMemory({ input, collapsed: ['a.md'] }), { input, collapsed: ['a.md'] });
  });

  it('of any other form does no harm', () => {
    assert.equal(parseMemory(undefined), null);
    assert.equal(parseMemory('x'), null);
    const empty = { text: '', mode: 'hybrid', chips: [] };
    for (const value of [null, 7, {}, { text: 3, mode: 'x', chips: [1, { kind: 'path' }], like: { text: '' } }]) {
      assert.deepEqual(parseInput(value), empty);
    }
    assert.deepEqual(parseMemory({ collapsed: [1, 'a'] }), { input: empty, collapsed: ['a'] });
  });
});
