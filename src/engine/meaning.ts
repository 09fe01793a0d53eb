// Words of the same meaning in a context (lexical substitution). A masked LM alone offers whatever fits, so likeness to the
// word that stands there is joined to it, as in the best-performing combination of Arefyev et al. 2020 ("Always Keep your
// Target in Mind", SDP + embs), where P(s | context, target) ∝ P(s | context) · exp(sim(s, target) / T):
//
//   score(s) = log P(s | context) + w · cos(e(s) − m, e(target) − m) + relation
//
// e is the encoder's own embedding layer and m the mean of e over the words that fit: without it all cosines are high and
// alike (Mu and Viswanath 2018, "All-but-the-Top"). Opposites lie near each other in e too, and so do words that merely
// occur in the same texts, so a thesaurus has a say where the model brings one: words that share a sense gain, opposites
// are left out, and so are nouns and adjectives that it knows and does not relate; what else it does not relate to the
// original must be the more like it. It also knows which forms a word can be (forms at the mask: grammar.ts). Forms of
// the same word are left out. Comparing contextual states of the sentence with and without the substitute (Zhou et al.
// 2019) and leaving the target in view were tried on the same seventy sentences and gained nothing.

import { cosine } from '../core/vector';
import type { Span } from '../core/types';
import { scoreTargets, singleWords, toScore, type RankedWord } from './candidates';
import type { Call, Encoder } from './encoder';
import { formsOf, formTest } from './forms';
import { Grammar } from './grammar';
import { fold } from './lexicon';
import { areOpposites } from './opposites';
import { placeOf, suggestionWindowTokens, type Place } from './place';
import type { Candidate } from './requests';
import { isGrammarWord } from './repetition';
import { spellingAt } from './spelling';
import type { Relation } from './thesaurus';

/**
 * w = 1 / T without a thesaurus. Chosen on 70 sentences with hand-picked substitutes, by their share among the first five
 * and ten and by the rank of the first; anything from 20 to 40 does about as well.
 */
const likenessWeight = 30;
/**
 * With a thesaurus that knows the original. Of the first five words for 36 words of everyday prose 41 % were among
 * hand-picked substitutes instead of 28 %, of the first ones 72 % instead of 39; anything near these weights does as well.
 */
const knownLikenessWeight = 12;
const relationWeight: Readonly<Record<Relation | 'none' | 'apart', number>> = {
  same: 10,
  near: 6,
  none: -3,
  apart: -6,
  opposite: -30,
};
/** Words that fit best and are compared with the original. More found no further substitutes in the first ten. */
const pool = 400;
/** Tokens among which these words are looked for. */
const poolTokens = 800;
/** Below this cosine a word has nothing to do with the original; a thesaurus knows better of what shares a sense. */
const leastLikeness: Readonly<Record<Relation | 'none' | 'apart', number>> = {
  same: -1,
  near: 0,
  none: 0.35,
  apart: Infinity,
  opposite: Infinity,
};
const leastWithoutThesaurus = 0.1;
/** For a word that the thesaurus does not know, mostly one of several pieces, of which the encoder has no vector of its own. */
const leastForUnknown = 0.2;
/** The mean of the pieces of well-known or daughter-in-law, the hyphens among them, says next to nothing of the whole. */
const leastForCompound = 0.6;
/**
 * Where nothing that the thesaurus relates is left, a shorter list than this is filled up with the next best; never with
 * what the thesaurus knows to be something else, and with nothing that is hardly like the word: a short list is better than
 * a wrong one.
 */
const fewest = 5;
const leastForFilling = 0.3;
/**
 * A word that the thesaurus relates is meant in another sense than the one here (“corrupt” for “buy”) where the best of the
 * list is so many nats better; a word that is nearly as probable as the one that stands there, likeness counted in, may be
 * half as much again behind. How probable words are at all differs from place to place and from encoder to encoder; how
 * they compare does not.
 */
const clearlyWorse = Math.log(1000);
const nearlyAsProbable = Math.log(50);
/**
 * None is meant where the thesaurus has no synonym, only what is near, and even the best of that is so many times less
 * probable than the word itself (“SS” for “police”). Of a word that has synonyms the best ones are shown in any case.
 */
const noSense = Math.log(10_000);

/**
 * The best `top` substitutes for the word at `span`, best first, written for the place; only `targets`, as given, when
 * there are any. `probability` is that of the masked LM, `score` the sum above.
 */
