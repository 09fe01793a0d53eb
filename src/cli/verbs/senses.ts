// semtext senses: the uses of a word in a file, grouped by what the word means there, and what is near each group's most
// typical use at every layer.

import type { NeighboursAnswer } from '../../engine/neighbours';
import type { SensesAnswer, WordUse } from '../../engine/senses';
import { integer, object, optional, string } from '../../protocol/parse';
import { readTextFile } from '../files';
import { readNumber } from '../options';
import { defineVerb } from '../verb';

interface SensesInput {
  readonly text: string;
  readonly word: string;
  readonly layer?: number;
  readonly neighbours?: number;
}

interface SensesOutput {
  readonly senses: SensesAnswer;
  /** Of the most typical use of each group; absent where nobody asked. */
  readonly near?: NeighboursAnswer;
}

const parse = object<SensesInput>({
  text: string,
  word: string,
  layer: optional(integer(0, 1000)),
  neighbours: optional(integer(1, 100)),
});

export const senses = defineVerb<SensesInput, SensesOutput>({
  name: 'senses',
  summary: 'group the uses of a word in a file by what it means there (- for stdin)',
  arguments: ['file'],
  options: [
    { flags: '--word <word>', description: 'the word', field: 'word' },
    {
      flags: '--layer <N>',
      description: 'layer of the vectors: 0 without context (default: the last but one)',
      field: 'layer',
      read: readNumber,
    },
    {
      flags: '--neighbours <K>',
      description: 'also the K words of the file nearest to a typical use of each group, at every layer',
      field: 'neighbours',
      read: readNumber,
    },
  ],
  readArgument: async (file) => ({ text: await readTextFile(file) }),
  parse: (fields) => parse(fields, ''),
  run: async ({ text, word, layer, neighbours: top }, { engine, signal }) => {
    const texts = [text];
    const found = await engine.senses({ texts, word, ...(layer === undefined ? {} : { layer }) }, signal);
    if (top === undefined) return { senses: found };
    return { senses: found, near: await engine.neighbours({ texts, word, uses: typical(found), top }, signal) };
  },
  toJson: ({ senses: found, near }, { text }) => ({
    ...{ model: found.model, layer: found.layer, groups: found.groups, silhouette: found.silhouette },
    ...{ shares: found.shares, leftOut: found.leftOut },
    separation: found.separation.map(({ within, between }) => ({ within: known(within), between: known(between) })),
    uses: found.uses.map(({ start, end, sentence, group, x, y, typicality }) => ({
      ...{ start, end, group, x, y, typicality },
      sentence: { start: sentence.start, end: sentence.end },
    })),
    ...(near ? { neighbours: near.layers.map(({ words }) => words.map((list) => list.map(named(text)))) } : {}),
  }),
  toText: ({ senses: found, near }, { text }) =>
    near ? `${describe(found, text)}\n${describeNear(near, text)}` : describe(found, text),
});

/** The most typical use of each group. */
function typical({ uses, groups }: SensesAnswer): WordUse[] {
  const inGroup = (group: number): WordUse[] => uses.filter((use) => use.group === group);
  return Array.from({ length: groups }, (_, group) =>
    inGroup(group).reduce((best, use) => (use.typicality > best.typicality ? use : best)),
  );
}

const known = (value: number): number | null => (Number.isNaN(value) ? null : value);

const named =
  (text: string) =>
  ({ start, end, similarity }: { start: number; end: number; similarity: number }) => ({
    ...{ word: text.slice(start, end), start, end, similarity },
  });

function describe({ uses, groups, silhouette, leftOut, layer }: SensesAnswer, text: string): string {
  const lines = [`layer ${layer}: ${uses.length} uses in ${groups} groups (silhouette ${silhouette.toFixed(2)})`];
  for (let group = 0; group < groups; group++) {
    lines.push('', `group ${group + 1}`);
    const inside = uses.filter((use) => use.group === group).sort((a, b) => b.typicality - a.typicality);
    for (const { sentence, start, end } of inside) {
      const before = text.slice(sentence.start, start);
      const after = text.slice(end, sentence.end);
      lines.push(`  ${before}[${text.slice(start, end)}]${after}`.replace(/\s+/g, ' ').trimEnd());
    }
  }
  if (leftOut) lines.push('', `${leftOut} further uses are not shown`);
  return lines.join('\n');
}

function describeNear({ layers, compared, leftOut }: NeighboursAnswer, text: string): string {
  const lines = ['', `nearest of ${compared} words to the most typical use of each group`];
  for (const [layer, { words }] of layers.entries()) {
    for (const [group, list] of words.entries()) {
      const near = list.map(({ start, end, similarity }) => `${text.slice(start, end)} ${similarity.toFixed(2)}`);
      lines.push(`  layer ${layer}, group ${group + 1}: ${near.join(', ')}`);
    }
  }
  if (leftOut) lines.push(`${leftOut} further words were not compared`);
  return lines.join('\n');
}
