// cosqa, cacm and docsearch: finding the passages that answer a query, by vectors, by BM25 and by both.

import { ndcg, recallAt } from '../../src/core/metrics';
import { dot } from '../../src/core/vector';
import { Bm25, Grep, reciprocalRankFusion, type Document } from '../lexicalSearch';
import { published } from '../published';
import { parsers, type Query } from '../records';
import { toPercent, type Row } from '../report';
import { averagePrecisionOfRanking, mean, reciprocalRank, type Relevant } from '../statistics';
import { isError, type Context, type Task } from './context';
import { vectorOf } from './pairs';

/** Length of the rankings that are fused and measured. */
const depth = 100;

type Rankings = readonly (readonly string[])[];

const measures: Readonly<Record<string, (ranking: readonly string[], relevant: Relevant) => number>> = {
  'nDCG@10': (ranking, relevant) => ndcg(ranking, relevant, 10),
  'recall@10': (ranking, relevant) => recallAt(ranking, new Set(relevant.keys()), 10),
  MRR: reciprocalRank,
  MAP: averagePrecisionOfRanking,
};

function retrievalTask(name: string): Task {
  return {
    name,
    files: [`${name}.corpus`, `${name}.dev.queries`],
    run: (context) => retrieve(context, name),
  };
}

export const retrievalTasks = ['cosqa', 'cacm', 'docsearch'].map(retrievalTask);

async function retrieve(context: Context, name: string): Promise<Row[]> {
  const documents = context.sets.read(`${name}.corpus`, parsers.documents, false);
  const queries = context.sets.read(`${name}.dev.queries`, parsers.queries);
  const bm25 = new Bm25(documents);
  const grep = new Grep(documents);
  const lexical = queries.map(({ query }) => bm25.rank(query, depth));
  const vector = await vectorRankings(context, documents, queries);
  const hybrid = lexical.map((ranking, i) => reciprocalRankFusion([ranking, vector[i]], depth));
  const baselines = { BM25: lexical, grep: queries.map(({ query }) => grep.rank(query, depth)) };
  // With one relevant document a query, MAP is MRR.
  const severalRelevant = queries.some(({ relevant }) => relevant.size > 1);
  const metrics = Object.keys(measures).filter((metric) => metric !== 'MAP' || severalRelevant);
  return Object.entries({ vector, hybrid }).flatMap(([mode, rankings]) =>
    metrics.map((metric) => rowOf(name, metric, mode, queries, rankings, baselines)),
  );
}

async function vectorRankings(
  { semtext }: Context,
  documents: readonly Document[],
  queries: readonly Query[],
): Promise<string[][]> {
  const texts = [...documents.map(({ text }) => text), ...queries.map(({ query }) => query)];
  const answers = await semtext.ask(
    'embed',
    texts.map((text) => ({ text })),
  );
  const vectors = answers.map((answer) => (isError(answer) ? undefined : vectorOf(answer)));
  return queries.map((_, q) => {
    const asked = vectors[documents.length + q];
    if (!asked) return [];
    const scores = documents.map((_, d) => {
      const vector = vectors[d];
      return vector ? dot(asked, vector) : -Infinity;
    });
    const order = documents.map((_, d) => d).sort((a, b) => scores[b] - scores[a]);
    return order.slice(0, depth).map((d) => documents[d].id);
  });
}

function rowOf(
  task: string,
  measureName: string,
  mode: string,
  queries: readonly Query[],
  rankings: Rankings,
  baselines: Readonly<Record<string, Rankings>>,
): Row {
  const measure = measures[measureName];
  const figure = (some: Rankings) => toPercent(mean(queries.map(({ relevant }, i) => measure(some[i], relevant))));
  const metric = `${measureName}, ${mode}`;
  return {
    task,
    metric,
    records: queries.length,
    ours: figure(rankings),
    baselines: Object.fromEntries(Object.entries(baselines).map(([name, some]) => [name, figure(some)])),
    ...(published[task]?.[metric] && { published: published[task][metric] }),
  };
}
