// semtext fill: words for the blanks of a text.

import type { FillAnswer } from '../../engine/requests';
import { boolean, object, optional, string } from '../../protocol/parse';
import { percent, table } from '../format';
import { parseTop, someWords, targetsOption, topOption } from '../options';
import { defineVerb } from '../verb';

interface FillInput {
  readonly text: string;
  readonly top: number;
  readonly targets?: readonly string[];
  /** A person is told of another language; scripts measure texts of any kind. */
  readonly languageCheck?: boolean;
}

const parse = object<FillInput>({
  text: string,
  top: parseTop,
  targets: optional(someWords),
  languageCheck: optional(boolean),
});

export const fill = defineVerb<FillInput, FillAnswer>({
  name: 'fill',
  summary: 'fill [MASK], ___ or …? in a text',
  arguments: ['text'],
  options: [topOption, targetsOption],
  argumentFields: { languageCheck: true },
  parse: (fields) => parse(fields, ''),
  run: (input, { engine, signal }) => engine.fill(input, signal),
  toJson: ({ model, masks, fillings }) => ({
    model,
    masks: masks.map(({ start, end, candidates }) => ({
      start,
      end,
      candidates: candidates.map(({ text, probability }) => ({ text, probability })),
    })),
    ...(fillings.length > 0 && { fillings }),
  }),
  toText: ({ masks, fillings }) =>
    [
      ...masks.map(({ candidates }) => table(candidates.map(({ text, probability }) => [text, percent(probability)]))),
      ...(fillings.length > 0
        ? [table(fillings.map(({ texts, probability }) => [texts.join(' … '), percent(probability)]))]
        : []),
    ].join('\n\n'),
});