export async function meaningWords(
  encoder: Encoder,
  text: string,
  span: Span,
  top: number,
  call: Call,
  targets?: readonly string[],
): Promise<Candidate[]> {
  const original = text.slice(span.start, span.end);
  const place = placeOf(encoder, text, [span], suggestionWindowTokens);
  encoder.prepare('thesaurus');
  const { words: expected, own } = await expectedWords(encoder, original, place, call);
  const judge = judgeOf(encoder, original, expected);
  const words = targets
    ? await scoreTargets(encoder, { place, mask: 0 }, targets, call)
    : expected.filter(substituteTest(original)).filter(({ text: word }) => judge.fits(word));
  const likeness = await likenessTo(encoder, original, words, place.afterSpace[0], call);
  const spell = targets ? (word: string) => word : spellingAt(encoder, text, span);
  const rated = words
    .map(({ text: word, logProbability }, n): Rated => {
      const { plus, least } = judge.relate(word);
      const fitness = logProbability + judge.likenessWeight * likeness[n];
      return { word, logProbability, likeness: likeness[n], fitness, score: toScore(fitness + plus), plus, least };
    })
    .sort((a, b) => b.score - a.score);
  return (targets ? rated : substitutes(rated, own, judge)).slice(0, top).map(({ word, logProbability, score }) => ({
    text: spell(word),
    probability: Math.exp(logProbability),
    score,
  }));
}

/** A word with all that speaks for it. `fitness`: the score without the relation. */
interface Rated {
  readonly word: string;
  readonly logProbability: number;
  readonly likeness: number;
  readonly fitness: number;
  readonly score: number;
  readonly plus: number;
  readonly least: number;
}

/** Those of the rated words, best first, that may stand for the original, whose own log-probability is `own`. */
function substitutes(rated: readonly Rated[], own: number, judge: Judge): Rated[] {
  const related = inSense(
    rated.filter(({ plus, likeness, least }) => plus > 0 && likeness >= least),
    own,
    judge,
  );
  // Beside synonyms that fit, what nothing relates has to be as like the original as they are.
  const asLike = Math.max(-1, ...related.map(({ likeness }) => likeness));
  const others = rated.filter(({ plus, likeness, least }) => plus <= 0 && likeness >= Math.max(least, asLike));
  const kept = rated.filter((each) => related.includes(each) || others.includes(each));
  if (related.length > 0) return kept;
  const fillers = rated.filter(
    (each) => !kept.includes(each) && each.plus <= 0 && each.least < Infinity && each.likeness >= judge.leastForFilling,
  );
  return [...kept, ...fillers.slice(0, Math.max(0, fewest - kept.length))];
}

/** Of the words that the thesaurus relates, best first, those that can be meant here. */
function inSense(related: readonly Rated[], own: number, judge: Judge): Rated[] {
  const isMeant = related.some(({ word, fitness }) => judge.isSame(word) || fitness >= own - noSense);
  if (!isMeant) return [];
  const [best] = related;
  const isSame = (word: string): boolean => judge.isSame(word) && judge.isSame(best.word, word);
  return related.filter(({ word, score, fitness }) => {
    const behind = best.score - score;
    return behind <= clearlyWorse * (fitness >= own - nearlyAsProbable ? 1.5 : 1) || isSame(word);
  });
}

/** What is known of words beside the encoder's view of them. */
interface Judge {
  readonly likenessWeight: number;
  /** The likeness that a word needs to fill up a short list. */
  readonly leastForFilling: number;
  /** False for a word that cannot have the form that the place asks for. */
  fits(word: string): boolean;
  /** What the score gains, and the least likeness to the original that the word needs. */
  relate(word: string): { readonly plus: number; readonly least: number };
  /** True for a word that shares a sense with the other one, or with the original: it can stand where that one can. */
  isSame(word: string, other?: string): boolean;
}

