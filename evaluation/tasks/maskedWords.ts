// mlm and facts: what stands at a masked place. `semtext fill` proposes whole words, of one or several pieces, at one mask.

import { arrayOf, number, object, string } from '../../src/runtime/parse';
import { meanLogProbability, rankOf, shareWithin, type WordGuess } from '../maskedWordScore';
import type { OutcomesOf } from '../ngramBaseline';
import { parsers } from '../records';
import { rounded, toPercent, type Row } from '../report';
import type { Answer } from '../semtext';
import { countErrors, isError, present, type Task } from './context';
import { masked, maskedWords, openQuestions, type GapItem } from './items';

/** Candidates asked for: some spellings of one word fold together. */
const askedCandidates = 10;

const fillAnswer = object({
  masks: arrayOf(object({ start: number, candidates: arrayOf(object({ text: string, probability: number })) })),
});

/** The candidates of the mask that stands at `start`; the text may hold more that looks like one. */
export function candidatesAt(answer: Answer, start: number): readonly { text: string; probability: number }[] {
  if (isError(answer)) return [];
  const { masks } = fillAnswer(answer.fields, 'fill');
  return masks.find((mask) => mask.start === start)?.candidates ?? [];
}

export const mlmTask: Task = {
  name: 'mlm',
  files: ['mlm.dev'],
  run: async ({ sets, semtext, ngrams }) => {
    const items = maskedWords(sets.read('mlm.dev', parsers.mlm));
    const open = await semtext.ask('fill', items.map(questionOf), '--top', String(askedCandidates));
    const given = await semtext.ask(
      'fill',
      items.map((item) => ({ ...questionOf(item), targets: [item.word] })),
    );
    const guesses = items.map((item, i) => guessOf(item, [item.word], open[i], given[i]));
    const all = items.map((_, index) => index);
    const groups: [string, number[]][] = [['', all]];
    for (const key of ['kind', 'domain'] as const) {
      for (const value of new Set(items.map((item) => item[key]))) {
        groups.push([`, ${value}`, all.filter((index) => items[index][key] === value)]);
      }
    }
    const outcomes = ngrams && { unigram: ngrams.unigram.words, trigram: ngrams.trigram.words };
    return groups.flatMap(([suffix, members]) => rowsOf('mlm', suffix, members, guesses, outcomes, open));
  },
};

export const factsTask: Task = {
  name: 'facts',
  files: ['facts.dev'],
  run: async ({ sets, semtext, ngrams }) => {
    const items = openQuestions(sets.read('facts.dev', parsers.facts));
    const answers = await semtext.ask('fill', items.map(questionOf), '--top', String(askedCandidates));
    const guesses = items.map((item, i) => guessOf(item, item.answers, answers[i]));
    const outcomes = ngrams && { unigram: ngrams.unigram.questions, trigram: ngrams.trigram.questions };
    const members = items.map((_, index) => index);
    return rowsOf('facts', '', members, guesses, outcomes, answers).filter((row) => row.metric.startsWith('top-'));
  },
};

function questionOf(item: GapItem): { text: string } {
  return { text: masked(item) };
}

function guessOf(item: GapItem, words: readonly string[], open: Answer, given?: Answer): WordGuess {
  const candidates = candidatesAt(open, item.start).map(({ text }) => text);
  const probability = given ? (candidatesAt(given, item.start)[0]?.probability ?? 0) : 0;
  return { rank: rankOf(candidates, words), logProbability: Math.log(probability) };
}

function rowsOf(
  task: string,
  suffix: string,
  members: readonly number[],
  guesses: readonly WordGuess[],
  outcomes: Readonly<Record<string, OutcomesOf['words']>> | undefined,
  answers: readonly Answer[],
): Row[] {
  const figure = (name: string, measure: (guesses: readonly WordGuess[]) => number): Row => ({
    task,
    metric: name + suffix,
    records: members.length,
    ours: measure(members.map((index) => guesses[index])),
    baselines: present(
      Object.fromEntries(
        Object.entries(outcomes ?? {}).map(([model, all]) => [model, measure(members.map((index) => all[index]))]),
      ),
    ),
    ...(name.endsWith('(nats)') && { unit: 'nats' }),
    ...(suffix && { breakdown: true }),
    ...countErrors(members.map((index) => answers[index])),
  });
  return [
    figure('top-1', (some) => toPercent(shareWithin(some, 1))),
    figure('top-5', (some) => toPercent(shareWithin(some, 5))),
    figure('mean log-probability (nats)', (some) => rounded(meanLogProbability(some))),
  ];
}
