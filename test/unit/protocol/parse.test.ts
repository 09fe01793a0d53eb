// The small parser at the borders: what passes, and which place and expectation a refusal names.

import assert from 'node:assert/strict';
import {
  arrayOf,
  boolean,
  integer,
  number,
  object,
  oneOf,
  optional,
  ParseError,
  string,
  type Parser,
} from '../../../src/protocol/parse';
import {
  parseClientOptions,
  parseFillParams,
  parseInstallModelParams,
  parseProofreadParams,
  parseSuggestParams,
  parseWireError,
  parseWorkDoneToken,
} from '../../../src/protocol/params';

const position = { line: 0, character: 0 };
const textDocument = { uri: 'file:///a', version: 1 };
const suggest = { textDocument, position, mode: 'fits', top: 10 };

describe('protocol parse', () => {
  const accepted: [Parser<unknown>, unknown, unknown?][] = [
    [string, ''],
    [boolean, false],
    [number, -0.5],
    [integer(0, 3), 3],
    [oneOf('a', 'b'), 'b'],
    [optional(string), undefined],
    [optional(string), null, undefined],
    [arrayOf(integer(0)), [1, 2]],
    [object({ a: string }), { a: 'x', more: 1 }, { a: 'x' }],
    [parseSuggestParams, suggest, { ...suggest, range: undefined, targets: undefined, prefix: undefined }],
  ];
  accepted.forEach(([parse, value, expected], index) => {
    it(`accepts ${JSON.stringify(value) ?? 'nothing'} (${index})`, () => {
      assert.deepEqual(parse(value, ''), accepted[index].length === 3 ? expected : value);
    });
  });

  const refused: [Parser<unknown>, unknown, place: string, expected: RegExp][] = [
    [string, 3, '', /a string/],
    [number, Infinity, '', /a number/],
    [number, '1', '', /a number/],
    [integer(1, 3), 0, '', /from 1 to 3/],
    [integer(1, 3), 1.5, '', /whole/],
    [oneOf('a', 'b'), 'c', '', /one of a, b/],
    [arrayOf(string), ['a', 1], '[1]', /a string/],
    [arrayOf(string), { length: 0 }, '', /a list/],
    [object({ a: object({ b: string }) }), { a: {} }, 'a.b', /a string/],
    [object({ a: string }), [], '', /an object/],
    [parseSuggestParams, null, '', /an object/],
    [parseSuggestParams, { ...suggest, top: 0 }, 'top', /whole/],
    [parseSuggestParams, { ...suggest, top: 100000 }, 'top', /whole/],
    [parseSuggestParams, { ...suggest, mode: 'x' }, 'mode', /fits/],
    [parseSuggestParams, { ...suggest, targets: Array(501).fill('a') }, 'targets.length', /500/],
    [parseSuggestParams, { ...suggest, position: { line: -1, character: 0 } }, 'position.line', /whole/],
    [parseFillParams, { textDocument: { uri: 'x' }, position, top: 1 }, 'textDocument.version', /whole/],
    [parseProofreadParams, { textDocument, ignoredWords: 'a' }, 'ignoredWords', /a list/],
    [parseInstallModelParams, { plan: { id: 'x' } }, 'plan.revision', /a string/],
  ];
  for (const [parse, value, place, expected] of refused) {
    it(`refuses ${JSON.stringify(value)?.slice(0, 60)} at ${place || 'the top'}`, () => {
      assert.throws(
        () => parse(value, ''),
        (error) => error instanceof ParseError && error.path === place && expected.test(error.expected),
      );
    });
  }

  it('never puts the value into its message', () => {
    assert.throws(() => string({ secret: 'words' }, 'text'), /^ParseError: text: expected a string$/);
  });

  it('client options: whatever comes, something sensible', () => {
    for (const value of [undefined, null, 3, 'x', [], {}]) {
      assert.equal(parseClientOptions(value).hasCommands ?? false, false);
    }
    assert.deepEqual(parseClientOptions({ hasCommands: true, storageFolder: '/x', settings: { a: 1 } }), {
      hasCommands: true,
      storageFolder: '/x',
      indexFolder: undefined,
      indexRoot: undefined,
      canReadFiles: false,
      isIndexStopped: false,
      settings: { a: 1 },
    });
    assert.deepEqual(parseClientOptions({ hasCommands: 'true', storageFolder: 3, isIndexStopped: 1 }), {
      hasCommands: false,
      storageFolder: undefined,
      indexFolder: undefined,
      indexRoot: undefined,
      canReadFiles: false,
      isIndexStopped: false,
      settings: undefined,
    });
  });

  it('work-done tokens and wire errors', () => {
    assert.deepEqual(
      [null, {}, { workDoneToken: {} }, { workDoneToken: 0 }, { workDoneToken: 'a' }].map(parseWorkDoneToken),
      [undefined, undefined, undefined, 0, 'a'],
    );
    assert.deepEqual(parseWireError({ code: 'noWord', limit: 3 }), {
      code: 'noWord',
      subject: undefined,
      reason: undefined,
      limit: 3,
    });
    for (const value of [undefined, {}, { code: 3 }, 'x']) assert.equal(parseWireError(value), undefined);
  });
});
