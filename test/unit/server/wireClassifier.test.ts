import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { TrainedClassifier } from '../../../src/engine/classify/requests';
import { parseClassifier, type WireClassifier } from '../../../src/protocol/classifier';
import { fromWire, toWire } from '../../../src/server/wireClassifier';

const common = {
  model: 'tiny@0123456789ab',
  modelHash: 'f'.repeat(64),
  labels: ['a', 'b'],
  vocabulary: { terms: ['crash', 'price'], idf: Float64Array.of(1.5, 2), unknownIdf: 2 },
  caution: {
    most: Float64Array.of(0.9, 0.9),
    shares: Float64Array.of(0.5, 0.5),
    directions: Float32Array.of(1, 0, 0, 1),
    leastCosine: 0.2,
    medianCosine: 0.4,
    knownShare: 0.5,
    count: 4,
  },
};
const linear = { weights: Float64Array.of(1, -2, 3, -4), bias: Float64Array.of(0.1, -0.1), width: 2, numLabels: 2 };
const softmax: TrainedClassifier = {
  ...common,
  parameters: { kind: 'softmax', softmax: { ...linear, l2: 0.01, temperatures: Float64Array.of(0.7, 1.3) } },
};
const oneVsRest: TrainedClassifier = {
  ...common,
  parameters: {
    kind: 'oneVsRest',
    oneVsRest: { ...linear, slope: Float64Array.of(1, 2), shift: Float64Array.of(0, 0.5) },
  },
};
const written = (trained: TrainedClassifier): WireClassifier =>
  parseClassifier(JSON.parse(JSON.stringify(toWire(trained))), 'classifier');

describe('a classifier on the wire and in its file', () => {
  for (const trained of [softmax, oneVsRest]) {
    it(`comes back as it was: ${trained.parameters.kind}`, () => assert.deepEqual(fromWire(written(trained)), trained));
  }

  const damaged: readonly (readonly [string, Partial<WireClassifier>])[] = [
    ['no temperature', { temperatures: [] }],
    ['a temperature of 0', { temperatures: [1, 0] }],
    ['weights of another width', { width: 3 }],
    ['numbers that are none', { bias: 'AAAA' }],
  ];
  for (const [name, change] of damaged) {
    it(`is called damaged with ${name}`, () =>
      assert.throws(() => fromWire({ ...written(softmax), ...change }), { code: 'badInput' }));
  }

  for (const format of [1, 2, 3, 5]) {
    it(`is not read in format ${format}, so that it is trained again`, () =>
      assert.throws(() => parseClassifier({ ...toWire(softmax), format }, 'classifier'), /format/));
  }
});
