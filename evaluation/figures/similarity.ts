// What docs/similarity.md says in figures: the scale of each choice of layers, what people say of pairs in each band, how far
// the next-sentence head can be trusted, how well the foreign paragraph of a document is found.

import { neverCancelled } from '../../src/core/cancel';
import { bandOf, bands, type SimilarityScale } from '../../src/core/similarityScale';
import type { Engine } from '../../src/engine/engine';
import type { LayerChoice } from '../../src/engine/ports';
import type { SentencePair } from '../records';
import { mean } from '../statistics';
import { table } from './document';

/** As the panel names them; the same text is no matter of measuring. */
const shownBands = bands.filter((band) => band !== 'identical');
const titles: Readonly<Record<(typeof bands)[number], string>> = {
  apart: 'little in common',
  related: 'related at most',
  close: 'close',
  alike: 'alike in meaning',
  same: 'very alike',
  identical: 'the same text',
};
const layers: readonly (readonly [LayerChoice, string])[] = [
  ['last', 'last'],
  ['secondToLast', 'second to last'],
  ['sumLast4', 'sum of the last four'],
  ['concatLast4', 'last four side by side'],
  ['sumAll', 'sum of all'],
  ['embeddings', 'embeddings'],
];

/** From where on each band goes, for each choice of layers with the mean of the tokens. */
export async function scaleTable(engine: Engine): Promise<string[]> {
  const rows: string[][] = [];
  for (const [choice, title] of layers) {
    const { related, close, alike, same } = await scaleOf(engine, choice);
    rows.push([title, ...[related, close, alike, same].map((value) => value.toFixed(2))]);
  }
  return table([['layers', ...shownBands.slice(1).map((band) => `${titles[band]}, from`)], ...rows]);
}

async function scaleOf(engine: Engine, choice: LayerChoice): Promise<SimilarityScale> {
  const [a, b] = ['The door is open.', 'The door stands open.'].map((text) => ({ text }));
  return (await engine.comparisons.compare({ a, b, layers: choice }, neverCancelled)).scale;
}

/** A set of pairs that people judged. */
export interface JudgedPairs {
  readonly name: string;
  readonly pairs: readonly SentencePair[];
}

/** How many pairs are in each band, their mean judgement, and the share that was judged 4 or more. */
export async function bandTable(engine: Engine, sets: readonly JudgedPairs[]): Promise<string[]> {
  const scale = await scaleOf(engine, 'last');
  const head = ['band', ...sets.flatMap(({ name }) => [`${name}: pairs`, 'mean judgement', 'judged 4 or more'])];
  const rows = shownBands.map((band) => [titles[band]]);
  for (const { pairs } of sets) {
    const found: string[] = [];
    for (const { s1, s2 } of pairs) {
      found.push(bandOf((await engine.similarity({ a: s1, b: s2 }, neverCancelled)).similarity, scale));
    }
    for (const [n, band] of shownBands.entries())
      rows[n].push(...judgements(pairs.filter((_, i) => found[i] === band)));
  }
  return table([head, ...rows]);
}

function judgements(pairs: readonly SentencePair[]): string[] {
  if (!pairs.length) return ['0', '–', '–'];
  const high = mean(pairs.map(({ score }) => (score >= 4 ? 1 : 0)));
  return [String(pairs.length), mean(pairs.map(({ score }) => score)).toFixed(1), `${(100 * high).toFixed(0)} %`];
}

/** A document of several paragraphs in which one, by its number, is of another document. */
export interface Mixed {
  readonly paragraphs: readonly string[];
  readonly foreign: number;
}

/** How reliable the head is, and of the marks how many are at the foreign paragraph, of its joints how many are marked. */
export async function coherenceFigures(engine: Engine, documents: readonly Mixed[]): Promise<string[]> {
  let [marks, right, joints] = [0, 0, 0];
  let reliability: number | null = null;
  for (const { paragraphs, foreign } of documents) {
    const text = paragraphs.join('\n\n');
    const found = await engine.comparisons.coherence({ document: { text } }, neverCancelled);
    reliability = found.headReliability;
    for (const [n, { strength }] of found.joints.entries()) {
      const isForeign = n === foreign || n + 1 === foreign;
      if (isForeign) joints++;
      if (strength === 'holds') continue;
      marks++;
      if (isForeign) right++;
    }
  }
  const percent = (part: number, whole: number) => Math.round((100 * part) / Math.max(1, whole));
  return [
    `The head rates a real continuation above another text ${reliability === null ? '–' : reliability.toFixed(2)} of the time (0.5 is chance). In ${documents.length} documents of ${documents[0]?.paragraphs.length ?? 0} paragraphs of the training corpus, each with one paragraph of another document put in, ${percent(right, marks)} in 100 marks were at the foreign paragraph, and ${percent(right, joints)} in 100 of its joints were marked.`,
  ];
}

const fewestWords = 20;
const mostWords = 150;
const ownParagraphs = 6;

/** Documents of six neighbouring paragraphs under no heading of their own, a paragraph of the next one put into each. */
export function mixed(texts: Iterable<string>, count: number): Mixed[] {
  const runs: string[][] = [];
  for (const text of texts) {
    if (runs.length > count) break;
    const run = runOf(text.split(/\n\s*\n/).map((each) => each.trim()));
    if (run) runs.push(run);
  }
  return runs.slice(0, -1).map((own, n): Mixed => {
    const foreign = 1 + (n % (ownParagraphs - 1));
    return { paragraphs: [...own.slice(0, foreign), runs[n + 1][0], ...own.slice(foreign)], foreign };
  });
}

function runOf(paragraphs: readonly string[]): string[] | undefined {
  let run: string[] = [];
  for (const paragraph of paragraphs) {
    const words = paragraph.split(/\s+/).length;
    const isProse = words >= fewestWords && words <= mostWords && /[.!?]["”’)]?$/.test(paragraph);
    run = isProse ? [...run, paragraph] : [];
    if (run.length === ownParagraphs) return run;
  }
  return undefined;
}
