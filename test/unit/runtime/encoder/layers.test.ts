import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import type { LayerChoice } from '../../../../src/engine/ports';
import { combineStates, layersOf } from '../../../../src/runtime/encoder/layers';

describe('layersOf', () => {
  const six = [0, 1, 2, 3, 4, 5, 6];
  const cases: readonly [LayerChoice, readonly number[]][] = [
    ['last', [6]],
    ['secondToLast', [5]],
    ['embeddings', [0]],
    ['sumLast4', [6, 5, 4, 3]],
    ['concatLast4', [6, 5, 4, 3]],
    ['sumAll', [1, 2, 3, 4, 5, 6]],
    ['each', six],
    [0, [0]],
    [6, [6]],
  ];
  for (const [choice, expected] of cases) {
    it(`takes ${expected.join(', ')} of six layers for ${choice}`, () => {
      assert.deepEqual(layersOf(choice, six), expected);
    });
  }

  it('gives the last layer of a graph that shows no other', () => {
    assert.deepEqual(layersOf('last', [6]), [6]);
  });

  it('says so when layers are hidden or too few', () => {
    const missing = (error: unknown): boolean => error instanceof EngineError && error.code === 'outputMissing';
    assert.throws(() => layersOf('embeddings', [6]), missing);
    assert.throws(() => layersOf('sumLast4', [0, 1, 2, 3]), missing);
    assert.throws(() => layersOf(7, six), RangeError);
  });
});

describe('combineStates', () => {
  const a = Float32Array.of(1, 2, 3, 4);
  const b = Float32Array.of(10, 20, 30, 40);

  it('adds', () => {
    assert.deepEqual(combineStates('sumAll', [a, b], 2), { width: 2, values: Float32Array.of(11, 22, 33, 44) });
  });

  for (const choice of ['concatLast4', 'each'] as const) {
    it(`puts the layers of each row side by side for ${choice}`, () => {
      const { width, values } = combineStates(choice, [a, b], 2);
      assert.equal(width, 4);
      assert.deepEqual(values, Float32Array.of(1, 2, 10, 20, 3, 4, 30, 40));
    });
  }
});
