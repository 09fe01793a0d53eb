import assert from 'node:assert/strict';
import { progressText } from '../../../src/cli/progressText';

describe('progress of the command line', () => {
  const cases: readonly [fraction: number, elapsedSeconds: number, text: string][] = [
    [0, 10, 'score: 0 %'],
    [0.004, 1, 'score: 0 %'],
    [0.5, 2, 'score: 50 %'],
    [0.5, 4, 'score: 50 %, a few seconds left'],
    [0.25, 8, 'score: 25 %, about 30 seconds left'],
    [0.1, 6, 'score: 10 %, about 60 seconds left'],
    [0.1, 7, 'score: 10 %, about a minute left'],
    [0.128, 72, 'score: 12 %, about 8 minutes left'],
    [0.01, 120, 'score: 1 %, about 3 hours left'],
    [1, 60, 'score: 100 %'],
  ];
  for (const [fraction, seconds, text] of cases) {
    it(`${fraction} in ${seconds} s: ${text}`, () =>
      assert.equal(progressText('score', fraction, seconds * 1000), text));
  }
});
