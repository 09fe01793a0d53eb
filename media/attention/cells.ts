// The weights of a map as a picture of one pixel a cell: the matrix view draws it, exports carry it.

import type { Palette } from '../shared/colour';
import { h } from '../shared/dom';
import { t } from '../shared/l10n';
import { largest, type DrawnMap } from './store';

/** `values` [size, size]: those of `map`, of one head or of several made one. */
export function paintCells(map: DrawnMap, values: Float32Array, palette: Palette): HTMLCanvasElement {
  const size = map.units.length;
  const canvas = h('canvas', { width: size, height: size });
  const context = canvas.getContext('2d');
  if (!context) throw new Error(t('This webview has no canvas.'));
  const pixels = context.createImageData(size, size);
  const cells = new Uint32Array(pixels.data.buffer);
  const most = largest(map);
  if (map.difference) for (let i = 0; i < values.length; i++) cells[i] = palette.difference(values[i] / most);
  else {
    for (let i = 0; i < values.length; i++) cells[i] = palette.weight(values[i], most);
  }
  context.putImageData(pixels, 0, 0);
  return canvas;
}
