import assert from 'node:assert/strict';
import { articleEdit } from '../../../src/core/article';

/** The text with the word in angle brackets replaced, and its article with it. */
function replaced(marked: string, word: string): string {
  const start = marked.indexOf('<');
  const end = marked.indexOf('>');
  const text = marked.slice(0, start) + marked.slice(start + 1, end) + marked.slice(end + 1);
  const after = word + text.slice(end - 1);
  const edit = articleEdit(text, start, word);
  return edit
    ? text.slice(0, edit.start) + edit.text + text.slice(edit.end, start) + after
    : text.slice(0, start) + after;
}

describe('articleEdit', () => {
  const cases: [marked: string, word: string, expected: string][] = [
    ['It was an <error>.', 'failure', 'It was a failure.'],
    ['It was a <mistake>.', 'error', 'It was an error.'],
    ['An <error> occurred.', 'mistake', 'A mistake occurred.'],
    ['A <mistake> occurred.', 'error', 'An error occurred.'],
    ['IT WAS AN <ERROR>.', 'FAILURE', 'IT WAS A FAILURE.'],
    ['It took an <hour>.', 'day', 'It took a day.'],
    ['It took a <day>.', 'hour', 'It took an hour.'],
    ['It was an <island>.', 'university', 'It was a university.'],
    ['It was a <job>.', 'unusual', 'It was an unusual.'],
    ['She had an <apple>.', 'house', 'She had a house.'],
    // The article that stands there is right.
    ['It was an <error>.', 'accident', 'It was an accident.'],
    ['It was a <mistake>.', 'failure', 'It was a failure.'],
    ['It was a <user>.', 'union', 'It was a union.'],
    // No article, or none of this word.
    ['It was the <error>.', 'failure', 'It was the failure.'],
    ['It was an old <error>.', 'failure', 'It was an old failure.'],
    ['Vitamin-a <error>.', 'apple', 'Vitamin-a apple.'],
    ['The area <was>.', 'is', 'The area is.'],
    // Letters that are read one by one, and what begins with none, tell no sound.
    ['It was a <page>.', 'HTML', 'It was a HTML.'],
    ['It was an <error>.', '42', 'It was an 42.'],
    ['<error>', 'failure', 'failure'],
  ];
  for (const [marked, word, expected] of cases) {
    it(`${marked} → ${expected}`, () => assert.equal(replaced(marked, word), expected));
  }
});
