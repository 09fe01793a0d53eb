// Near spellings: words one slip of the finger away, the distance between two spellings, and spellings that differ only
// between British and American English.

const letters = [...'abcdefghijklmnopqrstuvwxyz'];

/**
 * The spellings that one slip makes of `word`: a letter left out, doubled or added, changed for another, or two
 * neighbours swapped (Damerau 1964: four fifths of all slips). Lower-case Latin letters only; without the word itself.
 */
export function oneSlipAway(word: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at <= word.length; at++) {
    const head = word.slice(0, at);
    const rest = word.slice(at);
    if (rest) found.add(head + rest.slice(1));
    if (rest.length > 1) found.add(head + rest[1] + rest[0] + rest.slice(2));
    for (const letter of letters) {
      if (rest) found.add(head + letter + rest.slice(1));
      found.add(head + letter + rest);
    }
  }
  found.delete(word);
  found.delete('');
  return found;
}

/**
 * Slips between two spellings, with swapped neighbours as one (optimal string alignment); `limit + 1` when there are
 * more than `limit`.
 */
export function slipsBetween(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2] + 1);
      row.push(least);
    }
    if (Math.min(...row) > limit) return limit + 1;
    before = last;
    last = row;
  }
  return Math.min(last[b.length], limit + 1);
}

/** The word with each run of one letter as a single one. */
export const withoutDoubling = (word: string): string => word.replace(/(.)\1+/gu, '$1');

/** True when the two words are one word in British and American spelling: `colour`, `color`; `organise`, `organize`. */
export function areSpellingVariants(a: string, b: string): boolean {
  return american(a) === american(b);
}

function american(word: string): string {
  return word
    .replace(/(?<=[a-z]{2}[^aeiou]?)([iy])s(?=(?:e|es|ed|er|ers|ing|ation|ations|able)$)/, '$1z')
    .replace(/(?<=[a-z]{2})our(?=(?:s|ed|ing|ite|ites|able|ful|less|al)?$)/, 'or')
    .replace(/(?<=[bt])re(?=(?:s|d)?$)/, 'er')
    .replace(/ll(?=(?:ed|ing|er|ers|ation|ations)$)/, 'l')
    .replace(/ogue(?=s?$)/, 'og')
    .replace(/(?<=[a-z]{3})ence(?=s?$)/, 'ense')
    .replace(/ae|oe/, 'e')
    .replace(/gement$/, 'gment')
    .replace(/^grey/, 'gray')
    .replace(/^whilst$/, 'while')
    .replace(/^(among|amid)st$/, '$1')
    .replace(/wards$/, 'ward')
    .replace(/^(learn|burn|dream|spell|spoil)t$/, '$1ed');
}
