// How long one filling takes, beside the plain fill-mask pipeline on the same file and texts.

import { neverCancelled } from '../src/core/cancel';
import { dtypeOf, plainFiller } from './plain';
import type { Setting } from './setting';
import { withMask } from './texts';
import { interleave, median, percentile, rounded } from './timing';

export interface FillMaskFigures {
  /** Length of the texts, special tokens included. */
  readonly tokens: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly plainP50Ms: number;
  readonly plainP95Ms: number;
  /** Ratio of the medians: how many times faster than the plain pipeline. */
  readonly timesPlain: number;
  readonly fp32P50Ms?: number;
  readonly timesFp32?: number;
}

const lengths = [16, 64, 256, 512];
/** As many words as a person is shown. */
const top = 10;

export async function benchFillMask(setting: Setting): Promise<FillMaskFigures[]> {
  const { modelFolder, fp32, info, quick, log } = setting;
  const plain = await plainFiller(modelFolder, dtypeOf(modelFolder));
  const float = fp32 ? await plainFiller(fp32, 'fp32') : undefined;
  const figures: FillMaskFigures[] = [];
  for (const tokens of lengths.filter((length) => length <= info.maxTokens)) {
    log(`fill-mask at ${tokens} tokens`);
    const rounds = quick ? 5 : tokens > 256 ? 40 : 100;
    const texts: string[] = [];
    for (let n = 0; n < rounds + 3; n++) texts.push(await setting.texts.ofTokens(tokens, withMask));
    const times = await interleave(
      {
        engine: (round) => setting.engine.fill({ text: texts[round], top }, neverCancelled),
        plain: (round) => plain.fill(texts[round], top),
        float: float && ((round) => float.fill(texts[round], top)),
      },
      { rounds, warmUp: 3 },
    );
    const ours = median(times.engine);
    figures.push({
      tokens,
      p50Ms: rounded(ours),
      p95Ms: rounded(percentile(times.engine, 0.95)),
      plainP50Ms: rounded(median(times.plain)),
      plainP95Ms: rounded(percentile(times.plain, 0.95)),
      timesPlain: rounded(median(times.plain) / ours),
      ...(float && { fp32P50Ms: rounded(median(times.float)), timesFp32: rounded(median(times.float) / ours) }),
    });
  }
  await plain.dispose();
  await float?.dispose();
  return figures;
}
