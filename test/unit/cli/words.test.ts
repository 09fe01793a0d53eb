// Sentences and formats of the command line, and the words it takes.

import assert from 'node:assert/strict';
import { describeError, describeFailure } from '../../../src/cli/messages';
import { float, lineAndColumn, percent, table } from '../../../src/cli/format';
import { languageOf } from '../../../src/cli/languages';
import { createProgram, sentenceOf, type Asked } from '../../../src/cli/program';
import { verbs } from '../../../src/cli/verbs';
import { EngineError, type EngineErrorCode } from '../../../src/engine/errors';
import { ParseError } from '../../../src/protocol/parse';
import { defaultStorage } from '../../../src/server/node/paths';
import path from 'node:path';

describe('cli words', () => {
  const statuses: Readonly<Record<EngineErrorCode, 1 | 2>> = {
    emptyText: 2,
    noMask: 2,
    tooManyMasks: 2,
    maskOutsideWindow: 2,
    noWord: 2,
    unsupportedLanguage: 2,
    modelNotFound: 2,
    modelCorrupt: 1,
    modelUnsupported: 1,
    outputMissing: 1,
    attentionHidden: 1,
    downloadFailed: 1,
    downloadMismatch: 1,
    storage: 1,
    encoderCrashed: 1,
    deviceUnavailable: 1,
    otherEncoder: 2,
    badInput: 2,
  };
  for (const [code, status] of Object.entries(statuses) as [EngineErrorCode, 1 | 2][]) {
    it(`${code}: one sentence, with and without details, and its exit status`, () => {
      const details = { subject: '/models/x', reason: 'why not', limit: 7 };
      for (const given of [{}, details]) {
        const failure = describeFailure(new EngineError(code, given));
        assert.deepEqual([failure.code, failure.status], [code, status]);
        assert.match(failure.message, /^[A-Z].*\.$/);
        assert.doesNotMatch(failure.message, /undefined|\n| {2}|\s\./);
      }
    });
  }

  it('what nobody foresaw tells nothing', () => {
    const failure = describeFailure(new TypeError('the secret text'));
    assert.deepEqual([failure.code, failure.status], ['internal', 1]);
    assert.doesNotMatch(failure.message, /secret/);
    assert.equal(describeError('other', {}).code, 'internal');
    assert.equal(describeFailure(new ParseError('top', 'a number')).message, 'top must be a number.');
  });

  for (const [complaint, sentence] of [
    ["error: unknown option '--wing'\n", "Unknown option '--wing'."],
    ["error: unknown command 'fil'\n(Did you mean fill?)\n", "Unknown command 'fil' (Did you mean fill?)"],
    ['error: option is wrong.\n', 'Option is wrong.'],
  ]) {
    it(`is one sentence: ${sentence}`, () => assert.equal(sentenceOf(complaint), sentence));
  }

  const empty: readonly (readonly [verb: string, fields: Readonly<Record<string, unknown>>, field: string])[] = [
    ['index', { dir: '' }, 'dir'],
    ['index', { dir: '.', store: '' }, 'store'],
    ['index', { dir: '.', name: ' ' }, 'name'],
    ['index', { dir: '.', maximumMb: 0 }, 'maximumMb'],
    ['index', { dir: '.', deleteAll: true }, 'dir'],
    ['index', { store: 'a', deleteAll: true }, 'store'],
    ['search', { query: 'a', maximumMb: 1.5 }, 'maximumMb'],
    ['search', { query: 'a', store: '' }, 'store'],
    ['search', { query: 'a', dir: '' }, 'dir'],
    ['search', { query: '' }, 'query'],
    ['search', { query: 'path:src lang:go' }, 'query'],
    ['search', { query: '—' }, 'query'],
    ['attention', { text: 'a', html: '' }, 'html'],
    ['classify', { text: 'a', examples: '' }, 'examples'],
    ['classify', { text: 'a', labels: ['a', 'b'], unsure: 1.5 }, 'unsure'],
    ['classify', { text: 'a', labels: ['a', 'b'], unsure: -0.5 }, 'unsure'],
    ['fill', { text: 'a [MASK]', targets: [] }, 'targets'],
    ['suggest', { text: 'a b', word: 'b', targets: [] }, 'targets'],
    ['suggest', { text: 'a b', word: 5 }, 'word'],
  ];
  for (const [name, fields, field] of empty) {
    it(`${name} takes no ${JSON.stringify(fields[field])} as ${field}`, () => {
      const verb = verbs.find((each) => each.name === name) ?? assert.fail(name);
      assert.throws(
        () => verb.prepare(fields),
        (error) => {
          const { code, message } = describeFailure(error);
          assert.equal(code, 'badInput');
          assert.ok(message.includes(field), message);
          return true;
        },
      );
    });
  }

  it('numbers for people and for machines', () => {
    assert.deepEqual([1, 0.5, 0.1234, 0.012, 0.00001, 0].map(percent), [
      '100.0 %',
      '50.0 %',
      '12.3 %',
      '1.20 %',
      '<0.01 %',
      '0.00 %',
    ]);
    for (const value of [0.1, 1 / 3, -2.5e-7, 16777215]) {
      const single = Math.fround(value);
      assert.equal(Math.fround(float(single)), single);
    }
    assert.equal(float(Math.fround(0.1)), 0.1);
  });

  it('tables and places', () => {
    assert.equal(
      table([
        ['a', 1],
        ['lang', 20],
      ]),
      'a      1\nlang  20',
    );
    assert.equal(table([['a', 1]], ['token', 'id']), 'token  id\na       1');
    assert.equal(table([]), '');
    const text = 'ab\r\ncd\nef';
    assert.deepEqual(
      [0, 2, 4, 8].map((offset) => Object.values(lineAndColumn(text, offset))),
      [
        [1, 1],
        [1, 3],
        [2, 1],
        [3, 2],
      ],
    );
  });

  it('languages by name', () => {
    assert.deepEqual(['a/b.MD', 'x.tex', 'y.py', '.git/COMMIT_EDITMSG', 'notes.txt', 'none'].map(languageOf), [
      'markdown',
      'latex',
      'python',
      'git-commit',
      undefined,
      undefined,
    ]);
  });

  it('the storage of each platform', () => {
    const home = path.join(path.sep, 'h');
    assert.equal(defaultStorage({ XDG_CACHE_HOME: '/c' }, 'linux', home), path.join('/c', 'semantic-text-tools'));
    assert.equal(defaultStorage({}, 'linux', home), path.join(home, '.cache', 'semantic-text-tools'));
    assert.equal(defaultStorage({}, 'darwin', home), path.join(home, 'Library', 'Caches', 'semantic-text-tools'));
    assert.equal(defaultStorage({ LOCALAPPDATA: '/l' }, 'win32', home), path.join('/l', 'semantic-text-tools'));
  });

  const lines: [args: string[], verb: string, fields: object, given: string[]][] = [
    [['fill', 'a text', '--top', '3'], 'fill', { top: 3 }, ['a text']],
    [['fill', 'a', '--targets', 'x, y,'], 'fill', { targets: ['x', 'y'] }, ['a']],
    [['fill', '--top', 'many', 'a'], 'fill', { top: 'many' }, ['a']],
    [
      ['suggest', 'a', '--start', '1', '--end', '2', '--mode', 'meaning'],
      'suggest',
      { start: 1, end: 2, mode: 'meaning' },
      ['a'],
    ],
    [['attention', 'a', '--layer', 'all', '--pair', 'b'], 'attention', { layer: 'all', pair: 'b' }, ['a']],
    [['similarity', 'a', 'b', '--json', '--jsonl'], 'similarity', {}, ['a', 'b']],
    [['proofread', 'f.md', '--ignore', 'a'], 'proofread', { ignore: ['a'] }, ['f.md']],
  ];
  for (const [args, verb, fields, given] of lines) {
    it(args.join(' '), async () => {
      let asked: Asked | undefined;
      const program = createProgram(verbs, '0', {
        onVerb: (each) => Promise.resolve(void (asked = each)),
        onServer: () => Promise.reject(new Error('not asked')),
      });
      await program.parseAsync(args, { from: 'user' });
      assert.deepEqual([asked?.verb.name, asked?.fields, asked?.given], [verb, fields, given]);
    });
  }
});
