import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { formatBytes } from '../../../src/client/bytes';

describe('formatBytes', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0 byte'],
    [999, '999 byte'],
    [1000, '1 kB'],
    [20442488, '20 MB'],
    [1234567, '1.2 MB'],
    [5.5e9, '5.5 GB'],
    [4.2e13, '42,000 GB'],
  ];
  for (const [bytes, expected] of cases) it(expected, () => assert.equal(formatBytes(bytes, 'en'), expected));
});
