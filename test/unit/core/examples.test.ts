import assert from 'node:assert/strict';
import {
  conflictingLabels,
  countLabels,
  fingerprint,
  lineOf,
  parseCsv,
  parseExampleLines,
  problemsOf,
  readForeign,
  writeExampleLines,
} from '../../../src/core/examples';

describe('file of examples', () => {
  const file = [
    '{"label":"a","text":"one"}',
    'not json',
    '',
    '{"text":"two","label":3,"by":"Ann"}',
    '{"text":" ","label":"a"}',
    '{"text":"three"}',
    '["list"]',
  ].join('\n');

  it('reads what can be read, names what cannot, and writes every line back as it stood', () => {
    const lines = parseExampleLines(file);
    assert.deepEqual(
      lines.flatMap(({ example }) => example ?? []),
      [
        { label: 'a', text: 'one' },
        { label: '3', text: 'two' },
      ],
    );
    assert.deepEqual(problemsOf(lines), [
      { line: 2, reason: 'noObject' },
      { line: 5, reason: 'noText' },
      { line: 6, reason: 'noLabel' },
      { line: 7, reason: 'noObject' },
    ]);
    assert.equal(writeExampleLines(lines), `${file}\n`);
    assert.equal(writeExampleLines(parseExampleLines(`${file}\n`)), `${file}\n`);
    assert.deepEqual(parseExampleLines(''), []);
  });

  it('keeps the fields that others wrote when a label changes', () => {
    const [, , , line] = parseExampleLines(file);
    assert.equal(lineOf({ text: 'two', label: 'b' }, line).raw, '{"label":"b","text":"two","by":"Ann"}');
  });

  it('takes line ends and a byte order mark of Windows', () => {
    assert.equal(parseExampleLines('\uFEFF{"label":"a","text":"x"}\r\n{"label":"b","text":"y"}\r\n').length, 2);
  });

  it('counts labels and finds texts under two of them', () => {
    const examples = [{ text: 'x ', label: 'b' }, { text: 'x', label: 'a' }, { text: 'y', label: 'b' }]; // prettier-ignore
    assert.deepEqual([...countLabels(examples)], [['a', 1], ['b', 2]]); // prettier-ignore
    assert.deepEqual([...conflictingLabels(examples)], [['x', ['a', 'b']]]);
  });

  it('has a fingerprint that changes with text, label and order', () => {
    const [a, b] = [{ text: 'x', label: 'y' }, { text: 'y', label: 'x' }]; // prettier-ignore
    const all = [[a, b], [b, a], [a], [b], []].map(fingerprint); // prettier-ignore
    assert.equal(new Set(all).size, 5);
    assert.equal(fingerprint([a, b]), fingerprint([{ ...a }, { ...b }]));
  });
});

describe('import of examples', () => {
  it('reads CSV with quotes, line ends inside, and another delimiter', () => {
    assert.deepEqual(parseCsv('a,b\r\n"x, ""y""","two\nlines"\r\n\r\nlast,\n'), [
      ['a', 'b'],
      ['x, "y"', 'two\nlines'],
      ['last', ''],
    ]);
    const { examples } = readForeign('Category;Message;other\nfault;It broke;1\n', 'x.csv');
    assert.deepEqual(examples, [{ text: 'It broke', label: 'fault' }]);
    assert.equal(readForeign('text\tlabel\nhello\tgreeting\n', 'x.TSV').examples[0].label, 'greeting');
  });

  it('takes away the guard that export puts before formulas, and reports broken records', () => {
    const { examples, problems } = readForeign("label,text\na,'=1+1\nb,\n,c\na,'＝1\n", 'x.csv');
    assert.deepEqual(
      examples.map(({ text }) => text),
      ['=1+1', '＝1'],
    );
    assert.deepEqual(problems, [
      { line: 3, reason: 'noText' },
      { line: 4, reason: 'noLabel' },
    ]);
  });

  it('says when the header names no columns, and never loses an open quote', () => {
    assert.deepEqual(readForeign('a,b\n1,2\n', 'x.csv').problems, [{ line: 1, reason: 'noColumns' }]);
    assert.deepEqual(parseCsv('a,b\n"open,1\nend'), [['a', 'b'], ['open,1\nend']]);
    assert.deepEqual(parseCsv(''), []);
  });
});
