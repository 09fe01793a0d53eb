// What a unigram and an interpolated trigram model answer on the masked-word sets. All sets are asked in one go, because
// the corpus is counted once for what will be asked.

import type { CorpusStream } from './corpusFile';
import { leastLogProbability, pairCredit, type WordGuess } from './maskedWordScore';
import { NgramCounts, TripleQueries } from './ngramCounts';
import { TrigramModel } from './ngramModel';
import { border, gapIn, unknown, type Gap, type NgramVocabulary } from './ngramStream';
import type { MinimalPair } from './records';
import type { Choice, GapItem, MaskedWord, OpenQuestion } from './tasks/items';

export interface NgramItems {
  readonly words: readonly MaskedWord[];
  readonly choices: Readonly<Record<string, readonly Choice[]>>;
  readonly pairs: readonly MinimalPair[];
  readonly questions: readonly OpenQuestion[];
}

export interface OutcomesOf {
  readonly words: readonly WordGuess[];
  /** Index of the option taken, by set and item. */
  readonly choices: Readonly<Record<string, readonly number[]>>;
  /** See pairCredit. */
  readonly pairs: readonly number[];
  readonly questions: readonly WordGuess[];
}

export interface NgramOutcomes {
  readonly unigram: OutcomesOf;
  readonly trigram: OutcomesOf;
  readonly description: string;
}

/** Text at the end of the stream that the weights of the interpolation are fitted on, in tokens. */
const heldOutTokens = 200_000;

export function ngramOutcomes(stream: CorpusStream, items: NgramItems): NgramOutcomes {
  const { vocabulary, numbers } = stream;
  const split = Math.max(0, numbers.length - Math.min(heldOutTokens, numbers.length / 10));
  const heldOut = numbers.subarray(split);
  const prepared = prepare(vocabulary, items);
  const queries = new TripleQueries();
  queries.addSequence(heldOut);
  for (const { gap } of [...prepared.words, ...prepared.questions]) queries.addGap(gap);
  for (const { sequences } of Object.values(prepared.choices).flat()) sequences.forEach((s) => queries.addSequence(s));
  for (const pair of prepared.pairs) pair.forEach((sequence) => queries.addSequence(sequence));
  const counts = new NgramCounts(numbers.subarray(0, split), vocabulary.size, queries);
  const judge = new Judge(stream, counts, new TrigramModel(counts, heldOut));
  return {
    unigram: judge.unigram(prepared),
    trigram: judge.trigram(prepared),
    description: `n-gram baselines: counted on ${stream.description}`,
  };
}

interface PreparedGap {
  readonly gap: Gap;
  /** Numbers of the right words, those of several tokens left out: neither model can propose them. */
  readonly answers: readonly number[];
}

interface Prepared {
  readonly words: readonly PreparedGap[];
  readonly questions: readonly PreparedGap[];
  readonly choices: Readonly<Record<string, readonly { sequences: readonly number[][]; words: readonly number[][] }[]>>;
  readonly pairs: readonly (readonly [number[], number[]])[];
}

function prepare(vocabulary: NgramVocabulary, items: NgramItems): Prepared {
  const gapOf = ({ text, start, end }: GapItem) => gapIn(vocabulary, text, start, end);
  const numbersOf = (words: readonly string[]) =>
    words.map((word) => vocabulary.encode(word)).flatMap((numbers) => (numbers.length === 1 ? numbers : []));
  const sentence = (text: string) => vocabulary.encodeDocument(text).slice(0, -1);
  return {
    words: items.words.map((item) => ({ gap: gapOf(item), answers: numbersOf([item.word]) })),
    questions: items.questions.map((item) => ({ gap: gapOf(item), answers: numbersOf(item.answers) })),
    choices: Object.fromEntries(
      Object.entries(items.choices).map(([set, choices]) => [
        set,
        choices.map((choice) => {
          const { before, after } = gapOf(choice);
          const words = choice.options.map((option) => vocabulary.encode(option));
          return { words, sequences: words.map((word) => [...before, ...word, ...after]) };
        }),
      ]),
    ),
    pairs: items.pairs.map(({ good, bad }) => [sentence(good), sentence(bad)]),
  };
}

/** Turns the models' numbers into guesses. */
class Judge {
  readonly #isWord: Uint8Array;
  readonly #byFrequency: Float64Array;

  constructor(
    private readonly stream: CorpusStream,
    counts: NgramCounts,
    private readonly model: TrigramModel,
  ) {
    this.#isWord = Uint8Array.from(stream.vocabulary.words, (word) => (/[a-z0-9]/.test(word) ? 1 : 0));
    const total = counts.words.reduce((sum, count) => sum + count, 0);
    this.#byFrequency = counts.words.map((count) => count / total);
  }

  unigram(items: Prepared): OutcomesOf {
    const sum = (numbers: readonly number[]) =>
      numbers.reduce((total, word) => total + this.model.unigramLogProbability(word), 0);
    // The order of the words must not decide by rounding.
    const sorted = (numbers: readonly number[]) => sum([...numbers].sort((a, b) => a - b));
    return {
      words: items.words.map((item) => this.#guess(this.#byFrequency, item)),
      questions: items.questions.map((item) => this.#guess(this.#byFrequency, item)),
      choices: mapValues(items.choices, ({ words }) => indexOfLargest(words.map(sum))),
      pairs: items.pairs.map(([good, bad]) => pairCredit(sorted(good), sorted(bad))),
    };
  }

  trigram(items: Prepared): OutcomesOf {
    const log = (sequence: readonly number[]) => this.model.sequenceLogProbability(sequence);
    const inGap = (item: PreparedGap) => this.#guess(this.model.gapProbabilities(item.gap), item);
    return {
      words: items.words.map(inGap),
      questions: items.questions.map(inGap),
      choices: mapValues(items.choices, ({ sequences }) => indexOfLargest(sequences.map(log))),
      pairs: items.pairs.map(([good, bad]) => pairCredit(log(good), log(bad))),
    };
  }

  /** Only words are guesses: marks, borders and the unknown word are passed over in the ranking. */
  #guess(probabilities: Float64Array, { answers }: PreparedGap): WordGuess {
    const known = answers.filter((answer) => answer !== unknown && answer !== border);
    if (known.length === 0) {
      // A word outside the vocabulary: an equal share of what the unknown word gets.
      const share = probabilities[unknown] / Math.max(1, this.stream.wordsLeftOut);
      return { rank: Infinity, logProbability: answers.length ? Math.log(share) : leastLogProbability };
    }
    const best = Math.max(...known.map((answer) => probabilities[answer]));
    let rank = 0;
    for (let word = 0; word < probabilities.length; word++) {
      if (probabilities[word] > best && this.#isWord[word]) rank++;
    }
    return { rank, logProbability: Math.log(best) };
  }
}

function indexOfLargest(values: readonly number[]): number {
  return values.indexOf(Math.max(...values));
}

function mapValues<T>(
  sets: Readonly<Record<string, readonly T[]>>,
  map: (item: T) => number,
): Record<string, number[]> {
  return Object.fromEntries(Object.entries(sets).map(([name, items]) => [name, items.map(map)]));
}
