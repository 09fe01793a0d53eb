// What can be taken away: the drawing as SVG and PNG, the weights as CSV and JSON.

import { css, differenceColour, headColour, weightColour } from '../shared/colour';
import type { DrawnMap, Store } from './store';
import { scopeName } from './words';

const ROW = 20;
const WIDTH = 720;
const LABEL = 200;

const escape = (text: string): string =>
  text
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd');

/** The line view or the matrix as an SVG document, black on white, for papers. */
export function toSvg(store: Store, map: DrawnMap): string {
  return store.view.view === 'matrix' || store.view.view === 'overview' ? matrixSvg(store, map) : linesSvg(store, map);
}

function linesSvg(store: Store, map: DrawnMap): string {
  const size = map.units.length;
  const height = size * ROW + 40;
  const label = (text: string, x: number, n: number, anchor: string) =>
    `<text x="${x}" y="${n * ROW + 44}" text-anchor="${anchor}">${escape(text)}</text>`;
  const texts = map.labels.flatMap((text, n) => [
    label(text, LABEL - 8, n, 'end'),
    label(text, WIDTH - LABEL + 8, n, 'start'),
  ]);
  const lines: string[] = [];
  map.maps.forEach((values, m) => {
    values.forEach((weight, i) => {
      if (Math.abs(weight) < 0.005) return;
      const [y1, y2] = [Math.floor(i / size) * ROW + 40, (i % size) * ROW + 40];
      const [a, b] = [LABEL, WIDTH - LABEL];
      const colour = map.heads.length
        ? headColour(map.heads[m])
        : css(map.difference ? differenceColour(weight) : weightColour(0.15 + 0.85 * weight, false));
      const path = `M${a} ${y1}C${a + 130} ${y1} ${b - 130} ${y2} ${b} ${y2}`;
      lines.push(
        `<path d="${path}" stroke="${colour}" stroke-width="${(0.6 + 3 * Math.abs(weight)).toFixed(2)}" stroke-opacity="${Math.min(1, 0.08 + Math.sqrt(Math.abs(weight))).toFixed(3)}"/>`,
      );
    });
  });
  return svg(WIDTH, height, store, `<g fill="none">${lines.join('')}</g>${texts.join('')}`);
}

function matrixSvg(store: Store, map: DrawnMap): string {
  const size = map.units.length;
  const cell = size > 60 ? 8 : 18;
  const values = map.maps[0];
  const cells: string[] = [];
  values.forEach((weight, i) => {
    const colour = css(map.difference ? differenceColour(weight) : weightColour(weight, false));
    cells.push(
      `<rect x="${140 + (i % size) * cell}" y="${160 + Math.floor(i / size) * cell}" width="${cell}" height="${cell}" fill="${colour}"/>`,
    );
  });
  const texts = map.labels.flatMap((text, n) => {
    const at = n * cell + cell * 0.7;
    return [
      `<text x="134" y="${160 + at}" text-anchor="end" font-size="${Math.min(13, cell)}">${escape(text)}</text>`,
      `<text transform="translate(${140 + at},154) rotate(-90)" font-size="${Math.min(13, cell)}">${escape(text)}</text>`,
    ];
  });
  return svg(160 + size * cell, 180 + size * cell, store, cells.join('') + texts.join(''));
}

function svg(width: number, height: number, store: Store, body: string): string {
  const title = escape(`Attention, ${scopeName(store)}, ${store.document.model}`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="13"><title>${title}</title><rect width="100%" height="100%" fill="#fff"/><text x="8" y="18" fill="#555">${title}</text>${body}</svg>\n`;
}

/** An SVG drawn to PNG at twice its size. */
export async function toPng(drawing: string): Promise<Uint8Array> {
  const image = new Image();
  await new Promise<void>((resolve, reject) => {
    image.onload = () => resolve();
    image.onerror = () => reject(new Error('the drawing could not be turned into a picture'));
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing)}`;
  });
  const canvas = document.createElement('canvas');
  canvas.width = image.width * 2;
  canvas.height = image.height * 2;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the picture is too large for this machine');
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
export function toJson(store: Store, map: DrawnMap): string {
  const maps = map.maps.map((values) =>
    map.labels.map((_, q) => Array.from(values.subarray(q * map.labels.length, (q + 1) * map.labels.length))),
  );
  return (
    JSON.stringify(
      {
        kind: 'semanticText.attention',
        version: 1,
        document: store.document,
        view: store.view,
        labels: map.labels,
        maps,
      },
      null,
      1,
    ) + '\n'
  );
}
