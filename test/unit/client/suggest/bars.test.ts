import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { bar, percent } from '../../../../src/client/suggest/bars';

describe('bar', () => {
  const cases: readonly (readonly [number, string])[] = [
    [1, '▇▇▇▇▇▇▇▇▇▇'],
    [0.5, '▇▇▇▇▇▁▁▁▁▁'],
    [0.001, '▇▁▁▁▁▁▁▁▁▁'],
    [0, '▁▁▁▁▁▁▁▁▁▁'],
    [-3, '▁▁▁▁▁▁▁▁▁▁'],
    [7, '▇▇▇▇▇▇▇▇▇▇'],
  ];
  for (const [share, expected] of cases) it(`${share}`, () => assert.equal(bar(share), expected));
});

describe('percent', () => {
  const cases: readonly (readonly [number, string, string])[] = [
    [0.42, 'en', '42%'],
    [0.0421, 'en', '4.2%'],
    [0.000337, 'en', '0.034%'],
    [0.0001, 'en', '0.01%'],
    [0.00001, 'en', '<0.01%'],
    [0, 'en', '0%'],
    [0.9953, 'en', '99.5%'],
    [0.99999, 'en', '>99.9%'],
    [1, 'en', '100%'],
    [0.0421, 'de', '4,2\u00a0%'],
    [0.42, 'zh-cn', '42%'],
  ];
  for (const [value, locale, expected] of cases) {
    it(`${value} in ${locale}`, () => assert.equal(percent(value, locale), expected));
  }
});
