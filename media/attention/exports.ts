// What can be taken away: the drawing as SVG and PNG, the weights as CSV and JSON.

import type { ViewState } from '../../src/protocol/panel';
import { writeView } from '../../src/protocol/savedAttention';
import { css, differenceColour, headColour, Palette } from '../shared/colour';
import { h } from '../shared/dom';
import { paintCells } from './cells';
import { thumbnail } from './overview';
import { largest, type DrawnMap, type Store } from './store';
import { t } from '../shared/l10n';
import { number, scopeName } from './words';

const ROW = 20;
const LINE = '#0b63b0';
/** Fainter lines would not be seen on paper. */
const LEAST = 0.005;
const WIDTH = 720;
const LABEL = 200;

const escape = (text: string): string =>
  text
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');

/** What a view draws as an SVG document, black on white, for papers; of a table the lines. */
export async function toSvg(store: Store, { view }: ViewState, map: DrawnMap): Promise<string> {
  if (view === 'overview') return overviewSvg(store);
  return view === 'matrix' ? matrixSvg(map) : linesSvg(map);
}

/** A picture for each head of each layer. */
async function overviewSvg(store: Store): Promise<string> {
  const { document: shown, intervention } = store;
  const { numLayers, numHeads, tokens, model } = shown;
  const [left, top, step, side] = [70, 48, 92, 84];
  const palette = new Palette(false);
  const canvas = h('canvas', {});
  const parts: string[] = [];
  const label = (text: string, x: number, y: number, anchor: string) =>
    parts.push(`<text x="${x}" y="${y}" text-anchor="${anchor}">${escape(text)}</text>`);
  for (let head = 0; head < numHeads; head++)
    label(t('Head {0}', head + 1), left + head * step + side / 2, top - 8, 'middle');
  for (let layer = 0; layer < numLayers; layer++) {
    const values = await store.layer(layer, intervention, shown);
    label(t('Layer {0}', layer + 1), left - 8, top + layer * step + side / 2, 'end');
    for (let head = 0; head < numHeads; head++) {
      thumbnail(canvas, values, head, tokens.length, palette);
      const [x, y] = [left + head * step, top + layer * step];
      parts.push(picture(x, y, side, canvas), `<rect x="${x}" y="${y}" width="${side}" height="${side}" fill="none" stroke="#bbb"/>`); // prettier-ignore
    }
  }
  const title = t('Attention, {0}, {1} ({2})', t('All layers and heads'), model, t('0 is white, {0} is dark', '1'));
  return svg(Math.max(480, left + numHeads * step), top + numLayers * step, title, parts.join(''));
}

function linesSvg(map: DrawnMap): string {
  const size = map.units.length;
  const label = (text: string, x: number, n: number, anchor: string) =>
    `<text x="${x}" y="${n * ROW + 44}" text-anchor="${anchor}">${escape(text)}</text>`;
  const texts = map.labels.flatMap((text, n) => [
    label(text, LABEL - 8, n, 'end'),
    label(text, WIDTH - LABEL + 8, n, 'start'),
  ]);
  // A long text has so many lines that the faint ones together would be a grey block.
  const least = size > 100 ? 4 * LEAST : LEAST;
  const lines: string[] = [];
  const most = map.difference ? largest(map) : 1;
  map.maps.forEach((values, m) => {
    values.forEach((value, i) => {
      const weight = value / most;
      if (Math.abs(weight) < least) return;
      const [y1, y2] = [Math.floor(i / size) * ROW + 40, (i % size) * ROW + 40];
      const [a, b] = [LABEL, WIDTH - LABEL];
      const own = map.difference ? css(differenceColour(weight)) : LINE;
      const path = `M${a} ${y1}C${a + 130} ${y1} ${b - 130} ${y2} ${b} ${y2}`;
      const strength = Math.sqrt(Math.abs(weight));
      lines.push(
        `<path d="${path}" stroke="${map.heads.length ? headColour(map.heads[m]) : own}" stroke-width="${(0.6 + 3.4 * Math.abs(weight)).toFixed(2)}" stroke-opacity="${Math.min(1, 0.05 + strength).toFixed(3)}"/>`,
      );
    });
  });
  const note = t('lines from {0}', number(least * most));
  const title = t('Attention, {0}, {1} ({2})', scopeName(map, 'apart'), map.document.model, note);
  return svg(WIDTH, size * ROW + 40, title, `<g fill="none">${lines.join('')}</g>${texts.join('')}`);
}

function matrixSvg(map: DrawnMap): string {
  const size = map.units.length;
  const cell = size > 60 ? 8 : 18;
  const gutter = 140;
  const texts = map.labels.flatMap((text, n) => {
    const at = n * cell + cell * 0.7;
    const font = Math.min(13, cell);
    return [
      `<text x="${gutter - 6}" y="${gutter + 20 + at}" text-anchor="end" font-size="${font}">${escape(text)}</text>`,
      `<text transform="translate(${gutter + at},${gutter + 14}) rotate(-90)" font-size="${font}">${escape(text)}</text>`,
    ];
  });
  const cells = paintCells(map, map.strongest, new Palette(false));
  const note = map.difference
    ? t('blue is less, orange is more, up to {0}', number(largest(map)))
    : t('0 is white, {0} is dark', number(largest(map)));
  const title = t('Attention, {0}, {1} ({2})', scopeName(map, 'strongest'), map.document.model, note);
  const drawing = picture(gutter, gutter + 20, size * cell, cells);
  return svg(gutter + 20 + size * cell, gutter + 40 + size * cell, title, drawing + texts.join(''));
}

/** As a data address: a quarter of a million squares would be no drawing that opens. */
function picture(x: number, y: number, side: number, canvas: HTMLCanvasElement): string {
  return `<image x="${x}" y="${y}" width="${side}" height="${side}" image-rendering="pixelated" href="${canvas.toDataURL('image/png')}"/>`;
}

function svg(width: number, height: number, title: string, body: string): string {
  const name = escape(title);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="13"><title>${name}</title><rect width="100%" height="100%" fill="#fff"/><text x="8" y="18" fill="#555">${name}</text>${body}</svg>\n`;
}

/** An SVG drawn to PNG at twice its size. */
export async function toPng(drawing: string): Promise<Uint8Array> {
  const image = new Image();
  await new Promise<void>((resolve, reject) => {
    image.onload = () => resolve();
    image.onerror = () => reject(new Error(t('The drawing could not be turned into a picture.')));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  });
  const canvas = document.createElement('canvas');
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error(t('The picture is too large for this machine.'));
  return new Uint8Array(await blob.arrayBuffer());
}

/** One line a weight: query and key with their numbers from 1, and the weight. */
export function toCsv(map: DrawnMap): string {
  const size = map.units.length;
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const lines = ['map,queryNumber,query,keyNumber,key,weight'];
  map.maps.forEach((values, m) => {
    const name = map.heads.length ? `head ${map.heads[m] + 1}` : 'map';
    values.forEach((weight, i) => {
      const [query, key] = [Math.floor(i / size), i % size];
      lines.push([name, query + 1, quote(map.labels[query]), key + 1, quote(map.labels[key]), weight].join(','));
    });
  });
  return lines.join('\n') + '\n';
}

/** Document, view and drawn maps; the panel opens such a file again. */
export function toJson(view: ViewState, map: DrawnMap): string {
  const size = map.labels.length;
  const maps = map.maps.map((values) =>
    map.labels.map((_, q) => Array.from(values.subarray(q * size, (q + 1) * size), (v) => Number(v.toPrecision(6)))),
  );
  return writeView(map.document, view, { labels: map.labels, maps });
}
