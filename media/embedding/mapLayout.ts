// Where points go on the map of uses: layers turned so that they lie on each other, points that lie on each other moved
// apart, and the way from one to the next by arrow keys. Pure; a point is `x, y` at 2n and 2n + 1.

/** The points [N, 2] turned, and mirrored if that is nearer, to lie on the reference: orthogonal Procrustes (Schönemann 1966). */
export function alignTo(points: ArrayLike<number>, reference: ArrayLike<number>): Float64Array {
  const fit = (mirror: 1 | -1) => {
    let along = 0;
    let across = 0;
    for (let i = 0; i < points.length; i += 2) {
      const [x, y] = [points[i], points[i + 1] * mirror];
      along += x * reference[i] + y * reference[i + 1];
      across += x * reference[i + 1] - y * reference[i];
    }
    return { mirror, size: Math.hypot(along, across), angle: Math.atan2(across, along) };
  };
  const [plain, mirrored] = [fit(1), fit(-1)];
  const { mirror, angle } = mirrored.size > plain.size * (1 + 1e-9) ? mirrored : plain;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const out = new Float64Array(points.length);
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1] * mirror];
    out[i] = x * cos - y * sin;
    out[i + 1] = x * sin + y * cos;
  }
  return out;
}

/** The same groups under the names of the reference's groups that they share most with; other groups get free names. */
export function matchGroups(groups: readonly number[], reference: readonly number[]): number[] {
  const pairs = new Map<string, number>();
  groups.forEach((group, n) => {
    const key = `${group} ${reference[n]}`;
    pairs.set(key, (pairs.get(key) ?? 0) + 1);
  });
  const names = new Map<number, number>();
  const taken = new Set<number>();
  const byOverlap = [...pairs].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
  for (const [key] of byOverlap) {
    const [group, name] = key.split(' ').map(Number);
    if (names.has(group) || taken.has(name)) continue;
    names.set(group, name);
    taken.add(name);
  }
  for (const group of [...new Set(groups)].sort((a, b) => a - b)) {
    if (names.has(group)) continue;
    let free = 0;
    while (taken.has(free)) free++;
    names.set(group, free);
    taken.add(free);
  }
  return groups.map((group) => names.get(group) ?? group);
}

/** A box in pixels to draw in, the margin taken off. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly margin: number;
}

/** Points in pixels, 0 in the middle; `extent` is the farthest coordinate, which must fit. */
export function toPixels(points: ArrayLike<number>, extent: number, { width, height, margin }: Frame): Float64Array {
  const [halfX, halfY] = [width / 2, height / 2];
  const scale = (half: number) => Math.max(0, half - margin) / (extent || 1);
  const each = Math.min(scale(halfX), scale(halfY));
  return Float64Array.from({ length: points.length }, (_, i) => (i % 2 ? halfY : halfX) + points[i] * each);
}

const steps = 60;

/** Points that are nearer than `apart` are moved away from each other until they are not, inside the frame. */
export function spreadApart(points: ArrayLike<number>, apart: number, { width, height, margin }: Frame): Float64Array {
  const out = Float64Array.from({ length: points.length }, (_, i) => points[i]);
  const keep = (value: number, size: number) => Math.max(margin / 2, Math.min(size - margin / 2, value));
  for (let step = 0; step < steps; step++) {
    let moved = false;
    for (let i = 0; i < out.length; i += 2) {
      for (let j = i + 2; j < out.length; j += 2) {
        const near = push(out, i, j, apart);
        moved ||= near;
      }
    }
    for (let i = 0; i < out.length; i++) out[i] = keep(out[i], i % 2 ? height : width);
    if (!moved) break;
  }
  return out;
}

function push(out: Float64Array, i: number, j: number, apart: number): boolean {
  let [dx, dy] = [out[j] - out[i], out[j + 1] - out[i + 1]];
  let distance = Math.hypot(dx, dy);
  if (distance >= apart - 0.01) return false;
  if (distance < 1e-6) {
    // Points on one spot part in a direction of their own.
    const angle = (i * 7 + j * 13) % 360;
    [dx, dy, distance] = [Math.cos(angle), Math.sin(angle), 1];
    distance = 1;
  }
  const by = (apart - Math.hypot(out[j] - out[i], out[j + 1] - out[i + 1])) / 2;
  out[i] -= (dx / distance) * by;
  out[i + 1] -= (dy / distance) * by;
  out[j] += (dx / distance) * by;
  out[j + 1] += (dy / distance) * by;
  return true;
}

/** The nearest point in a direction (a unit vector), favouring what lies straight ahead; undefined where none lies there. */
export function nextPoint(points: ArrayLike<number>, from: number, dx: number, dy: number): number | undefined {
  let best: number | undefined;
  let least = Infinity;
  for (let n = 0; n * 2 < points.length; n++) {
    const [x, y] = [points[n * 2] - points[from * 2], points[n * 2 + 1] - points[from * 2 + 1]];
    const ahead = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    if (n === from || ahead <= 0.5 || aside > ahead * 2) continue;
    const cost = ahead + aside * 2;
    if (cost < least) [best, least] = [n, cost];
  }
  return best;
}
