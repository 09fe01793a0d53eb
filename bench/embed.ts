// How fast texts become vectors: the engine with one encoder process a core, as an indexer runs it, beside the plain
// feature-extraction pipeline on the same texts, in batches of 32 in file order and one by one.

import path from 'node:path';
import { neverCancelled } from '../src/core/cancel';
import type { Engine } from '../src/engine/engine';
import { openPeakProbe, type Arrangement, type PeakProbe } from './matMulPeak';
import { indexingProcesses } from '../src/runtime/node/indexingProcesses';
import { dtypeOf, inBatches, plainEmbedder, withoutHeads, type PlainEmbedder } from './plain';
import type { Setting } from './setting';
import { interleave, median, rounded } from './timing';

export interface EmbedFigures {
  readonly chunks: number;
  readonly tokens: number;
  /** Encoder processes of one thread each. */
  readonly processes: number;
  readonly tokensPerSecond: number;
  readonly chunksPerSecond: number;
  /** The plain pipeline on the same file. It computes all outputs of the file, scores over the vocabulary included. */
  readonly plainTokensPerSecond: number;
  readonly plainChunksPerSecond: number;
  readonly plainOneByOneChunksPerSecond: number;
  /** The plain pipeline on a copy of the file without the MLM head: the fairer comparison. */
  readonly headlessChunksPerSecond: number;
  readonly headlessOneByOneChunksPerSecond: number;
  /** The same in fp32, where --fp32 is given. */
  readonly fp32OneByOneChunksPerSecond?: number;
  /** Ratios of the median times, engine against headless. */
  readonly timesHeadlessBatches: number;
  readonly timesHeadlessOneByOne: number;
  readonly timesFp32OneByOne?: number;
  readonly peak: PeakShare;
  readonly oneProcess: { readonly tokensPerSecond: number; readonly peak: PeakShare };
}

/** Useful operations a second (padding not counted) over what int8 products reach on as many cores. */
export interface PeakShare {
  /** The median of the rounds over the products' median, which took turns with them. */
  readonly share: number;
  /** The products' median, in 1e9 operations a second. */
  readonly gops: number;
  /** The median of the rounds over the best that the products ever reached. */
  readonly shareOfBest: number;
  readonly bestGops: number;
  /** How it was reached. */
  readonly by: Arrangement;
}

/** Three batches of the plain pipeline. */
const chunks = 96;
/**
 * The plain pipeline on the whole file scores the vocabulary at each token, several times the work of all others together:
 * it takes part in every third round. Its figures are far from what they are compared with.
 */
const wholeFileEvery = 3;

export async function benchEmbed(setting: Setting): Promise<EmbedFigures> {
  const { root, modelFolder, cacheFolder, fp32, quick, log } = setting;
  const processes = indexingProcesses();
  log(`embedding, ${processes} processes`);
  const texts = await setting.texts.mixed(quick ? 24 : chunks, 20, 400);
  const lengths = await Promise.all(texts.map(setting.count));
  const tokens = lengths.reduce((sum, length) => sum + length, 0);
  const [all, one] = [setting.pooled(processes).engine, setting.pooled(1).engine];
  const dtype = dtypeOf(modelFolder);
  const plain = await plainEmbedder(modelFolder, dtype);
  const headless = await plainEmbedder(withoutHeads(modelFolder, dtype, cacheFolder), dtype);
  const float = fp32 ? await plainEmbedder(withoutHeads(fp32, 'fp32', cacheFolder), 'fp32') : undefined;
  const peakProgram = path.join(root, '.cache/tools/matMulPeak.cjs');
  const [peakOfOne, peakOfAll] = [await openPeakProbe(peakProgram, 1), await openPeakProbe(peakProgram, processes)];
  const times = await interleave(
    {
      engine: () => embedOn(all, texts),
      oneProcess: () => embedOn(one, texts),
      plainBatches: { every: wholeFileEvery, run: () => inBatches(plain, texts) },
      plainOneByOne: { every: wholeFileEvery, run: () => oneByOne(plain, texts) },
      headlessBatches: () => inBatches(headless, texts),
      headlessOneByOne: () => oneByOne(headless, texts),
      floatOneByOne: float && (() => oneByOne(float, texts)),
      peakOfOne: () => peakOfOne.run(),
      peakOfAll: () => peakOfAll.run(),
    },
    { rounds: quick ? 2 : 5, warmUp: 1 },
  );
  for (const each of [plain, headless, float]) await each?.dispose();
  for (const each of [peakOfOne, peakOfAll]) each.dispose();

  const ms = (name: keyof typeof times) => median(times[name]);
  const perSecond = (count: number, name: keyof typeof times) => rounded((1000 * count) / ms(name));
  const useful = lengths.reduce((sum, length) => sum + operationsOf(setting, length), 0);
  const shareOf = (name: 'engine' | 'oneProcess', { gops, bestGops, arrangement }: PeakProbe): PeakShare => {
    const ours = useful / ms(name) / 1e6;
    return {
      share: rounded(ours / gops),
      gops: rounded(gops),
      shareOfBest: rounded(ours / bestGops),
      bestGops: rounded(bestGops),
      by: arrangement,
    };
  };
  return {
    chunks: texts.length,
    tokens,
    processes,
    tokensPerSecond: perSecond(tokens, 'engine'),
    chunksPerSecond: perSecond(texts.length, 'engine'),
    plainTokensPerSecond: perSecond(tokens, 'plainBatches'),
    plainChunksPerSecond: perSecond(texts.length, 'plainBatches'),
    plainOneByOneChunksPerSecond: perSecond(texts.length, 'plainOneByOne'),
    headlessChunksPerSecond: perSecond(texts.length, 'headlessBatches'),
    headlessOneByOneChunksPerSecond: perSecond(texts.length, 'headlessOneByOne'),
    timesHeadlessBatches: rounded(ms('headlessBatches') / ms('engine')),
    timesHeadlessOneByOne: rounded(ms('headlessOneByOne') / ms('engine')),
    ...(float && {
      fp32OneByOneChunksPerSecond: perSecond(texts.length, 'floatOneByOne'),
      timesFp32OneByOne: rounded(ms('floatOneByOne') / ms('engine')),
    }),
    peak: shareOf('engine', peakOfAll),
    oneProcess: { tokensPerSecond: perSecond(tokens, 'oneProcess'), peak: shareOf('oneProcess', peakOfOne) },
  };
}

const embedOn = (engine: Engine, texts: readonly string[]): Promise<unknown> =>
  engine.embed({ texts, lane: 'background' }, neverCancelled);

async function oneByOne(embedder: PlainEmbedder, texts: readonly string[]): Promise<void> {
  for (const text of texts) await embedder.embed([text]);
}

/**
 * Multiplications and additions of one text in the encoder layers: four projections H × H and two of H × I for each
 * token, and the two attention products.
 */
export function operationsOf(
  { info, intermediateSize }: Pick<Setting, 'info' | 'intermediateSize'>,
  length: number,
): number {
  const { numLayers, hiddenSize } = info;
  const projections = 4 * hiddenSize * hiddenSize + 2 * hiddenSize * intermediateSize;
  return numLayers * 2 * length * (projections + 2 * length * hiddenSize);
}
