// semtext inspect: a text as the encoder reads it.

import type { InspectAnswer } from '../../engine/requests';
import { object, optional, string } from '../../protocol/parse';
import { table } from '../format';
import { pairOption } from '../options';
import { defineVerb } from '../verb';

interface InspectInput {
  readonly text: string;
  readonly pair?: string;
}

const parse = object<InspectInput>({ text: string, pair: optional(string) });

export const inspect = defineVerb<InspectInput, InspectAnswer>({
  name: 'inspect',
  summary: 'the tokens of a text or a pair',
  arguments: ['text'],
  options: [pairOption],
  parse: (fields) => parse(fields, ''),
  run: (input, { engine, signal }) => engine.inspect(input, signal),
  toJson: ({ model, tokens }) => ({
    model,
    tokens: tokens.map(({ text, id, segment, attentionMask, start, end }) => ({
      text,
      id,
      segment,
      attentionMask,
      start,
      end,
    })),
  }),
  toText: ({ tokens }) =>
    table(
      tokens.map(({ text, id, segment, attentionMask, start, end }) => [text, id, segment, attentionMask, start, end]),
      ['token', 'id', 'segment', 'attention mask', 'start', 'end'],
    ),
});
