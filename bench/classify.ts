// How long a classifier takes to train on embeddings that are there, and how soon a long classification stops.

import { CancelledError, CancelSource, neverCancelled } from '../src/core/cancel';
import { trainClassifier } from '../src/core/classifier';
import { coordinatesOf } from '../src/core/coordinates';
import { vocabularyOf, wordRows } from '../src/core/vocabulary';
import { featureShares } from '../src/engine/classify/train';
import type { Setting } from './setting';
import { median, rounded, timeMs } from './timing';

export interface ClassifyFigures {
  /** Training on 200 embedded examples of four labels, choice of the penalty by cross-validation included. */
  readonly train200Ms: number;
  /** From asking 1,000 lines' classification to stop until it has and the encoder is free again. */
  readonly cancelMs: number;
}

const examples = 200;
const labels = 4;
const lines = 1000;

export async function benchClassify(setting: Setting): Promise<ClassifyFigures> {
  setting.log('training a classifier');
  const texts = await setting.texts.mixed(examples, 20, 60, 2);
  const { embeddings, width: half } = await setting.engine.embed({ texts, lane: 'background' }, neverCancelled);
  // What a classifier sees of a text is two vectors of this width.
  const width = 2 * half;
  const features = new Float32Array(examples * width);
  for (let n = 0; n < examples; n++) {
    const row = embeddings.subarray(n * half, (n + 1) * half);
    features.set(row, n * width);
    features.set(row, n * width + half);
  }
  // Neighbouring texts come from one page, so a quarter of the list is much about one thing.
  const ofQuarter = Int32Array.from({ length: examples }, (_, n) => Math.floor((n * labels) / examples));
  const trainOnce = () => {
    const words = wordRows(vocabularyOf(texts), texts);
    const { coordinates, rank } = coordinatesOf({ dense: features, blocks: [half, half], words }, featureShares);
    return trainClassifier({ features: coordinates, labels: ofQuarter, width: rank, numLabels: labels });
  };
  const times: number[] = [];
  for (let n = 0; n < (setting.quick ? 2 : 5); n++) {
    times.push(await timeMs(() => Promise.resolve(trainOnce())));
  }
  return { train200Ms: rounded(median(times)), cancelMs: rounded(await cancelMs(setting)) };
}

async function cancelMs(setting: Setting): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < (setting.quick ? 1 : 3); round++) {
    const texts = await setting.texts.mixed(lines, 10, 40, 3 + round);
    const source = new CancelSource();
    const request = { texts, labels: ['work', 'home'], lane: 'background' as const };
    const running = setting.engine.classify(request, source.signal).catch((error: unknown) => {
      if (!(error instanceof CancelledError)) throw error;
    });
    await new Promise((resolve) => setTimeout(resolve, 300));
    times.push(
      await timeMs(async () => {
        source.cancel();
        await running;
        await setting.engine.embed({ texts: ['free again'] }, neverCancelled);
      }),
    );
  }
  return median(times);
}
