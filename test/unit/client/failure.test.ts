import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'mocha';
import { CancelledError } from '../../../src/core/cancel';
import type { EngineErrorCode } from '../../../src/engine/errors';
import { engineErrorCode } from '../../../src/protocol/requests';
import {
  Failure,
  StaleError,
  clientCodes,
  engineCodes,
  isConnectionLoss,
  toFailure,
} from '../../../src/client/failure';

/** Compiles only while both lists of codes are the same. */
const sameCodes: [EngineErrorCode] extends [(typeof engineCodes)[number]] ? true : never = true;

describe('toFailure', () => {
  it('knows every code of EngineError', () => {
    assert.equal(sameCodes, true);
    const source = readFileSync('src/engine/errors.ts', 'utf8');
    const union = source.slice(source.indexOf('EngineErrorCode ='), source.indexOf('EngineErrorDetails'));
    const codes = [...union.matchAll(/\| '(\w+)'/g)].map(([, code]) => code);
    assert.ok(codes.length > 10);
    assert.deepEqual([...engineCodes].sort(), codes.sort());
  });

  for (const code of engineCodes) {
    it(`reads ${code} from an answer of the server`, () => {
      const data = { code, subject: 'model', reason: 'why', limit: 3 };
      const failure = toFailure({ code: engineErrorCode, message: 'text', data });
      assert.ok(failure instanceof Failure);
      assert.equal(failure.code, code);
      assert.deepEqual(failure.details, { subject: 'model', reason: 'why', limit: 3 });
    });
  }

  const cases: readonly (readonly [string, unknown, new (...given: never[]) => Error])[] = [
    ['a cancelled request', { code: -32800, message: '' }, CancelledError],
    ['a request that the server cancelled', { code: -32802, message: '' }, CancelledError],
    ['an engine that was cancelled', { code: engineErrorCode, data: { code: 'cancelled' } }, CancelledError],
    ['a document that changed', { code: -32801, data: { code: 'cancelled' } }, StaleError],
    ['our own cancellation', new CancelledError(), CancelledError],
  ];
  for (const [name, error, type] of cases) {
    it(`tells ${name} from trouble`, () => assert.ok(toFailure(error) instanceof type));
  }

  const unknowns: readonly (readonly [string, unknown])[] = [
    ['undefined', undefined],
    ['a string', 'the text of a person'],
    ['an error of another kind', new TypeError('x is not a function')],
    ['an unknown code', { code: engineErrorCode, data: { code: 'brandNew' } }],
    ['data of another form', { code: engineErrorCode, data: { code: 7 } }],
  ];
  for (const [name, error] of unknowns) {
    it(`takes ${name} for an internal failure and keeps none of its words`, () => {
      const failure = toFailure(error);
      assert.ok(failure instanceof Failure);
      assert.equal(failure.code, 'internal');
      assert.equal(failure.message, 'internal');
    });
  }

  it('keeps the codes of server and client apart', () => {
    const all = [...engineCodes, ...clientCodes];
    assert.equal(new Set(all).size, all.length);
  });
});

describe('isConnectionLoss', () => {
  const cases: readonly (readonly [number, boolean])[] = [
    [-32099, true],
    [-32097, true],
    [-32096, true],
    [-32100, false],
    [-32095, false],
    [-32001, false],
  ];
  for (const [code, expected] of cases) {
    it(`${code}: ${expected}`, () => assert.equal(isConnectionLoss({ code }), expected));
  }
});
