// cloze, confusion and blimp: which of the given words, or of two sentences, is right.

import { accuracy } from '../../src/core/metrics';
import { number, object } from '../../src/runtime/parse';
import { pairCredit } from '../maskedWordScore';
import { parsers, type MinimalPair } from '../records';
import { published } from '../published';
import { toPercent, type Row } from '../report';
import type { Answer } from '../semtext';
import { mean } from '../statistics';
import { sameWord } from '../text';
import { countErrors, isError, present, type Context, type Task } from './context';
import { clozeChoices, confusionChoices, masked, type Choice } from './items';
import { candidatesAt } from './maskedWords';

export const clozeTask: Task = {
  name: 'cloze',
  files: ['cloze.dev'],
  run: (context) => choose(context, 'cloze', clozeChoices(context.sets.read('cloze.dev', parsers.cloze))),
};

export const confusionTask: Task = {
  name: 'confusion',
  files: ['confusion.dev'],
  run: (context) =>
    choose(context, 'confusion', confusionChoices(context.sets.read('confusion.dev', parsers.confusion))),
};

async function choose({ semtext, ngrams }: Context, name: string, items: readonly Choice[]): Promise<Row[]> {
  const answers = await semtext.ask(
    'fill',
    items.map((item) => ({ text: masked(item), targets: item.options })),
  );
  const taken = items.map((item, i) => choiceOf(item, answers[i]));
  const right = items.map((item) => item.answer);
  const domains = [...new Set(items.map((item) => item.domain))];
  return [undefined, ...domains].map((domain) => {
    const members = items.flatMap((item, index) => (domain === undefined || item.domain === domain ? [index] : []));
    const share = (choices: readonly number[] | undefined) =>
      choices &&
      toPercent(
        accuracy(
          members.map((i) => right[i]),
          members.map((i) => choices[i]),
        ),
      );
    return {
      task: name,
      metric: domain === undefined ? 'accuracy' : `accuracy, ${domain}`,
      records: members.length,
      ours: share(taken) ?? 0,
      baselines: present({
        unigram: share(ngrams?.unigram.choices[name]),
        trigram: share(ngrams?.trigram.choices[name]),
      }),
      ...(domain !== undefined && { breakdown: true }),
      ...countErrors(members.map((index) => answers[index])),
    };
  });
}

/** The option that was ranked first; −1 for none. */
function choiceOf(item: Choice, answer: Answer): number {
  const [first] = candidatesAt(answer, item.start);
  return first ? item.options.findIndex((option) => sameWord(option, first.text)) : -1;
}

const scoreAnswer = object({ logProbability: number });

export const blimpTask: Task = {
  name: 'blimp',
  files: ['blimp.dev'],
  run: async ({ sets, semtext, ngrams }) => {
    const pairs = sets.read('blimp.dev', parsers.blimp);
    const answers = await semtext.ask(
      'score',
      pairs.flatMap(({ good, bad }) => [{ text: good }, { text: bad }]),
    );
    const score = (answer: Answer) =>
      isError(answer) ? undefined : scoreAnswer(answer.fields, 'score').logProbability;
    const credits = pairs.map((_, i) => {
      const [good, bad] = [score(answers[2 * i]), score(answers[2 * i + 1])];
      return good === undefined || bad === undefined ? 0 : pairCredit(good, bad);
    });
    const row = (suffix: string, holds: (pair: MinimalPair) => boolean): Row => {
      const members = pairs.flatMap((pair, index) => (holds(pair) ? [index] : []));
      const share = (all: readonly number[] | undefined) => all && toPercent(mean(members.map((i) => all[i])));
      return {
        task: 'blimp',
        metric: `accuracy${suffix}`,
        records: members.length,
        ours: share(credits) ?? 0,
        baselines: present({ unigram: share(ngrams?.unigram.pairs), trigram: share(ngrams?.trigram.pairs) }),
        ...(suffix && { breakdown: true }),
        ...countErrors(members.flatMap((i) => [answers[2 * i], answers[2 * i + 1]])),
      };
    };
    const terms = [...new Set(pairs.map(({ term }) => term))];
    return [
      { ...row('', () => true), published: published.blimp.accuracy },
      ...terms.map((term) => row(`, ${term}`, (pair) => pair.term === term)),
    ];
  },
};
