// cosqa, cacm and docsearch: finding the passages that answer a query. Each document becomes a file of a folder that
// `semtext index` reads, and `semtext search` finds files: what is measured is what a person gets, chunks, fusion and
// folding included.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { reciprocalRankFusion } from '../../src/core/fusion';
import { vectorShare } from '../../src/engine/index/ranking';
import { ndcg, recallAt } from '../../src/core/metrics';
import { arrayOf, object, optional, string } from '../../src/runtime/parse';
import { Bm25, Grep, type Document } from '../lexicalSearch';
import { published } from '../published';
import { parsers, type Query } from '../records';
import { toPercent, type Row } from '../report';
import type { Semtext } from '../semtext';
import { averagePrecisionOfRanking, mean, reciprocalRank, type Relevant } from '../statistics';
import { countErrors, isError, type Context, type Task } from './context';

/** Length of the rankings that are measured. */
const depth = 100;

/** How the documents of a set are named, so that they are read as what they are. */
const extensions: Readonly<Record<string, string>> = { cosqa: 'py', cacm: 'txt', docsearch: 'md' };

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

async function retrieve({ sets, semtext, cacheFolder }: Context, name: string): Promise<Row[]> {
  const documents = sets.read(`${name}.corpus`, parsers.documents, false);
  const queries = sets.read(`${name}.dev.queries`, parsers.queries);
  const bm25 = new Bm25(documents);
  const grep = new Grep(documents);
  const baselines = {
    BM25: queries.map(({ query }) => bm25.rank(query, depth)),
    grep: queries.map(({ query }) => grep.rank(query, depth)),
  };
  const found = await searchIn(semtext, cacheFolder, documents, queries, extensions[name] ?? 'txt');
  const fused = (weights?: readonly number[]): Rankings =>
    found.vector.rankings.map((ranking, n) => byRanks([ranking, found.lexical.rankings[n]], weights));
  // What the product does not do, in each run: its own fusion has to be better.
  const rankFusions = { 'rank fusion': fused(), 'weighted rank fusion': fused([vectorShare, 1 - vectorShare]) };
  // With one relevant document a query, MAP is MRR.
  const severalRelevant = queries.some(({ relevant }) => relevant.size > 1);
  const metrics = Object.keys(measures).filter((metric) => metric !== 'MAP' || severalRelevant);
  return Object.entries(found).flatMap(([mode, { rankings, errors }]) =>
    metrics.map((metric) => {
      const others = mode === 'hybrid' ? { ...baselines, ...rankFusions } : baselines;
      return { ...rowOf(name, metric, mode, queries, rankings, others), ...errors };
    }),
  );
}

function byRanks(rankings: Rankings, weights: readonly number[] | undefined): string[] {
  const fused = reciprocalRankFusion(rankings, (id) => id, weights && { weights });
  return fused.map(({ item }) => item);
}

interface Found {
  readonly rankings: string[][];
  readonly errors: { readonly errors?: number };
}

/** The documents that each mode finds for each query, from an index that is made for this and taken away again. */
async function searchIn(
  semtext: Semtext,
  cacheFolder: string,
  documents: readonly Document[],
  queries: readonly Query[],
  extension: string,
): Promise<Record<'vector' | 'lexical' | 'hybrid', Found>> {
  await mkdir(cacheFolder, { recursive: true });
  const folder = await mkdtemp(path.join(cacheFolder, 'search-'));
  try {
    const [corpus, store] = [path.join(folder, 'corpus'), path.join(folder, 'store')];
    await mkdir(corpus);
    const fileOf = (n: number) => `${n}.${extension}`;
    for (const [n, { text }] of documents.entries()) await writeFile(path.join(corpus, fileOf(n)), text);
    const idOf = new Map(documents.map(({ id }, n) => [fileOf(n), id]));
    await semtext.once('index', corpus, '--store', store);
    const ask = async (mode: string): Promise<Found> => {
      const options = ['--dir', corpus, '--store', store, '--mode', mode, '--top', String(depth)];
      const inputs = queries.map(({ query }) => ({ query }));
      const answers = await semtext.ask('search', inputs, ...options);
      const rankings = answers.map((answer) => (isError(answer) ? [] : documentsOf(answer.fields, idOf)));
      return { rankings, errors: countErrors(answers) };
    };
    return { vector: await ask('vector'), lexical: await ask('lexical'), hybrid: await ask('hybrid') };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const place = object<{ path: string }>({ path: string });
const hit = object({ path: string, duplicates: optional(arrayOf(place)) });

/** Each document at its first hit; the copies that folded into a hit stand behind it, as the view shows them. */
function documentsOf(fields: Readonly<Record<string, unknown>>, idOf: ReadonlyMap<string, string>): string[] {
  const hits = arrayOf(hit)(fields.hits, 'hits');
  const files = hits.flatMap((each) => [each.path, ...(each.duplicates ?? []).map((copy) => copy.path)]);
  return [...new Set(files)].flatMap((file) => idOf.get(file) ?? []);
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
