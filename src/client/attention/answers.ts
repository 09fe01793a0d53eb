// Between the server's answers and what the panel is sent.

import type { Intervention, PanelDocument, PanelLayer, ShownText } from '../../protocol/panel';
import type { AttendResult } from '../../protocol/requests';
import { fromBase64 } from '../../protocol/wire';
import type { Place } from './place';

export function documentOf(answer: AttendResult, place: Place, pair: Place | null): PanelDocument {
  const { model, tokens, numLayers, heads, headSize, leftOutCharacters } = answer;
  return {
    text: place.text,
    pair: pair?.text ?? null,
    tokens,
    model,
    numLayers,
    numHeads: heads,
    headSize,
    leftOutCharacters,
    source: place.name,
  };
}

/** The weights of an answer, as the page takes them. */
export function panelLayer(layer: number, { values, endedAt }: AttendResult): PanelLayer {
  const bytes = fromBase64(values);
  return { layer, values: new Uint16Array(bytes.buffer, 0, bytes.length / 2), endedAt };
}

/** What the page asks about, as the server takes it: the text that the page shows, not the one that is read meanwhile. */
export const paramsOf = ({ text, pair, masked, silenced }: ShownText & Intervention) => ({
  text,
  pair: pair ?? undefined,
  intervention: { masked: [...masked], silenced: silenced.map(({ layer, head }) => ({ layer, head })) },
});

/** The layer that a saved view looks at; 0 where it does not say. */
export function layerOf(view: unknown): number {
  const layer = typeof view === 'object' && view !== null && 'layer' in view ? view.layer : 0;
  return typeof layer === 'number' && Number.isInteger(layer) && layer >= 0 && layer < 256 ? layer : 0;
}
