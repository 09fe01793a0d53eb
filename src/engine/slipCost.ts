// How much rarer than a letter left out another slip of the finger is: the error model of the noisy channel, so that of
// the words one slip away the one is meant that people write so.
//
// A given slip is as frequent as its kind divided by the strings that the kind makes of a word: of n letters one can be
// left out in n places, another one put in for it in 25 n ways. Of slips made while typing, a third leaves a letter out, a
// quarter adds one, a fifth changes one, a tenth swaps two (Pollock and Zamora 1984; Kukich 1992); letters added mostly
// double a neighbour, letters changed are mostly vowels or neighbours on the keyboard, and the first letter is seldom
// wrong (Yannakoudakis and Fawthrop 1983).

import { withoutDoubling } from './spellings';

/** Nats above the cost of a letter left out. */
const swapped = 0.5;
const doubled = 1;
const added = 3;
const alike = 2.5;
const changed = 3.5;
const otherDoubling = 2;
const several = 5;
const firstLetter = 1;

/** In nats, at least 0: how much rarer it is that `meant` is written as `written` than with a letter left out. Lower case. */
export function slipCost(written: string, meant: string): number {
  const { start, wrong, right } = difference(written, meant);
  const first = start === 0 ? firstLetter : 0;
  if (wrong === '' && right.length === 1) return first;
  if (wrong.length === 1 && right === '') {
    return [written[start - 1], written[start + 1]].includes(wrong) ? doubled : added + first;
  }
  if (wrong.length === 2 && wrong === right[1] + right[0]) return swapped + first;
  if (wrong.length === 1 && right.length === 1) return (areAlike(wrong, right) ? alike : changed) + first;
  return withoutDoubling(written) === withoutDoubling(meant) ? otherDoubling : several;
}

/** What is left of two words where they are cut off at both ends as far as they agree. */
function difference(written: string, meant: string): { start: number; wrong: string; right: string } {
  const most = Math.min(written.length, meant.length);
  let start = 0;
  while (start < most && written[start] === meant[start]) start++;
  let end = 0;
  while (end < most - start && written[written.length - 1 - end] === meant[meant.length - 1 - end]) end++;
  return {
    start,
    wrong: written.slice(start, written.length - end),
    right: meant.slice(start, meant.length - end),
  };
}

const isVowel = (letter: string): boolean => 'aeiouy'.includes(letter);

/** Rows of the keyboard, each shifted half a key or so against the one above. */
const keyboard = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
const shifts = [0, 0.25, 0.75];
const keys = new Map(keyboard.flatMap((row, y) => [...row].map((letter, x) => [letter, { x: x + shifts[y], y }])));

function areAlike(a: string, b: string): boolean {
  if (isVowel(a) && isVowel(b)) return true;
  const [left, right] = [keys.get(a), keys.get(b)];
  return left !== undefined && right !== undefined && Math.hypot(left.x - right.x, left.y - right.y) < 1.3;
}
