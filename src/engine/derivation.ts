// Whether an English word that nobody lists can be made of words that are known: `emitter`, `hereby`, `reopen`. Its forms
// (`opened`) are forms.ts's and the thesaurus's matter.

const prefix = /^(?:un|re|dis|mis|pre|non|over|under|out|sub|super|inter|anti|de|co|multi|auto)(?=[a-z]{4})/;
const suffix =
  /(?:y|ers?|ors?|ly|ness|less|full?y?|[ai]bl[ey]|ments?|ations?|ity|isms?|ists?|ish|i[sz](?:es?|ed|ing|ers?)|like|wise|wards?)$/;
/** Short words that stand at the end of compounds: `hereby`, `login`, `setup`. */
const shortTail = /^(?:by|in|on|of|to|up|as|at)$/;
const shortest = 3;
/** Short words with one vowel before their last consonant double it before a vowel: `funny`, not `funy`. */
const doubles = /^[^aeiou]*[aeiou][^aeiouwxy]$/;

/** `isKnown` is asked for words in lower case. */
export function isDerived(word: string, isKnown: (word: string) => boolean): boolean {
  const has = (part: string): boolean => part.length >= shortest && isKnown(part);
  const bare = word.replace(prefix, '');
  if (bare !== word && has(bare)) return true;
  const ending = suffix.exec(word)?.[0];
  if (ending !== undefined && basesOf(word.slice(0, -ending.length), ending).some(has)) return true;
  for (let at = shortest; at <= word.length - 2; at++) {
    const [head, tail] = [word.slice(0, at), word.slice(at)];
    if (has(head) && (has(tail) || (head.length > shortest && shortTail.test(tail)))) return true;
  }
  return false;
}

/** What the stem before an ending may be the stem of. */
function basesOf(stem: string, ending: string): string[] {
  const beforeVowel = /^[aeiouy]/.test(ending);
  const whole = beforeVowel && doubles.test(stem) ? [] : [stem];
  const single = beforeVowel && /([bdfgklmnprtvz])\1$/.test(stem) ? [stem.slice(0, -1)] : [];
  const withE = beforeVowel ? [`${stem}e`] : [];
  const withY = stem.endsWith('i') ? [`${stem.slice(0, -1)}y`] : [];
  return [...whole, ...single, ...withE, ...withY];
}
