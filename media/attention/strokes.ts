// Which lines the line view draws, and the drawing of them in slices: the strongest at once, weaker ones beneath them in
// the frames that follow, so that no frame waits for thousands of curves.

import { css, differenceColour, headColour, type Theme } from '../shared/colour';
import type { DrawnMap } from './store';

/** Height of a row in CSS pixels; style.css has the same number. */
export const ROW = 22;
/** Lines of one picture at the most. */
const MOST_LINES = 2500;
/** With more lines than this each is drawn fainter, so that a long text does not become a block of colour. */
const CROWD = 500;
/** A frame that took longer than this gets fewer lines next time, one that was quicker more. */
const frameMs = 24;

export interface Focus {
  readonly query: number | null;
  readonly key: number | null;
}

/** Lines by falling weight: `at` is map × U² + query × U + key. */
export interface Strokes {
  readonly at: Uint32Array;
  /** How many lines in sight were left out for being weaker than all of these. */
  readonly leftOut: number;
}

/** With a focus all lines of the focused unit; else the strongest with an end in the rows `from` to `to`. */
export function collectStrokes(map: DrawnMap, focus: Focus, from: number, to: number): Strokes {
  const size = map.units.length;
  const area = size * size;
  const found: number[] = [];
  map.maps.forEach((values, n) => {
    const add = (query: number, key: number) => {
      if (values[query * size + key] !== 0) found.push(n * area + query * size + key);
    };
    if (focus.query !== null && focus.key !== null) add(focus.query, focus.key);
    else if (focus.query !== null) for (let key = 0; key < size; key++) add(focus.query, key);
    else if (focus.key !== null) for (let query = 0; query < size; query++) add(query, focus.key);
    else eachInSight(size, from, to, add);
  });
  const weightAt = (at: number) => Math.abs(map.maps[Math.floor(at / area)][at % area]);
  const strong = found.length > MOST_LINES ? strongest(found, weightAt) : found;
  return {
    at: Uint32Array.from(strong).sort((a, b) => weightAt(b) - weightAt(a)),
    leftOut: found.length - strong.length,
  };
}

function eachInSight(size: number, from: number, to: number, add: (query: number, key: number) => void): void {
  const [first, end] = [Math.max(0, from), Math.min(size, to)];
  for (let query = 0; query < size; query++) {
    if (query >= first && query < end) for (let key = 0; key < size; key++) add(query, key);
    else for (let key = first; key < end; key++) add(query, key);
  }
}

/** About the MOST_LINES strongest, without sorting all of them: a histogram tells where to cut. */
function strongest(found: readonly number[], weightAt: (at: number) => number): number[] {
  const bins = new Uint32Array(1025);
  const binOf = (at: number) => Math.min(1024, Math.floor(Math.sqrt(weightAt(at)) * 1024));
  for (const at of found) bins[binOf(at)]++;
  let cut = 1024;
  let count = bins[cut];
  while (cut > 0 && count + bins[cut - 1] <= MOST_LINES) count += bins[--cut];
  const kept = found.filter((at) => binOf(at) >= cut);
  return kept.length > MOST_LINES ? kept.slice(0, MOST_LINES) : kept;
}

export interface Canvas {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  /** First pixel row of the text that the canvas shows. */
  readonly top: number;
}

/** Draws strokes in slices; a new picture ends the one before it. */
export class StrokePainter {
  #picture = 0;
  #perFrame = 500;

  paint(canvas: Canvas, map: DrawnMap, strokes: Strokes, focus: Focus, theme: Theme): void {
    const picture = ++this.#picture;
    const pen = penOf(map, strokes, focus, theme);
    let next = 0;
    let before = 0;
    const slice = (now: number) => {
      if (picture !== this.#picture) return;
      if (before) this.#adapt(now - before);
      before = now;
      const end = Math.min(strokes.at.length, next + this.#perFrame);
      canvas.context.globalCompositeOperation = 'destination-over';
      for (; next < end; next++) pen(canvas, strokes.at[next]);
      canvas.context.globalCompositeOperation = 'source-over';
      canvas.context.globalAlpha = 1;
      if (next < strokes.at.length) requestAnimationFrame(slice);
    };
    slice(0);
  }

  #adapt(tookMs: number): void {
    if (tookMs > frameMs) this.#perFrame = Math.max(100, Math.round(this.#perFrame * 0.6));
    else this.#perFrame = Math.min(3000, Math.round(this.#perFrame * 1.4));
  }
}

/** How one line is drawn: width and opacity say its weight. */
function penOf(map: DrawnMap, strokes: Strokes, focus: Focus, theme: Theme): (canvas: Canvas, at: number) => void {
  const size = map.units.length;
  const area = size * size;
  const together = map.heads.length > 1 ? 1 / Math.sqrt(map.heads.length) : 1;
  const share = together * Math.min(1, Math.sqrt(CROWD / Math.max(1, strokes.at.length)));
  const least = theme.highContrast ? 0.25 : 0.05;
  const [first] = strokes.at;
  const focused = focus.query !== null || focus.key !== null;
  // Among changes or the lines of one token the strongest is drawn in full; among all lines opacity is the weight's own.
  const most =
    (focused || map.difference) && first !== undefined ? Math.abs(map.maps[Math.floor(first / area)][first % area]) : 1;
  const plain = focus.query === null && focus.key !== null ? theme.incoming : theme.line;
  return ({ context, width, top }, at) => {
    const [n, cell] = [Math.floor(at / area), at % area];
    const weight = map.maps[n][cell];
    const strength = Math.sqrt(Math.abs(weight) / most);
    const [y1, y2] = [Math.floor(cell / size) * ROW + ROW / 2 - top, (cell % size) * ROW + ROW / 2 - top];
    context.globalAlpha = Math.min(1, (least + strength) * share);
    context.lineWidth = 0.6 + 3.4 * Math.abs(map.difference ? weight / most : weight);
    context.strokeStyle = map.heads.length
      ? headColour(map.heads[n])
      : map.difference
        ? css(differenceColour(weight / most))
        : plain;
    context.beginPath();
    context.moveTo(0, y1);
    context.bezierCurveTo(width * 0.42, y1, width * 0.58, y2, width, y2);
    context.stroke();
  };
}
