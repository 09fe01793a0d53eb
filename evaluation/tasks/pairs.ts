// stsb, sick, mrpc and nsp: how alike two sentences are, and whether one follows the other. Asked of `semtext similarity`.

import { spearman } from '../../src/core/metrics';
import { dot } from '../../src/core/vector';
import { arrayOf, number, object, optional } from '../../src/runtime/parse';
import { published } from '../published';
import { parsers, type SentencePair } from '../records';
import { toPercent, type Row } from '../report';
import type { Answer, Semtext } from '../semtext';
import { averagePrecision, bestThreshold, mean } from '../statistics';
import { stem, words } from '../text';
import { dotOfRows, TfIdf } from '../tfidf';
import { countErrors, isError, type Context, type Task } from './context';

const similarityAnswer = object({ similarity: number, nextSentenceProbability: optional(number) });
const embedAnswer = object({ embedding: arrayOf(number) });

/** Measures of one list of similarities against the gold scores. */
type Measures = Readonly<Record<string, (similarities: readonly number[]) => number>>;

const thresholdNote = 'the threshold is chosen on these records, for every column alike';

function similarityTask(
  name: string,
  parse: typeof parsers.similarity,
  measuresOf: (gold: number[]) => Measures,
): Task {
  const file = `${name}.dev`;
  return {
    name,
    files: [file],
    run: async (context) => {
      const pairs = context.sets.read(file, parse);
      const inputs = pairs.map(({ s1, s2 }) => ({ a: s1, b: s2 }));
      const answers = await context.semtext.ask('similarity', inputs);
      const ours = answers.map((answer) => (isError(answer) ? 0 : similarityAnswer(answer.fields, name).similarity));
      const baselines = await baselineSimilarities(context, name, pairs);
      return Object.entries(measuresOf(pairs.map(({ score }) => score))).map(([metric, measure]): Row => ({
        task: name,
        metric,
        records: pairs.length,
        ours: toPercent(measure(ours)),
        baselines: Object.fromEntries(
          Object.entries(baselines).map(([baseline, values]) => [baseline, toPercent(measure(values))]),
        ),
        ...(published[name]?.[metric] && { published: published[name][metric] }),
        ...(metric.includes('threshold') && { note: thresholdNote }),
        ...countErrors(answers),
      }));
    },
  };
}

const correlation = (gold: readonly number[]): Measures => ({
  Spearman: (similarities) => spearman(similarities, gold),
});

export const stsbTask = similarityTask('stsb', parsers.similarity, correlation);
export const sickTask = similarityTask('sick', parsers.similarity, correlation);
export const mrpcTask = similarityTask('mrpc', parsers.paraphrase, (gold) => {
  const positive = gold.map((label) => label === 1);
  return {
    'accuracy, best threshold': (similarities) => bestThreshold(similarities, positive, 'accuracy').value,
    'F1, best threshold': (similarities) => bestThreshold(similarities, positive, 'f1').value,
    'average precision': (similarities) => averagePrecision(similarities, positive),
    'Spearman with the label': (similarities) => spearman(similarities, gold),
  };
});

async function baselineSimilarities(
  context: Context,
  name: string,
  pairs: readonly SentencePair[],
): Promise<Record<string, number[]>> {
  const texts = pairs.flatMap(({ s1, s2 }) => [s1, s2]);
  const tfidf = (terms: readonly string[][]) => {
    const rows = new TfIdf(terms, 'plain').transform(terms);
    return pairs.map((_, i) => dotOfRows(rows, 2 * i, 2 * i + 1));
  };
  const lexical = {
    'TF-IDF cosine': tfidf(texts.map(words)),
    'TF-IDF cosine, stemmed': tfidf(texts.map((text) => words(text).map(stem))),
  };
  try {
    return { ...lexical, 'mean of the input embeddings': await staticSimilarities(context.semtext, texts) };
  } catch (error) {
    context.leaveOut(`${name}: baseline of averaged static vectors`, (error as Error).message);
    return lexical;
  }
}

/** Cosine of the means of the encoder's own input embeddings: word vectors without context. */
async function staticSimilarities(semtext: Semtext, texts: readonly string[]): Promise<number[]> {
  const inputs = texts.map((text) => ({ text }));
  const answers = await semtext.ask('embed', inputs, '--layers', 'embeddings', '--pooling', 'mean');
  const vectors = answers.map((answer) => (isError(answer) ? undefined : vectorOf(answer)));
  return Array.from({ length: texts.length / 2 }, (_, i) => {
    const [a, b] = [vectors[2 * i], vectors[2 * i + 1]];
    return a && b ? dot(a, b) : 0;
  });
}

export function vectorOf(answer: Exclude<Answer, { error: string }>): Float32Array {
  return Float32Array.from(embedAnswer(answer.fields, 'embed').embedding);
}

export const nspTask: Task = {
  name: 'nsp',
  files: ['nsp.dev'],
  run: async ({ sets, semtext, leaveOut }) => {
    const pairs = sets.read('nsp.dev', parsers.nsp);
    const answers = await semtext.ask(
      'similarity',
      pairs.map(({ a, b }) => ({ a, b })),
    );
    const probabilities = answers.map((answer) =>
      isError(answer) ? 0 : similarityAnswer(answer.fields, 'nsp').nextSentenceProbability,
    );
    if (probabilities.some((probability) => probability === undefined)) {
      leaveOut('nsp', 'this encoder does not predict the next sentence');
      return [];
    }
    const ours = probabilities.map((probability) => probability ?? 0);
    const follows = pairs.map(({ label }) => label === 1);
    const overlap = sharedWordWeights(pairs.map(({ a, b }) => [words(a), words(b)]));
    const share = mean(follows.map(Number));
    const commonest = toPercent(Math.max(share, 1 - share));
    const atHalf = (members: readonly number[]) =>
      toPercent(mean(members.map((i) => (ours[i] >= 0.5 === follows[i] ? 1 : 0))));
    const row = { task: 'nsp', records: pairs.length, ...countErrors(answers) };
    const all = pairs.map((_, index) => index);
    return [
      {
        ...row,
        metric: 'accuracy, threshold 0.5',
        ours: atHalf(all),
        baselines: {
          'commonest class': commonest,
          'word overlap, best threshold': toPercent(bestThreshold(overlap, follows, 'accuracy').value),
        },
      },
      {
        ...row,
        metric: 'accuracy, best threshold',
        ours: toPercent(bestThreshold(ours, follows, 'accuracy').value),
        baselines: {
          'commonest class': commonest,
          'word overlap': toPercent(bestThreshold(overlap, follows, 'accuracy').value),
        },
        note: thresholdNote,
      },
      ...[...new Set(pairs.map(({ type }) => type))].map((type): Row => {
        const members = all.filter((index) => pairs[index].type === type);
        const metric = `share right at 0.5, ${type}`;
        return { ...row, metric, records: members.length, ours: atHalf(members), baselines: {}, breakdown: true };
      }),
    ];
  },
};

/** Σ ln(N / n) over the distinct words that both texts hold; n of the N texts hold the word. */
export function sharedWordWeights(pairs: readonly (readonly [readonly string[], readonly string[]])[]): number[] {
  const documents = new Map<string, number>();
  for (const text of pairs.flat())
    for (const word of new Set(text)) documents.set(word, (documents.get(word) ?? 0) + 1);
  const total = 2 * pairs.length;
  return pairs.map(([a, b]) => {
    const second = new Set(b);
    return [...new Set(a)].reduce(
      (sum, word) => sum + (second.has(word) ? Math.log(total / (documents.get(word) ?? 1)) : 0),
      0,
    );
  });
}
