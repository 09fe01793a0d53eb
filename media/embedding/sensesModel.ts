// The answer made ready to be drawn: layers turned onto each other, groups that keep their names, words that name them. Pure.

import type { SensesOfWord } from '../../src/protocol/embeddings';
import { cluesOf } from './clues';
import { alignTo, matchGroups } from './mapLayout';

export interface SenseLayer {
  /** [uses, 2] */
  readonly points: Float64Array;
  /** The farthest coordinate. */
  readonly extent: number;
  /** Of each use; a group keeps its number through the layers as far as it is the same. */
  readonly groups: readonly number[];
  /** Cosine −1…1 to the middle of the group. */
  readonly typicality: readonly number[];
  readonly silhouette: number;
  /** Share 0…1 of the differences that the map shows. */
  readonly shown: number;
  /** Numbers of the groups, the largest first, with what tells them apart. */
  readonly senses: readonly { readonly group: number; readonly size: number; readonly clues: readonly string[] }[];
}

export interface SensesModel {
  readonly answer: SensesOfWord;
  readonly layers: readonly SenseLayer[];
}

const mostClues = 2;

export function sensesModel(answer: SensesOfWord): SensesModel {
  const reference = answer.layers[answer.layer];
  const place = (uses: (typeof reference)['uses']) => uses.flatMap(({ x, y }) => [x, y]);
  const named = reference.uses.map(({ group }) => group);
  const layers = answer.layers.map((layer): SenseLayer => {
    const groups = matchGroups(
      layer.uses.map(({ group }) => group),
      named,
    );
    const points = alignTo(place(layer.uses), place(reference.uses));
    return {
      points,
      extent: points.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
      groups,
      typicality: layer.uses.map(({ typicality }) => typicality),
      silhouette: layer.silhouette,
      shown: layer.shares.reduce((sum, share) => sum + share, 0),
      senses: sensesOf(answer, groups),
    };
  });
  return { answer, layers };
}

/** A layer as it looks with the groups of another one: uses of one sense are followed to where it arises. */
export function withGroupsOf(layer: SenseLayer, { groups, senses }: SenseLayer): SenseLayer {
  return { ...layer, groups, senses };
}

function sensesOf({ uses }: SensesOfWord, groups: readonly number[]): SenseLayer['senses'] {
  const clues = cluesOf(uses, groups, mostClues);
  return [...clues]
    .map(([group, words]) => ({ group, size: groups.filter((each) => each === group).length, clues: words }))
    .sort((a, b) => b.size - a.size || a.group - b.group);
}
