// How long one filling takes, beside the plain fill-mask pipeline on the same file and texts: until the list stands, with
// the words of one piece that the pipeline gives as well, and until the longer words, which it does not know, have joined.
// Twice: as a person meets it, with the encoder in a process of its own and after a rest, and the work alone, with both in
// this process, several texts in a row.

import { performance } from 'node:perf_hooks';
import { neverCancelled } from '../src/core/cancel';
import type { Engine } from '../src/engine/engine';
import { dtypeOf, plainFiller, type PlainFiller } from './plain';
import type { Setting } from './setting';
import { withMask } from './texts';
import { interleave, median, percentile, rounded } from './timing';

export interface FillMaskFigures {
  /** Length of the texts, special tokens included. */
  readonly tokens: number;
  /** Until a person has a list: all words of one piece, ranked, ten of them. What the plain pipeline's figures are too. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Until the answer is complete: words of several pieces too, where there is room for them. */
  readonly allP50Ms: number;
  readonly allP95Ms: number;
  readonly plainP50Ms: number;
  readonly plainP95Ms: number;
  /** Ratio of the medians: how many times faster than the plain pipeline the list is there. */
  readonly timesPlain: number;
  readonly fp32P50Ms?: number;
  readonly timesFp32?: number;
  /** The same where both compute in this process, ten texts in a row each: the work itself. */
  readonly here: {
    readonly p50Ms: number;
    readonly plainP50Ms: number;
    readonly timesPlain: number;
    readonly fp32P50Ms?: number;
    readonly timesFp32?: number;
  };
}

const lengths = [16, 64, 256, 512];
/** As many words as a person is shown. */
const top = 10;
const warmUp = 3;
/** Texts that a contestant fills before it is the next one's turn. */
const inARow = 10;
/** Threads of the plain pipeline wait for work, and its scores over the vocabulary for the garbage collector, into the next turn. */
const pauseMs = 200;
/** A person asks for words when nothing runs. */
const restMs = 20;

export async function benchFillMask(setting: Setting): Promise<FillMaskFigures[]> {
  const { modelFolder, fp32, info, quick, log } = setting;
  const plain = await plainFiller(modelFolder, dtypeOf(modelFolder));
  const float = fp32 ? await plainFiller(fp32, 'fp32') : undefined;
  const { engine: engineHere } = setting.inProcess();
  const figures: FillMaskFigures[] = [];
  for (const tokens of lengths.filter((length) => length <= info.maxTokens)) {
    log(`fill-mask at ${tokens} tokens`);
    const rounds = quick ? 5 : tokens > 256 ? 40 : 100;
    const texts: string[] = [];
    for (let n = 0; n < rounds + warmUp; n++) texts.push(await setting.texts.ofTokens(tokens, withMask));
    const lists: number[] = [];
    const times = await interleave(
      {
        engine: async (round) => void (lists[round] = await listMs(setting.engine, texts[round])),
        plain: (round) => plain.fill(texts[round], top),
        float: float && ((round) => float.fill(texts[round], top)),
      },
      { rounds, warmUp, inARow, pauseMs, restMs },
    );
    const here = await compareHere(engineHere, { plain, float }, texts);
    const timed = lists.slice(warmUp);
    const ours = median(timed);
    figures.push({
      tokens,
      p50Ms: rounded(ours),
      p95Ms: rounded(percentile(timed, 0.95)),
      allP50Ms: rounded(median(times.engine)),
      allP95Ms: rounded(percentile(times.engine, 0.95)),
      plainP50Ms: rounded(median(times.plain)),
      plainP95Ms: rounded(percentile(times.plain, 0.95)),
      timesPlain: rounded(median(times.plain) / ours),
      ...(float && { fp32P50Ms: rounded(median(times.float)), timesFp32: rounded(median(times.float) / ours) }),
      here,
    });
  }
  await plain.dispose();
  await float?.dispose();
  return figures;
}

interface Plain {
  readonly plain: PlainFiller;
  readonly float: PlainFiller | undefined;
}

async function compareHere(
  engine: Engine,
  { plain, float }: Plain,
  texts: readonly string[],
): Promise<FillMaskFigures['here']> {
  const lists: number[] = [];
  const times = await interleave(
    {
      engine: async (round) => void (lists[round] = await listMs(engine, texts[round])),
      plain: (round) => plain.fill(texts[round], top),
      float: float && ((round) => float.fill(texts[round], top)),
    },
    { rounds: texts.length - warmUp, warmUp, inARow, pauseMs },
  );
  const ours = median(lists.slice(warmUp));
  return {
    p50Ms: rounded(ours),
    plainP50Ms: rounded(median(times.plain)),
    timesPlain: rounded(median(times.plain) / ours),
    ...(float && { fp32P50Ms: rounded(median(times.float)), timesFp32: rounded(median(times.float) / ours) }),
  };
}

/** Milliseconds until the first list; the promise waits for the complete answer. */
async function listMs(engine: Engine, text: string): Promise<number> {
  const began = performance.now();
  let first: number | undefined;
  await engine.fill({ text, top }, neverCancelled, () => (first = performance.now() - began));
  return first ?? performance.now() - began;
}
