// How long a classifier takes to train on embeddings that are there.

import { neverCancelled } from '../src/core/cancel';
import { trainClassifier } from '../src/core/classifier';
import type { Setting } from './setting';
import { median, rounded, timeMs } from './timing';

export interface ClassifyFigures {
  /** Training on 200 embedded examples of four labels, choice of the penalty by cross-validation included. */
  readonly train200Ms: number;
}

const examples = 200;
const labels = 4;

export async function benchClassify(setting: Setting): Promise<ClassifyFigures> {
  setting.log('training a classifier');
  const texts = await setting.texts.mixed(examples, 20, 60, 2);
  const { embeddings, width } = await setting.engine.embed({ texts, lane: 'background' }, neverCancelled);
  // Neighbouring texts come from one page, so a quarter of the list is much about one thing.
  const ofQuarter = Int32Array.from({ length: examples }, (_, n) => Math.floor((n * labels) / examples));
  const training = { features: embeddings, labels: ofQuarter, width, numLabels: labels };
  const times: number[] = [];
  for (let n = 0; n < (setting.quick ? 2 : 5); n++) {
    times.push(await timeMs(() => Promise.resolve(trainClassifier(training))));
  }
  return { train200Ms: rounded(median(times)) };
}
