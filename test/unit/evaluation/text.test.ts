// Words, stems, identifiers and offsets of the baselines.

import assert from 'node:assert/strict';
import { codePointOffsets, identifierParts, sameWord, searchTerms, stem, words } from '../../../evaluation/text';

describe('text of the baselines', () => {
  const parts: readonly [string, readonly string[]][] = [
    ['parseHTTPHeader_2', ['parse', 'HTTP', 'Header', '2']],
    ['snake_case_name', ['snake', 'case', 'name']],
    ['XMLHttpRequest', ['XML', 'Http', 'Request']],
    ["don't stop", ['don', 't', 'stop']],
    ['Äpfel und Öl', ['Äpfel', 'und', 'Öl']],
    ['', []],
  ];
  for (const [text, expected] of parts) {
    it(`splits "${text}" into parts`, () => assert.deepEqual(identifierParts(text), expected));
  }

  const families = [
    'file files filed filing',
    'stop stops stopped stopping',
    'query queries',
    'class classes',
    'index indexed',
  ];
  for (const family of families) {
    it(`gives one stem to ${family}`, () => assert.equal(new Set(family.split(' ').map(stem)).size, 1));
  }

  it('leaves short words and those without an ending alone', () => {
    for (const word of ['is', 'bus', 'red', 'status', 'sing', 'string', '2024']) assert.equal(stem(word), word);
    assert.notEqual(stem('cared'), stem('carted'));
  });

  it('reads the terms of code and prose alike', () => {
    assert.deepEqual(searchTerms('readFiles(path)'), searchTerms('read file path'));
    assert.deepEqual(words("Let's go, 3 times"), ['let', 's', 'go', '3', 'times']);
  });

  it('turns offsets in code points into UTF-16 units', () => {
    const offset = codePointOffsets('a😀bé𝒳');
    assert.deepEqual([0, 1, 2, 3, 4, 5].map(offset), [0, 1, 3, 4, 5, 7]);
    assert.throws(() => offset(6), RangeError);
  });

  it('compares words without case', () => {
    assert.ok(sameWord('GitHub', 'github'));
    assert.ok(!sameWord('form', 'from'));
  });
});
