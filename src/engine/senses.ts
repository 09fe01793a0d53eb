// The senses of a word: its uses in texts, each with the vector that it has in its sentence, grouped and laid on a plane;
// and how far the groups lie apart at each layer. Polysemy can be seen: "bank", "stick".

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
  /** Uses beyond this are counted, not shown: those shown are spread evenly over all. Default 200. */
  readonly mostUses?: number;
}

/** A use of the word. Spans are UTF-16 offsets into its text. */
export interface WordUse extends Place {
  /** From 0, the largest group first. */
  readonly group: number;
  readonly x: number;
  readonly y: number;
  /** Cosine −1…1 to the middle of its group: high for a typical use. */
  readonly typicality: number;
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
}

const defaultMostUses = 200;
const mostGroups = 6;

/** The uses of a word. emptyText for no word, noWord where no text has it, outputMissing without the layers. */
export async function senses(encoder: Encoder, request: SensesRequest, call: Call): Promise<SensesAnswer> {
  const word = request.word.trim();
  if (word === '') throw new EngineError('emptyText');
  const { numLayers } = encoder.info;
  const layer = request.layer ?? Math.max(0, numLayers - 1);
  if (!(Number.isInteger(layer) && layer >= 0 && layer <= numLayers)) throw new RangeError(`layer ${layer}`);
  const all = usesIn(request.texts, word);
  if (!all.length) throw new EngineError('noWord');
  const shown = spread(all, request.mostUses ?? defaultMostUses);
  const { layers, width } = await vectorsOfPlaces(encoder, request.texts, shown, call);
  const vectors = layers[layer];
  const distances = cosineMatrix(vectors, vectors, width).map((similarity) => Math.max(0, 1 - similarity));
  for (let i = 0; i < shown.length; i++) distances[i * (shown.length + 1)] = 0;
  const { groups, count, silhouette } = groupsOf(distances, shown.length, mostGroups);
  const { points, shares } = principalPlane(l2Normalise(vectors.slice(), width), width);
  const middles = middlesOf(vectors, width, groups, count);
  const uses = shown.map((use, n) => ({
    ...use,
    group: groups[n],
    x: points[n * 2],
    y: points[n * 2 + 1],
    typicality: cosine(vectors.subarray(n * width, (n + 1) * width), middles[groups[n]]),
  }));
  const separation = layers.map((rows) => separationOf(cosineMatrix(rows, rows, width), groups));
  const leftOut = all.length - shown.length;
  return { model: encoder.info.id, layer, uses, groups: count, silhouette, shares, separation, leftOut };
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
