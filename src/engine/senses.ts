// The senses of a word: its uses in texts, each with the vector that it has in its sentence, grouped and laid on a plane;
// and how far the groups lie apart at each layer. Polysemy can be seen: "bank", "stick".

import { throwIfCancelled } from '../core/cancel';
import { groupsOf } from '../core/groups';
import { principalPlane } from '../core/projection';
import { cosine, cosineMatrix, l2Normalise } from '../core/vector';
import type { Call, Encoder } from './encoder';
import { EngineError } from './errors';
import { usesIn, vectorsOfPlaces, type Place } from './uses';

export interface SensesRequest {
  /** As it is written; case is folded. */
  readonly word: string;
  readonly texts: readonly string[];
  /** 0: the embedding layer, without context; numLayers: the last one. Default: the last but one. */
  readonly layer?: number;
  /** Also groups and places at each layer, for a picture that goes through the layers. */
  readonly everyLayer?: boolean;
  /** Uses beyond this are counted, not shown: those shown are spread evenly over all. Default 200. */
  readonly mostUses?: number;
}

/** What one layer makes of a use. */
export interface PlacedUse {
  /** From 0, the largest group first. */
  readonly group: number;
  readonly x: number;
  readonly y: number;
  /** Cosine −1…1 to the middle of its group: high for a typical use. */
  readonly typicality: number;
}

/** A use of the word. Spans are UTF-16 offsets into its text. */
export interface WordUse extends Place, PlacedUse {}

/** The groups of one layer, and where it puts the uses, in their order. */
export interface LayerSenses {
  readonly groups: number;
  /** Mean silhouette of the groups, −1…1; 0 for one group. */
  readonly silhouette: number;
  /** Share of the variance on each axis, 0…1. */
  readonly shares: readonly [number, number];
  readonly uses: readonly PlacedUse[];
}

/** Mean cosine −1…1 of two uses of one group, and of two groups; NaN where there is no such pair. */
export interface Separation {
  readonly within: number;
  readonly between: number;
}

export interface SensesAnswer {
  readonly model: string;
  readonly layer: number;
  readonly uses: readonly WordUse[];
  readonly groups: number;
  /** Mean silhouette of the groups, −1…1; 0 for one group. */
  readonly silhouette: number;
  /** Share of the variance on each axis, 0…1. */
  readonly shares: readonly [number, number];
  /** Of these groups at each layer, from the embedding layer to the last: numLayers + 1. */
  readonly separation: readonly Separation[];
  /** Uses that were found beyond `mostUses`. */
  readonly leftOut: number;
  /** Each layer by itself, from the embedding layer to the last, when asked for: numLayers + 1. */
  readonly layers?: readonly LayerSenses[];
}

const defaultMostUses = 200;
/** Groups hold about two uses on average at least: few uses always fall apart into pairs and strays. */
const mostGroupsOf = (uses: number): number => Math.min(6, Math.ceil(uses / 2));

/**
 * The uses of a word. emptyText for no word, noWord where no text has it, outputMissing without the layers. `pause` lets
 * others work between two layers.
 */
export async function senses(
  encoder: Encoder,
  request: SensesRequest,
  call: Call,
  pause: () => Promise<void>,
): Promise<SensesAnswer> {
  const word = request.word.trim();
  if (word === '') throw new EngineError('emptyText');
  const { numLayers } = encoder.info;
  const layer = request.layer ?? Math.max(0, numLayers - 1);
  if (!(Number.isInteger(layer) && layer >= 0 && layer <= numLayers)) throw new RangeError(`layer ${layer}`);
  const all = usesIn(request.texts, word);
  if (!all.length) throw new EngineError('noWord');
  const shown = spread(all, request.mostUses ?? defaultMostUses);
  const { layers, width } = await vectorsOfPlaces(encoder, request.texts, shown, call);
  const chosen = sensesAt(layers[layer], width);
  const every: LayerSenses[] = [];
  for (const rows of request.everyLayer ? layers : []) {
    await pause();
    throwIfCancelled(call.signal);
    every.push(rows === layers[layer] ? chosen : sensesAt(rows, width));
  }
  const uses = shown.map((use, n) => ({ ...use, ...chosen.uses[n] }));
  const groupOf = Int32Array.from(uses, ({ group }) => group);
  const separation = layers.map((rows) => separationOf(cosineMatrix(rows, rows, width), groupOf));
  const { groups, silhouette, shares } = chosen;
  const leftOut = all.length - shown.length;
  const answer = { model: encoder.info.id, layer, uses, groups, silhouette, shares, separation, leftOut };
  return request.everyLayer ? { ...answer, layers: every } : answer;
}

/** `vectors` [uses, width]. */
function sensesAt(vectors: Float32Array, width: number): LayerSenses {
  const count = vectors.length / width;
  const distances = cosineMatrix(vectors, vectors, width).map((similarity) => Math.max(0, 1 - similarity));
  for (let i = 0; i < count; i++) distances[i * (count + 1)] = 0;
  const { groups, count: groupCount, silhouette } = groupsOf(distances, count, mostGroupsOf(count));
  const { points, shares } = principalPlane(l2Normalise(vectors.slice(), width), width);
  const middles = middlesOf(vectors, width, groups, groupCount);
  const uses = Array.from(groups, (group, n) => ({
    group,
    x: points[n * 2],
    y: points[n * 2 + 1],
    typicality: cosine(vectors.subarray(n * width, (n + 1) * width), middles[group]),
  }));
  return { groups: groupCount, silhouette, shares, uses };
}

/** At most `most` of the items, evenly spread over all. */
function spread<T>(all: readonly T[], most: number): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, n) => all[Math.floor((n * all.length) / most)]);
}

function middlesOf(vectors: Float32Array, width: number, groups: Int32Array, count: number): Float32Array[] {
  const middles = Array.from({ length: count }, () => new Float32Array(width));
  groups.forEach((group, n) => {
    for (let d = 0; d < width; d++) middles[group][d] += vectors[n * width + d];
  });
  return middles;
}

function separationOf(similarities: Float32Array, groups: Int32Array): Separation {
  const sums = [0, 0];
  const counts = [0, 0];
  for (let i = 0; i < groups.length; i++) {
    for (let j = 0; j < i; j++) {
      const kind = groups[i] === groups[j] ? 0 : 1;
      sums[kind] += similarities[i * groups.length + j];
      counts[kind]++;
    }
  }
  return { within: sums[0] / counts[0], between: sums[1] / counts[1] };
}
