// Which part of speech and form a place asks for, told by the words that the masked LM expects there: what stands after
// "need to" is mostly a verb in its base form, whatever else each of those words could be.

import type { RankedWord } from './candidates';
import type { Thesaurus } from './thesaurus';

/** Rounds of expectation maximisation; the shares hardly move after these. */
const rounds = 6;
/** A form that the original could have counts when it is at least this fraction as probable here as the likeliest one. */
const leastFraction = 0.4;

export class Grammar {
  /** Forms that the original may have here; empty where the thesaurus does not know it. */
  readonly forms: ReadonlySet<string>;
  readonly #thesaurus: Thesaurus;

  /** `expected`: the words that fit best, with their log-probabilities. */
  constructor(thesaurus: Thesaurus, original: string, expected: readonly RankedWord[]) {
    this.#thesaurus = thesaurus;
    const shares = sharesOf(thesaurus, expected);
    const own = formsOf(thesaurus, original);
    const shareOf = (form: string): number => shares.get(form) ?? 0;
    const most = Math.max(...own.map(shareOf));
    this.forms = new Set(own.filter((form) => shareOf(form) >= leastFraction * most));
  }

  /** True for a word that can have one of these forms. */
  fits(word: string): boolean {
    return formsOf(this.#thesaurus, word).some((form) => this.forms.has(form));
  }
}

/** How probable each form is at the place: a mixture over the forms of each word, fitted by expectation maximisation. */
function sharesOf(thesaurus: Thesaurus, expected: readonly RankedWord[]): Map<string, number> {
  const words = expected.map(({ text, logProbability }) => ({
    forms: formsOf(thesaurus, text),
    probability: Math.exp(logProbability),
  }));
  let shares = new Map<string, number>(words.flatMap(({ forms }) => forms.map((form) => [form, 1] as const)));
  for (let round = 0; round < rounds; round++) {
    const next = new Map<string, number>();
    let mass = 0;
    for (const { forms, probability } of words) {
      const total = forms.reduce((sum, form) => sum + (shares.get(form) ?? 0), 0);
      if (total === 0) continue;
      mass += probability;
      for (const form of forms) {
        next.set(form, (next.get(form) ?? 0) + (probability * (shares.get(form) ?? 0)) / total);
      }
    }
    shares = new Map([...next].map(([form, share]) => [form, share / mass]));
  }
  return shares;
}

function formsOf(thesaurus: Thesaurus, word: string): string[] {
  return [...new Set(thesaurus.readings(word).map(({ form }) => form))];
}
