// Words that the words beside them rule out: a past tense behind `have`, a verb that does not agree with its pronoun, `a`
// before a vowel. A small encoder has read too much dialogue to mind them, so that here a rule speaks first and the
// encoder only has a veto. English alone.

import { consonantSound, vowelSound } from '../core/article';
import type { Beside } from './beside';
import { isGrammarWord } from './repetition';

/** What a word can be: `verb base`, `noun plural`, as the thesaurus names it; nothing for a word that it does not know. */
export type FormsOf = (word: string) => readonly string[];

/** Each line: base, past tense, participle of a verb whose last two differ. */
const irregular = `
arise arose arisen
become became become
begin began begun
break broke broken
choose chose chosen
come came come
do did done
draw drew drawn
drink drank drunk
drive drove driven
eat ate eaten
fall fell fallen
fly flew flown
forgive forgave forgiven
freeze froze frozen
give gave given
go went gone
grow grew grown
hide hid hidden
know knew known
ride rode ridden
ring rang rung
rise rose risen
run ran run
see saw seen
shake shook shaken
sing sang sung
speak spoke spoken
steal stole stolen
swim swam swum
take took taken
tear tore torn
throw threw thrown
wake woke woken
wear wore worn
withdraw withdrew withdrawn
write wrote written
`;
const verbs = irregular
  .trim()
  .split('\n')
  .map((line) => line.split(' '));
const baseOfPast = new Map(verbs.map(([base, past]) => [past, base]));
const participleOfPast = new Map(verbs.map(([, past, participle]) => [past, participle]));
/** Participles that are no base form as well. */
const pastOfParticiple = new Map(
  verbs.filter(([base, , participle]) => base !== participle).map(([, past, participle]) => [participle, past]),
);

/** Each pair: what a verb is beside a singular, and beside a plural. */
const numbers = "is are was were has have does do isn't aren't wasn't weren't hasn't haven't doesn't don't".split(' ');
const singulars = numbers.filter((_, n) => n % 2 === 0);
const pluralOf = new Map(singulars.map((each, n) => [each, numbers[2 * n + 1]]));
const singularOf = new Map(singulars.map((each, n) => [numbers[2 * n + 1], each]));
/** I was, and if I were. */
const forI = new Map([
  ...[...pluralOf].filter(([singular]) => !/^(?:is|was)/.test(singular)),
  ['is', 'am'],
  ['are', 'am'],
] as const);

/** Bases that are hardly anything else than verbs. */
const plainVerbs = new Set(
  'go know want like think say see seem give take write come get make begin become speak eat choose believe agree'.split(
    ' ',
  ),
);

type Meant = (word: string, forms: FormsOf, before: string) => readonly (string | undefined)[];

interface Rule {
  readonly before: RegExp;
  readonly after?: RegExp;
  /** What is meant in place of the word; nothing where the rule does not rule it out. */
  readonly meant: Meant;
}

const from =
  (map: ReadonlyMap<string, string>): Meant =>
  (word) => [map.get(word)];
const unlessWere: Meant = (word) => (/^were/.test(word) ? [] : [singularOf.get(word)]);

/** Another form of a verb in its base. `Always` and `indeed` are no forms of verbs; `focus` and `need` are bases themselves. */
const toBase: Meant = (word, forms) => {
  const isVerb = (each: string): boolean => forms(each).includes('verb base');
  const irregularBase = word === 'has' || word === 'had' ? 'have' : baseOfPast.get(word);
  if (irregularBase !== undefined) return [irregularBase];
  // And one must needs.
  if (isVerb(word) || word === 'needs' || word.endsWith('ss')) return [];
  return endings.flatMap(([ending, put]) => stemsOf(word, ending, put)).filter(isVerb);
};
const endings = [
  ['s', ''],
  ['es', ''],
  ['ies', 'y'],
  ['ed', ''],
  ['ed', 'e'],
  ['ied', 'y'],
] as const;

function stemsOf(word: string, ending: string, put: string): string[] {
  const stem = word.slice(0, -ending.length) + put;
  if (!word.endsWith(ending) || stem.length < 3) return [];
  return /([bdgklmnprt])\1$/.test(stem) ? [stem, stem.slice(0, -1)] : [stem];
}

const toPresent: Meant = (word) => (plainVerbs.has(word) ? [word === 'go' ? 'goes' : `${word}s`] : []);

/** The subject is the word before: a plural that is no singular as well, and the reverse. */
const pluralBehind: Meant = (word, forms, before) => {
  const name = lastOf(before);
  const noun = forms(name);
  return noun.includes('noun plural') && !noun.includes('noun base') && !bothNumbers.has(name)
    ? [pluralOf.get(word)]
    : [];
};
const singularBehind: Meant = (word, forms, before) => {
  const name = lastOf(before);
  const noun = forms(name);
  // This may have, and this I have.
  if (isGrammarWord(name)) return [];
  return noun.includes('noun base') && !noun.includes('noun plural') && !quantities.has(name)
    ? unlessWere(word, forms, before)
    : [];
};
const lastOf = (before: string): string => before.slice(before.lastIndexOf(' ') + 1);
/** Plurals that are used as a singular too. */
const bothNumbers = new Set('media data agenda criteria dice headquarters means series species'.split(' '));
/** A number of them were, and a majority have. */
const quantities = new Set(
  'number lot few couple majority minority dozen hundred thousand million billion group pair handful variety range series team bunch total mix set half third quarter'.split(
    ' ',
  ),
);

const adverb =
  '(?: (?:not|never|always|also|already|just|only|still|even|ever|often|really|probably|actually|usually))?';
