import assert from 'node:assert/strict';
import type { Replacement } from '../../../../src/client/suggest/apply';
import { withArticles } from '../../../../src/client/suggest/articles';

const lines = ['It was an error.', 'A bug is an error.'];
const at = (line: number, word: string, text: string): Replacement => {
  const character = lines[line].indexOf(word);
  return { range: { start: { line, character }, end: { line, character: character + word.length } }, text };
};
const brief = (words: readonly Replacement[]): string[] =>
  withArticles(words, (line) => lines[line]).map(({ range, text }) => {
    const { line, character } = range.start;
    return `${lines[line].slice(character, range.end.character)} → ${text}`;
  });

describe('withArticles', () => {
  it('gives each word the article that it needs', () => {
    const words = [at(0, 'error', 'bug'), at(1, 'bug', 'error'), at(1, 'error', 'failure')];
    assert.deepEqual(brief(words), ['an → a', 'error → bug', 'A → An', 'bug → error', 'an → a', 'error → failure']);
  });

  it('leaves a right one alone, and one that is replaced itself', () => {
    assert.deepEqual(brief([at(0, 'error', 'accident')]), ['error → accident']);
    assert.deepEqual(brief([at(0, 'an', 'the'), at(0, 'error', 'bug')]), ['an → the', 'error → bug']);
  });
});
