import assert from 'node:assert/strict';
import { termsOf } from '../../../src/cli/verbs/calculate';

describe('termsOf', () => {
  for (const [text, plus, minus] of [
    ['king - man + woman', ['king', 'woman'], ['man']],
    ['king−man+woman', ['king', 'woman'], ['man']],
    ['river', ['river'], []],
    ['river money', ['river', 'money'], []],
    ['', [], []],
  ] as const) {
    it(JSON.stringify(text), () => assert.deepEqual(termsOf(text), { plus, minus }));
  }
});