function judgeOf({ thesaurus }: Encoder, original: string, expected: readonly RankedWord[]): Judge {
  const isOpposite = (word: string): boolean =>
    areOpposites(fold(word), fold(original)) || thesaurus?.areOpposite(original, word, areOpposites) === true;
  const grammar = thesaurus && new Grammar(thesaurus, original, expected.slice(0, pool));
  if (!thesaurus || !grammar?.forms.size) {
    const isCompound = /\p{L}-\p{L}/u.test(original);
    const least = isCompound ? leastForCompound : thesaurus ? leastForUnknown : leastWithoutThesaurus;
    return {
      likenessWeight,
      leastForFilling: least,
      fits: (word) => isGrammarWord(fold(original)) || !isGrammarWord(fold(word)),
      relate: (word) => (isOpposite(word) ? { plus: relationWeight.opposite, least: Infinity } : { plus: 0, least }),
      isSame: () => false,
    };
  }
  return {
    likenessWeight: knownLikenessWeight,
    leastForFilling,
    fits: (word) => grammar.fits(word),
    relate: (word) => {
      const listed = thesaurus.relation(original, word, grammar.forms);
      const isApart = (): boolean => thesaurus.areApart(original, word, grammar.forms);
      const isOther = (): boolean => isApart() || (isGrammarWord(fold(word)) && !isGrammarWord(fold(original)));
      const relation = listed ?? (isOpposite(word) ? 'opposite' : isOther() ? 'apart' : 'none');
      return { plus: relationWeight[relation], least: leastLikeness[relation] };
    },
    isSame: (word, other = original) => thesaurus.relation(word, other, grammar.forms) === 'same',
  };
}

/** What the masked LM makes of a place. `own`: natural-log probability of the word that stands there. */
interface Expected {
  readonly words: readonly RankedWord[];
  readonly own: number;
}

/** The words that fit best, and those that a thesaurus has for the original however little they fit. */
async function expectedWords(encoder: Encoder, original: string, place: Place, call: Call): Promise<Expected> {
  const { lexicon, thesaurus } = encoder;
  const readings = thesaurus?.readings(original) ?? [];
  const bases = thesaurus?.relatives(original, new Set(readings.map(({ form }) => form))) ?? [];
  const related = bases.flatMap((base) => [base, ...formsOf(base)]);
  const targets = Int32Array.from(new Set(related.flatMap((word) => lexicon.idsOfWord(word))));
  const itself = lexicon.idsOfWord(original);
  const row = { ...place.row, positions: place.positions };
  const wanted = { top: poolTokens, targets: Int32Array.from([...targets, ...itself]) };
  const [[prediction]] = await encoder.mlm([row], wanted, call);
  const best = singleWords(encoder, prediction).slice(0, pool);
  const known = new Set(best.map(({ text }) => text));
  const more = [...targets].map((id, n) => ({ text: lexicon.surface(id), logProbability: prediction.targets[n] }));
  const words = [...best, ...more.filter(({ text }) => !known.has(text))];
  const isBase = readings.some(({ base }) => base === fold(original));
  const pieced = isBase ? bases.filter((base) => lexicon.idsOfWord(base).length === 0) : [];
  const asked = itself.length > 0 || bases.length === 0 ? pieced : [original, ...pieced];
  const scored = asked.length > 0 ? await scoreTargets(encoder, { place, mask: 0 }, asked, call) : [];
  const own = itself.length > 0 ? Math.max(...prediction.targets.slice(targets.length)) : scored[0]?.logProbability;
  return { words: [...words, ...scored.slice(asked.length - pieced.length)], own: own ?? -Infinity };
}

/** A word of the same meaning is neither the word itself, nor a form of it, nor a number; opposites are told by the judge. */
function substituteTest(original: string): (word: RankedWord) => boolean {
  const target = fold(original);
  const isForm = formTest(target);
  return ({ text }) => {
    const word = fold(text);
    return word !== target && !isForm(word) && !/^\p{Nd}/u.test(text);
  };
}

/** Centred cosine, −1…1, of each word's embedding with that of the original. */
async function likenessTo(
  encoder: Encoder,
  original: string,
  words: readonly RankedWord[],
  afterSpace: boolean,
  call: Call,
): Promise<number[]> {
  if (words.length === 0) return [];
  const ids = [original, ...words.map(({ text }) => text)].map((word) => encoder.idsOf(word.trim(), afterSpace));
  const vectors = await encoder.wordVectors(ids, call);
  const width = vectors[0].length;
  const mean = new Float64Array(width);
  for (const vector of vectors) for (let i = 0; i < width; i++) mean[i] += vector[i] / vectors.length;
  const [target, ...others] = vectors.map((vector) => vector.map((value, i) => value - mean[i]));
  return others.map((vector) => cosine(vector, target));
}
