import assert from 'node:assert/strict';
import { alignTo, matchGroups, nextPoint, spreadApart, toPixels } from '../../../media/embedding/mapLayout';

const near = (found: ArrayLike<number>, expected: readonly number[]) => {
  assert.equal(found.length, expected.length);
  for (const [n, value] of expected.entries()) assert.ok(Math.abs(found[n] - value) < 1e-9, `${n}: ${found[n]}`);
};

describe('the map of uses', () => {
  const shape = [2, 0, -1, 1, -1, -3, 0, 2];

  it('turns a layer back onto the one before, whatever way it was turned or mirrored', () => {
    for (const angle of [0, 0.7, 2.5, -1.2]) {
      for (const mirror of [1, -1]) {
        const turned = shape.flatMap((_, i) => {
          if (i % 2) return [];
          const [x, y] = [shape[i], shape[i + 1] * mirror];
          return [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)];
        });
        near(alignTo(turned, shape), shape);
      }
    }
  });

  it('keeps distances when it turns', () => {
    const other = [0.3, 2, 1, -1, 4, 0, -2, 2];
    const turned = alignTo(other, shape);
    assert.ok(Math.abs(Math.hypot(turned[0] - turned[4], turned[1] - turned[5]) - Math.hypot(3.7, 2)) < 1e-9);
  });

  it('keeps the name of a group through the layers, and gives a new one a name that is free', () => {
    assert.deepEqual(matchGroups([1, 1, 0, 0, 0], [0, 0, 1, 1, 1]), [0, 0, 1, 1, 1]);
    assert.deepEqual(matchGroups([0, 0, 0, 0], [0, 0, 1, 1]), [0, 0, 0, 0]);
    assert.deepEqual(matchGroups([0, 0, 1, 2], [0, 0, 0, 1]), [0, 0, 2, 1]);
  });

  it('fits the farthest coordinate into the frame, and keeps the shape', () => {
    near(toPixels([2, -1], 2, { width: 240, height: 140, margin: 20 }), [120 + 50, 70 - 25]);
    near(toPixels([0, 0], 0, { width: 100, height: 100, margin: 10 }), [50, 50]);
  });

  it('moves points apart that lie on one spot, and no others', () => {
    const frame = { width: 300, height: 300, margin: 20 };
    const spread = spreadApart([100, 100, 100, 100, 101, 100, 200, 200], 12, frame);
    for (let i = 0; i < 6; i += 2)
      for (let j = i + 2; j < 6; j += 2)
        assert.ok(Math.hypot(spread[i] - spread[j], spread[i + 1] - spread[j + 1]) > 11, `${i} ${j}`);
    near(spread.slice(6), [200, 200]);
  });

  it('keeps 200 points that lie on one spot inside the frame', () => {
    const spread = spreadApart(new Array(400).fill(10), 14, { width: 300, height: 200, margin: 20 });
    spread.forEach((value, i) => assert.ok(value >= 10 && value <= (i % 2 ? 190 : 290), String(value)));
  });

  it('finds the next point in a direction, what lies straight ahead first', () => {
    const points = [0, 0, 10, 1, 6, 9, -5, 0];
    assert.equal(nextPoint(points, 0, 1, 0), 1);
    assert.equal(nextPoint(points, 0, 0, 1), 2);
    assert.equal(nextPoint(points, 0, -1, 0), 3);
    assert.equal(nextPoint(points, 0, 0, -1), undefined);
  });
});
