// Which layers make a vector, and how their states become one.

import { EngineError } from '../../engine/errors';
import type { EmbedResult, LayerChoice } from '../../engine/ports';

/**
 * The entries of `states` (layer 0 the embedding layer, then one a layer) that a choice takes. `sumAll` leaves the
 * embedding layer out and `concatLast4` begins with the last layer, as in the table of Devlin et al. 2019 (section 5.3)
 * and its feature extractor. A list of one is the last layer alone; any other choice is then EngineError outputMissing,
 * as are four layers of a smaller encoder. RangeError for a number above the last layer.
 */
export function layersOf<T>(choice: LayerChoice, states: readonly T[]): readonly (T | undefined)[] {
  const last = states.length - 1;
  if (choice === 'last') return [states[last]];
  if (last < 1) throw new EngineError('outputMissing', { reason: 'the model does not show the states of its layers' });
  switch (choice) {
    case 'secondToLast':
      return [states[last - 1]];
    case 'embeddings':
      return [states[0]];
    case 'sumLast4':
    case 'concatLast4':
      if (last < 4) throw new EngineError('outputMissing', { reason: `the encoder has ${last} layers`, limit: last });
      return [1, 2, 3, 4].map((back) => states[states.length - back]);
    case 'sumAll':
      return states.slice(1);
    case 'each':
      return states;
    default:
      if (choice > last) throw new RangeError(`layer ${choice} of ${last}`);
      return [states[choice]];
  }
}

/** Joins states `[rows, width]` of the chosen layers: side by side for `concatLast4` and `each`, else their sum. */
export function combineStates(choice: LayerChoice, states: readonly Float32Array[], width: number): EmbedResult {
  if (states.length === 1) return { width, values: states[0] };
  if (choice === 'concatLast4' || choice === 'each')
    return { width: width * states.length, values: concatenate(states, width) };
  const values = new Float32Array(states[0].length);
  for (const layer of states) for (let i = 0; i < values.length; i++) values[i] += layer[i];
  return { width, values };
}

function concatenate(states: readonly Float32Array[], width: number): Float32Array {
  const out = new Float32Array(states[0].length * states.length);
  states.forEach((layer, nth) => {
    for (let row = 0; row * width < layer.length; row++) {
      out.set(layer.subarray(row * width, (row + 1) * width), (row * states.length + nth) * width);
    }
  });
  return out;
}
