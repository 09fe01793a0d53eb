// semtext suggest: other words for one word of a text.

import { EngineError } from '../../engine/errors';
import type { SuggestAnswer, SuggestMode } from '../../engine/requests';
import { wordSpans } from '../../core/text';
import { integer, object, oneOf, optional, string } from '../../protocol/parse';
import { percent, table } from '../format';
import { parseTop, readNumber, someWords, targetsOption, topOption } from '../options';
import { defineVerb, type Fields } from '../verb';

interface SuggestInput {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly mode: SuggestMode;
  readonly top: number;
  readonly targets?: readonly string[];
  readonly prefix?: string;
}

const modes = oneOf('fits', 'meaning');
const parseFields = object<SuggestInput>({
  text: string,
  start: integer(0),
  end: integer(0),
  mode: (value, path) => optional(modes)(value, path) ?? 'fits',
  top: parseTop,
  targets: optional(someWords),
  prefix: optional(string),
});

export const suggest = defineVerb<SuggestInput, SuggestAnswer>({
  name: 'suggest',
  summary: 'other words for a word of a text',
  arguments: ['text'],
  options: [
    { flags: '--start <N>', description: 'where the word begins, in UTF-16 units', field: 'start', read: readNumber },
    { flags: '--end <N>', description: 'where it ends, exclusive', field: 'end', read: readNumber },
    { flags: '--word <word>', description: 'the word itself, instead of start and end: its first use', field: 'word' },
    { flags: '--mode <mode>', description: 'fits (default) or meaning', field: 'mode' },
    topOption,
    targetsOption,
    { flags: '--prefix <letters>', description: 'only words that begin with this', field: 'prefix' },
  ],
  parse: (fields) => {
    string(fields.text, 'text');
    if ([fields.word, fields.start, fields.end].every((field) => field === undefined || field === null)) {
      throw new EngineError('badInput', { subject: 'start and end', reason: 'they are missing, and there is no word' });
    }
    const input = parseFields({ ...fields, ...placeOfWord(fields) }, '');
    if (input.end >= input.start && input.end <= input.text.length) return input;
    throw new EngineError('badInput', { subject: 'start and end', reason: 'they lie outside the text' });
  },
  run: ({ start, end, ...request }, { engine, signal }) => engine.suggest({ ...request, span: { start, end } }, signal),
  toJson: ({ model, span, word, candidates }) => ({
    model,
    word,
    start: span.start,
    end: span.end,
    candidates: candidates.map(({ text, probability, score }) => ({ text, probability, score })),
  }),
  toText: ({ candidates }) => table(candidates.map(({ text, probability }) => [text, percent(probability)])),
});

/** Start and end of the first use of `word`; nothing where no word is given. */
function placeOfWord({ text, word: given }: Fields): Fields {
  const word = optional(string)(given, 'word');
  if (word === undefined || typeof text !== 'string') return {};
  const wanted = word.toLowerCase();
  const place = wordSpans(text).find(({ start, end }) => text.slice(start, end).toLowerCase() === wanted);
  if (!place) throw new EngineError('noWord', { reason: 'the text does not hold it' });
  return { start: place.start, end: place.end };
}
