// How the lists of an index become one ranking, worked out by hand.

import assert from 'node:assert/strict';
import { rank, vectorShare } from '../../../../src/engine/index/ranking';
import type { ChunkCandidate, Fusion, SearchMode } from '../../../../src/engine/index/types';

const candidate = (path: string, score: number): ChunkCandidate => ({
  path,
  score,
  language: 'markdown',
  fileHash: '',
  hash: path,
  heading: [],
  ...{ start: 0, end: 1, startLine: 0, endLine: 0 },
});
const lists = {
  // `b` is a little less like the query than `a`, and far ahead by its words.
  vector: [candidate('a', 0.9), candidate('b', 0.8), candidate('c', 0.1)],
  lexical: [candidate('d', 10), candidate('b', 9), candidate('c', 1)],
  generation: 1,
  approximate: false,
};
const scoresOf = (mode: SearchMode, fusion?: Fusion) =>
  rank(lists, mode, 100, fusion).map((ranked) => [ranked.candidate.path, Number(ranked.score.toFixed(4))]);
const round = (value: number): number => Number(value.toFixed(4));

describe('the ranking of a search', () => {
  const words = 1 - vectorShare;

  it('joins scores, each list from 0 to 1, words weighing more', () => {
    assert.deepEqual(scoresOf('hybrid'), [
      ['b', round((vectorShare * 0.7) / 0.8 + words * 0.9)],
      ['d', round(words)],
      ['a', round(vectorShare)],
      ['c', round(words * 0.1)],
    ]);
  });

  it('joins ranks where that is asked for, both lists with the same say', () => {
    assert.deepEqual(scoresOf('hybrid', 'ranks'), [
      ['b', round(2 / 62)],
      ['c', round(2 / 63)],
      ['a', round(1 / 61)],
      ['d', round(1 / 61)],
    ]);
    const [{ vectorRank, lexicalRank, similarity }] = rank(lists, 'hybrid', 100, 'ranks');
    assert.deepEqual([vectorRank, lexicalRank, similarity], [2, 2, 0.8]);
  });

  for (const fusion of ['scores', 'ranks'] as const) {
    it(`leaves one list as it is (${fusion})`, () => {
      assert.deepEqual(scoresOf('vector', fusion), [
        ['a', 0.9],
        ['b', 0.8],
        ['c', 0.1],
      ]);
      assert.deepEqual(scoresOf('lexical', fusion), [
        ['d', 10],
        ['b', 9],
        ['c', 1],
      ]);
    });
  }
});
