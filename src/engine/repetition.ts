// How much less likely a filling is that says a word of content twice: a correction of what a masked LM makes of words it
// has just been given.

import { fold } from './lexicon';

/** Words of grammar, which a sentence repeats without anybody noticing. Other languages than English have none here. */
const grammarWords = new Set(
  (
    'a an the this that these those some any no every each either neither both all half many much few more most other another such ' +
    'i you he she it we they me him her us them my your his its our their mine yours hers ours theirs ' +
    'myself yourself himself herself itself ourselves themselves who whom whose which what one ' +
    'of in on at to from by with about for into onto over under between through during before after above below up down out ' +
    'off against without within upon near as than like per ' +
    'and or but nor so yet if because although though while when where why how whether until unless since ' +
    'be am is are was were been being have has had having do does did can could will would shall should may might must ' +
    'not too very just only also even still then there here now again'
  ).split(' '),
);

/**
 * Nats that are taken off for a word of content that stands in the filling already. With two content words of a sentence
 * masked, in 120 sentences that the encoder was not trained on, 7.1 % of the probability of fillings with two content words
 * lay on the same word twice. Of 103,000 such pairs in running text 1.2 % are the same. The log of the ratio of the odds.
 */
const costOfRepetition = 1.8;

/** True for a word, lower case, of grammar. */
export const isGrammarWord = (word: string): boolean => grammarWords.has(word);

/** What `word` costs beside the words in `others`. */
export function repetitionCost(word: string, others: readonly (string | undefined)[]): number {
  const own = fold(word);
  if (!/\p{L}/u.test(own) || isGrammarWord(own)) return 0;
  return others.some((other) => other !== undefined && fold(other) === own) ? costOfRepetition : 0;
}
