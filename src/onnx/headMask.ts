// Lets heads be silenced: a factor for each layer and head, multiplied onto the attention probabilities.

import type { Analysis } from './analysis';
import type { AttentionSite } from './attention';
import { FLOAT } from './elementTypes';
import type { Graph } from './graph';

/**
 * Adds an input float [layers, heads] and multiplies each layer's probabilities by its row. Returns the input's name;
 * undefined when the heads of some layer are folded into the batch and their number is not known.
 */
export function addHeadMask(
  analysis: Analysis,
  graph: Graph,
  sites: readonly AttentionSite[],
  numHeads: number | undefined,
): string | undefined {
  const isFolded = sites.some((site) => analysis.rank(site.probabilities) === 3);
  if (sites.length === 0 || (isFolded && numHeads === undefined)) return undefined;
  const input = graph.fresh('head_mask');
  graph.inputs.push({ name: input, dataType: FLOAT, shape: [sites.length, numHeads] });
  const perHead = graph.constant('stt_head_mask_shape', [3], [-1, 1, 1]);
  sites.forEach((site, layer) => {
    const { probabilities } = site;
    const index = graph.constant('stt_head_mask_layer', [], [layer]);
    let factors = graph.add('stt_head_mask_row', 'Gather', [input, index], { attributes: { axis: 0 } });
    if (analysis.rank(probabilities) === 3) factors = repeated(graph, factors, probabilities, numHeads ?? 1);
    factors = graph.add('stt_head_mask_factors', 'Reshape', [factors, perHead]);
    const dataType = analysis.dataType(probabilities) ?? FLOAT;
    if (dataType !== FLOAT) {
      factors = graph.add('stt_head_mask_cast', 'Cast', [factors], { attributes: { to: dataType } });
    }
    const readers = analysis.consumers(probabilities);
    const masked = graph.add('stt_masked_attention', 'Mul', [probabilities, factors]);
    graph.redirect(probabilities, masked, readers);
  });
  return input;
}

/** The row of factors once for each text of the batch, for probabilities [B·heads, S, S]. */
function repeated(graph: Graph, factors: string, probabilities: string, numHeads: number): string {
  const shape = graph.add('stt_head_mask_dims', 'Shape', [probabilities]);
  const rows = graph.add('stt_head_mask_rows', 'Gather', [shape, graph.constant('stt_head_mask_first', [1], [0])], {
    attributes: { axis: 0 },
  });
  const texts = graph.add('stt_head_mask_texts', 'Div', [rows, graph.constant('stt_head_mask_heads', [1], [numHeads])]);
  return graph.add('stt_head_mask_tiled', 'Tile', [factors, texts]);
}
