// Labels on a map that cover neither a point nor each other. Pure.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A label for what stands at `x, y`. Labels are placed in the order given: the important ones first. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** How far from the anchor it may begin, and how far it may go at most. */
  readonly from: number;
  readonly to: number;
}

const directions = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [0.8, -0.6],
  [-0.8, -0.6],
  [0.8, 0.6],
  [-0.8, 0.6],
] as const;
const step = 10;

/** The box of each label, or undefined where there is no room. `points` are boxes that stay free. */
export function placeLabels(labels: readonly Label[], points: readonly Box[], inside: Box): (Box | undefined)[] {
  const taken = [...points];
  return labels.map((label) => {
    for (let distance = label.from; distance <= label.to; distance += step) {
      for (const [dx, dy] of directions) {
        const box = boxAt(label, dx, dy, distance);
        if (!contains(inside, box) || taken.some((other) => overlaps(box, other))) continue;
        taken.push(box);
        return box;
      }
    }
    return undefined;
  });
}

/** The label's box on that side of its anchor. */
function boxAt({ x, y, width, height }: Label, dx: number, dy: number, distance: number): Box {
  const left = x + dx * distance - (dx > 0 ? 0 : dx < 0 ? width : width / 2);
  const top = y + dy * distance - (dy > 0.7 ? 0 : dy < -0.7 ? height : height / 2);
  return { x: left, y: top, width, height };
}

export const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const contains = (outer: Box, inner: Box): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;
