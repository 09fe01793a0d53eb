// Words of the same meaning in a context (lexical substitution). A masked LM alone offers whatever fits, so likeness to the
// word that stands there is joined to it, as in the best-performing combination of Arefyev et al. 2020 ("Always Keep your
// Target in Mind", SDP + embs), where P(s | context, target) ∝ P(s | context) · exp(sim(s, target) / T):
//
//   score(s) = log P(s | context) + likenessWeight · cos(e(s) − m, e(target) − m)
//
// e is the encoder's own embedding layer and m the mean of e over the words that fit: without it all cosines are high and
// alike (Mu and Viswanath 2018, "All-but-the-Top"). Opposites lie near each other in e too, so the listed and the regular
// ones are left out (opposites.ts), as are forms of the same word and words that are like the target in nothing. Comparing
// contextual states of the sentence with and without the substitute (Zhou et al. 2019) and leaving the target in view were
// tried on the same seventy sentences and gained nothing.

import { cosine } from '../core/vector';
import type { Span } from '../core/types';
import { scoreTargets, singleWords, toScore, type RankedWord } from './candidates';
import type { Call, Encoder } from './encoder';
import { formTest } from './forms';
import { fold } from './lexicon';
import { areOpposites } from './opposites';
import { placeOf, suggestionWindowTokens } from './place';
import type { Candidate } from './requests';
import { spellingAt } from './spelling';

/**
 * 1 / T. Chosen on 70 sentences with hand-picked substitutes, by their share among the first five and ten and by the rank
 * of the first; anything from 20 to 40 does about as well.
 */
const likenessWeight = 30;
/** Words that fit best and are compared with the original. More found no further substitutes in the first ten. */
const pool = 400;
/** Tokens among which these words are looked for. */
const poolTokens = 800;
/** Below this cosine a word has nothing to do with the original. */
const leastLikeness = 0.1;
/** What an opposite among a person's own words loses, so that it comes after all that mean something like the word. */
const oppositePenalty = likenessWeight;

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
  const at = { place, mask: 0 };
  const words = targets
    ? await scoreTargets(encoder, at, targets, call)
    : singleWords(
        encoder,
        (await encoder.mlm([{ ...place.row, positions: place.positions }], { top: poolTokens }, call))[0][0],
      )
        .filter(substituteTest(original))
        .slice(0, pool);
  const likeness = await likenessTo(encoder, original, words, place.afterSpace[0], call);
  const spell = targets ? (word: string) => word : spellingAt(encoder, text, span);
  return words
    .map(({ text: word, logProbability }, n) => {
      const opposite = targets && areOpposites(fold(word), fold(original)) ? oppositePenalty : 0;
      return {
        text: spell(word),
        probability: Math.exp(logProbability),
        score: toScore(logProbability + likenessWeight * likeness[n] - opposite),
        keep: targets !== undefined || likeness[n] >= leastLikeness,
      };
    })
    .filter(({ keep }) => keep)
    .sort((a, b) => b.score - a.score)
    .slice(0, top)
    .map(({ text: word, probability, score }) => ({ text: word, probability, score }));
}

/** A word of the same meaning is neither the word itself, nor a form of it, nor its opposite, nor a number. */
function substituteTest(original: string): (word: RankedWord) => boolean {
  const target = fold(original);
  const isForm = formTest(target);
  return ({ text }) => {
    const word = fold(text);
    return word !== target && !isForm(word) && !areOpposites(word, target) && !/^\p{Nd}/u.test(text);
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