/** Where a clause begins, so that what stands there is its subject and no question goes before it. */
const statement = '(?:^,|\\b(?:because|but|although|though|whereas|think|thinks|thought|know|knows|knew|hope|hopes))';
/** Behind these a noun may be what is asked of: `how many words does it have`; a pronoun is the subject. */
const opening = `(?:${statement}|\\b(?:why|how))`;
/** `Those who did not went unnoticed`: there the verb ends its clause. */
const notWhoever = '(?<!\\b(?:who|that|which|those|as|than|all) )';
/** Behind its subject; `how should records look` asks. */
const modal =
  "(?<=[a-z] )(?<!\\b(?:who|that|which|those|as|than|all|how|why|what|when|where|and|or|so|nor|then|only|never) )(?:could|would|should|cannot|can't|couldn't|won't|wouldn't|shouldn't|mustn't)";
/** Nouns too, unless a pronoun stands before them. */
const modalOrNoun = '(?:i|you|he|she|it|we|they) (?:can|will|shall|may|might|must)';
const negated = `${notWhoever}(?:(?:do|does|did) (?:not|never)|don't|doesn't|didn't)`;
const wantTo =
  '(?:want|wants|wanted|need|needs|needed|try|tries|tried|going|able|like|likes|ought|supposed|decided|started|began) to';
const perfect = "(?:have|has|had|having|haven't|hasn't|hadn't|[a-z]+'ve)";
const notAllThat = '^(?!.*\\b(?:all|what|whatever|everything|anything|money|little)\\b).*';
const pronoun = '(?:i|you|he|she|it|we|they)';
const determiner = '(?:the|these|those|my|your|our|his|her|their|some|many|all|most)';

/** Behind the letter or name `a` stand verbs and small words. */
const small =
  '(?:is|in|it|if|its|into|and|are|as|at|an|am|any|all|also|after|above|again|or|of|on|over|only|our|each|either|else|even|ever|every|equals?|up|under|until|unless)';
const vowelAhead = new RegExp(`^(?!${small}\\b)${vowelSound}(?= |$)`);
const consonantAhead = new RegExp(`^${consonantSound}(?= |$)`);
const severalAhead =
  /^(?:many (?!an?\b)|(?:several|two|three|four|five|six|seven|eight|nine|ten|numerous|various|multiple|dozens|hundreds|thousands)\b)/;

/** A rule for what stands directly behind words of this pattern. */
const behind = (pattern: string, meant: Meant): Rule => ({ before: new RegExp(`(?:${pattern})$`), meant });

const rules: readonly Rule[] = [
  // "I have went", not "all he had went to her"; "should went", "she can sings", "did not walked".
  behind(`${notAllThat}\\b${perfect}${adverb}`, from(participleOfPast)),
  behind(`^, (?:have|has|had) ${pronoun}(?: ever| never)?`, from(participleOfPast)),
  behind(`\\b(?:${modal}|${modalOrNoun})${adverb}`, toBase),
  behind(`\\b${negated}(?: (?:also|always|even|ever|really|yet))?`, (word, ...more) =>
    word === 'used' ? [] : toBase(word, ...more),
  ),
  behind(`^, (?:did|does|do) ${pronoun}`, toBase),
  behind(`\\b${wantTo}`, from(baseOfPast)),
  // "they was", "she don't", "she know", "I seen".
  behind(`(?:^| )(?:they|we)${adverb}`, from(pluralOf)),
  behind(`${opening} you${adverb}`, from(pluralOf)),
  behind(`${opening} i${adverb}`, from(forI)),
  behind(`${opening} (?:he|she|it)${adverb}`, unlessWere),
  { before: /^, (?:he|she|it)$/, meant: from(singularOf) },
  behind(`${opening} (?:he|she)`, toPresent),
  behind(`${opening} (?:i|he|she|we|they)`, from(pastOfParticiple)),
  // "these is", "the results was", "a result have", "each of the results have", "there is many".
  behind(`${opening} (?:these|those)`, from(pluralOf)),
  behind(`${opening} this`, unlessWere),
  behind(`${statement} ${determiner} [a-z]+`, pluralBehind),
  behind(`${statement} (?:an?|this|each|every) [a-z]+`, singularBehind),
  behind(`^, (?:each|one) of (?:them|us|you|(?:the|these|those|my|our|your|their)(?: [a-z]+){1,2})`, unlessWere),
  { before: /\bthere$/, after: severalAhead, meant: from(pluralOf) },
  { before: /(?:)/, after: vowelAhead, meant: (word) => (word === 'a' ? ['an'] : []) },
  { before: /(?:)/, after: consonantAhead, meant: (word) => (word === 'an' ? ['a'] : []) },
];

const ruledOut: ReadonlySet<string> = new Set([
  ...['a', 'an', 'had', ...numbers, ...plainVerbs],
  ...[...baseOfPast.keys(), ...pastOfParticiple.keys()],
]);

/** False for a word that no rule speaks of, wherever it stands. */
export const mayBeSyntaxSlip = (word: string): boolean => ruledOut.has(word) || /(?:s|ed)$/.test(word);

/** The words that were meant where `word`, folded, cannot stand beside these. */
export function syntaxSlips(word: string, { before, after }: Beside, forms: FormsOf): string[] {
  const found = rules
    .filter((rule) => rule.before.test(before) && (rule.after?.test(after) ?? true))
    .flatMap(({ meant }) => meant(word, forms, before));
  return [...new Set(found)].filter((each) => each !== undefined && each !== word) as string[];
}
