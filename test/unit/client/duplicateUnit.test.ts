import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { quicklyEmbeddedUnits, unitFor } from '../../../src/client/similarity/duplicateUnit';

describe('the unit of near-duplicates that nobody chose', () => {
  const small = 'x'.repeat(quicklyEmbeddedUnits / 2);
  const cases: readonly (readonly [string, readonly string[], boolean, string])[] = [
    ['no files', [], true, 'paragraph'],
    ['what is embedded quickly, beside an index', [small, small], true, 'paragraph'],
    ['more than that, beside an index', [small, small, 'x'], true, 'passage'],
    ['one large file, beside an index', ['x'.repeat(quicklyEmbeddedUnits + 1)], true, 'passage'],
    ['more than that, without an index', [small, small, 'x'], false, 'paragraph'],
  ];
  for (const [name, texts, hasPassages, expected] of cases) {
    it(`${name}: ${expected}`, () =>
      assert.equal(
        unitFor(
          texts.map((text) => ({ text })),
          hasPassages,
        ),
        expected,
      ));
  }
});
