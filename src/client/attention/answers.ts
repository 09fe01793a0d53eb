// Between the server's answers and what the panel is sent.

import type { UnreadRequests } from '../../protocol/channel';
import type { Intervention, PanelDocument, PanelLayer, PanelRequests, ShownText } from '../../protocol/panel';
import { parseLayer, parsePredict, parseQueriesAndKeys, parseSave } from '../../protocol/panelParse';
import type { AttendResult } from '../../protocol/requests';
import { fromBase64 } from '../../protocol/wire';
import type { Server } from '../server';
import { saveFile } from '../webview/saveFile';
import type { Place } from './place';

/** Words that a prediction names. */
const predictedWords = 6;

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

/** What the page asks of the encoder, and files that it saves: nothing for which the panel must know what it shows. */
export const answersBy = (
  server: Server,
): Pick<UnreadRequests<PanelRequests>, 'layer' | 'predict' | 'queriesAndKeys' | 'save'> => ({
  layer: async (params) => {
    const { layer, ...rest } = parseLayer(params);
    return panelLayer(layer, await server.request('attend', { ...paramsOf(rest), layer }));
  },
  predict: (params) => {
    const { tokens, ...rest } = parsePredict(params);
    return server.request('predict', { ...paramsOf(rest), tokens: [...tokens], top: predictedWords });
  },
  queriesAndKeys: async (params) => {
    const { layer, head, ...rest } = parseQueriesAndKeys(params);
    const wanted = { ...paramsOf(rest), layer, queriesAndKeysOf: head };
    const { queries = '', keys = '' } = await server.request('attend', wanted);
    const floats = (text: string) => new Float32Array(fromBase64(text).buffer);
    return { queries: floats(queries), keys: floats(keys) };
  },
  save: (params) => {
    const { name, content } = parseSave(params);
    return saveFile(name, content);
  },
});

/** What the page asks about, as the server takes it: the text that the page shows, not the one that is read meanwhile. */
const paramsOf = ({ text, pair, masked, silenced }: ShownText & Intervention) => ({
  text,
  pair: pair ?? undefined,
  intervention: { masked: [...masked], silenced: silenced.map(({ layer, head }) => ({ layer, head })) },
});

/** The layer that a saved view looks at; 0 where it does not say. */
export function layerOf(view: unknown): number {
  const layer = typeof view === 'object' && view !== null && 'layer' in view ? view.layer : 0;
  return typeof layer === 'number' && Number.isInteger(layer) && layer >= 0 && layer < 256 ? layer : 0;
}
