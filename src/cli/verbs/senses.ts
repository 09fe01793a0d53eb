// semtext senses: the uses of a word in a file, grouped by what the word means there.

import type { SensesAnswer } from '../../engine/senses';
import { integer, object, optional, string } from '../../protocol/parse';
import { readTextFile } from '../files';
import { readNumber } from '../options';
import { defineVerb } from '../verb';

interface SensesInput {
  readonly text: string;
  readonly word: string;
  readonly layer?: number;
}

const parse = object<SensesInput>({ text: string, word: string, layer: optional(integer(0, 1000)) });

export const senses = defineVerb<SensesInput, SensesAnswer>({
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
  ],
  readArgument: async (file) => ({ text: await readTextFile(file) }),
  parse: (fields) => parse(fields, ''),
  run: ({ text, word, layer }, { engine, signal }) =>
    engine.senses({ texts: [text], word, ...(layer === undefined ? {} : { layer }) }, signal),
  toJson: ({ model, layer, groups, silhouette, shares, leftOut, uses }) => ({
    ...{ model, layer, groups, silhouette, shares, leftOut },
    uses: uses.map(({ start, end, sentence, group, x, y, typicality }) => ({
      ...{ start, end, group, x, y, typicality },
      sentence: { start: sentence.start, end: sentence.end },
    })),
  }),
  toText: (answer, { text }) => describe(answer, text),
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
