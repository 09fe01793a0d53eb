import assert from 'node:assert/strict';
import { capitalise, caseLike, casingOf, documentCasing, truecase, type Casing } from '../../../src/core/casing';

describe('casingOf', () => {
  const table: readonly [string, Casing][] = [
    ['word', 'lower'],
    ['Word', 'title'],
    ['WORD', 'upper'],
    ['A', 'title'],
    ['OK', 'upper'],
    ['JavaScript', 'mixed'],
    ['iPhone', 'mixed'],
    ['McDonald', 'mixed'],
    ["don't", 'lower'],
    ["Don't", 'title'],
    ["DON'T", 'upper'],
    ['Éclair', 'title'],
    ['ÉCLAIR', 'upper'],
    ['straße', 'lower'],
    ['3rd', 'lower'],
    ['42', 'none'],
    ['', 'none'],
    ['東京', 'none'],
    ['𐐀𐐨', 'title'],
  ];
  for (const [word, casing] of table) it(`${word}: ${casing}`, () => assert.equal(casingOf(word), casing));
});

describe('caseLike', () => {
  const table: readonly [string, string, string, boolean?][] = [
    ['word', 'thing', 'word'],
    ['word', 'Thing', 'Word'],
    ['word', 'THING', 'WORD'],
    ['word', 'A', 'Word'],
    ['we', 'I', 'we'],
    ['we', 'I', 'We', true],
    ['Monday', 'yesterday', 'Monday'],
    ['JavaScript', 'python', 'JavaScript'],
    ['JavaScript', 'Python', 'JavaScript'],
    ['JavaScript', 'PYTHON', 'JAVASCRIPT'],
    ['iPhone', 'Phone', 'iPhone'],
    ['word', 'JavaScript', 'word'],
    ['word', 'JavaScript', 'Word', true],
    ['word', 'thing', 'word', true],
    ['word', '42', 'word'],
    ['éclair', 'Cake', 'Éclair'],
    ['straße', 'WEG', 'STRASSE'],
    ["o'clock", 'Time', "O'clock"],
    ['3rd', 'First', '3rd'],
  ];
  for (const [candidate, original, expected, atStart] of table) {
    it(`${candidate} for ${original}${atStart ? ' at the start' : ''}: ${expected}`, () => {
      assert.equal(caseLike(candidate, original, atStart), expected);
    });
  }
});

describe('capitalise', () => {
  const table: readonly [string, string][] = [
    ['word', 'Word'],
    ['’tis', '’Tis'],
    ['ßen', 'SSen'],
    ['42', '42'],
    ['', ''],
    ['𐐨𐐨', '𐐀𐐨'],
  ];
  for (const [word, expected] of table) it(word, () => assert.equal(capitalise(word), expected));
});

describe('truecase', () => {
  const table = new Map([
    ['i', 'I'],
    ['javascript', 'JavaScript'],
    ['monday', 'Monday'],
    ['apple', 'Apple'],
  ]);
  const document = new Map([
    ['semtext', 'SemText'],
    ['apple', 'apple'],
  ]);
  const rows: readonly [string, string][] = [
    ['i', 'I'],
    ['javascript', 'JavaScript'],
    ['monday', 'Monday'],
    ['semtext', 'SemText'],
    ['apple', 'apple'],
    ['word', 'word'],
    ['MONDAY', 'MONDAY'],
  ];
  for (const [word, expected] of rows) it(word, () => assert.equal(truecase(word, table, document), expected));
  it('asks the table alone without a document', () => assert.equal(truecase('apple', table), 'Apple'));
});

describe('documentCasing', () => {
  const table: readonly [string, string, Record<string, string>][] = [
    ['names inside sentences', 'We use GitHub and iOS. It is on GitHub.', { github: 'GitHub', ios: 'iOS' }],
    ['first words say nothing', 'Word here. Word there.', {}],
    ['the commonest form wins', 'See Rust, see rust, see Rust.', { rust: 'Rust', see: 'see' }],
    ['lower case needs two uses', 'it is python and it was python or ruby', { python: 'python' }],
    ['one slip does not count', 'we met on monday', {}],
    ['headings are left out', '# Getting Started With Widgets\n\nwe use Widgets here', { widgets: 'Widgets' }],
    ['capitals are left out', 'DO NOT PUSH TO MAIN. We push to it', {}],
    ['words behind a quote are left out', 'he said "Stop it" and went', {}],
    ['words behind a colon are left out', 'note: Use it with care', {}],
    ['a possessive counts as its word', "we like Anna's cat and Anna", { anna: 'Anna' }],
    ['a short sentence', 'Ask Anna.', { anna: 'Anna' }],
    ['a short heading', 'Release Notes', {}],
    ['nothing', '', {}],
  ];
  for (const [what, text, expected] of table) {
    it(what, () => {
      const found = documentCasing(text);
      for (const [word, form] of Object.entries(expected)) assert.equal(found.get(word), form, word);
      const others = [...found].filter(([word, form]) => form !== word && !(word in expected));
      assert.deepEqual(others, []);
    });
  }

  it('remembers no lower-case form that was seen once', () => {
    assert.equal(documentCasing('we met on monday').has('monday'), false);
    assert.equal(documentCasing('we met on monday and left on monday').get('monday'), 'monday');
  });
});
