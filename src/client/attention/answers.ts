// Between the server's answers and what the panel is sent.

import type { Intervention, PanelDocument } from '../../protocol/panel';
import type { AttendResult } from '../../protocol/requests';
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

export const interventionOf = ({ masked, silenced }: Intervention): Intervention => ({
  masked: [...masked],
  silenced: silenced.map(({ layer, head }) => ({ layer, head })),
});

/** The layer that a saved view looks at; 0 where it does not say. */
export function layerOf(view: unknown): number {
  const layer = typeof view === 'object' && view !== null && 'layer' in view ? view.layer : 0;
  return typeof layer === 'number' && Number.isInteger(layer) && layer >= 0 && layer < 256 ? layer : 0;
}
