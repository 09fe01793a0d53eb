import assert from 'node:assert/strict';
import { overlaps, placeLabels, type Box, type Label } from '../../../media/embedding/labels';
import { mulberry32 } from '../../../src/core/random';

const inside = { x: 0, y: 0, width: 400, height: 300 };
const label = (x: number, y: number): Label => ({ x, y, width: 60, height: 14, from: 10, to: 60 });

describe('labels on a map', () => {
  it('cover no point and no other label, and stay inside', () => {
    const random = mulberry32(7);
    const points = Array.from({ length: 60 }, (): Box => ({
      x: random() * 390,
      y: random() * 290,
      width: 8,
      height: 8,
    }));
    const placed = placeLabels(
      points.map(({ x, y }) => label(x + 4, y + 4)),
      points,
      inside,
    ).filter((box) => box !== undefined);
    assert.ok(placed.length > 15, `${placed.length} of 60 found room`);
    for (const [n, box] of placed.entries()) {
      assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= 400 && box.y + box.height <= 300);
      for (const other of [...points, ...placed.slice(0, n)]) assert.ok(!overlaps(box, other));
    }
  });

  it('stand right of their point where there is room, and go elsewhere where there is none', () => {
    assert.deepEqual(placeLabels([label(50, 50)], [], inside), [{ x: 60, y: 43, width: 60, height: 14 }]);
    const [atEdge] = placeLabels([label(380, 50)], [], inside);
    assert.equal(atEdge?.x, 310);
  });

  it('give way to what was placed before, and are left out where nothing is free', () => {
    const full = { x: 0, y: 0, width: 90, height: 20 };
    assert.deepEqual(placeLabels([label(10, 10), label(10, 10)], [], full), [
      { x: 20, y: 3, width: 60, height: 14 },
      undefined,
    ]);
  });
});
