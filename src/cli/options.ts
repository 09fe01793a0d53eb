// Options that several verbs share, and how the text of an option becomes a field.

import { arrayOf, integer, optional, ParseError, string, type Parser } from '../protocol/parse';
import type { OptionSpec } from './verb';

/** Text that is no number stays text, for the check of the field to name. */
export const readNumber = (text: string): unknown =>
  text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);

export const readList = (text: string): unknown =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const topOption: OptionSpec = {
  flags: '--top <K>',
  description: 'how many candidates to list (default 10)',
  field: 'top',
  read: readNumber,
};

export const pairOption: OptionSpec = {
  flags: '--pair <text>',
  description: 'a second text, as the second segment',
  field: 'pair',
};

export const targetsOption: OptionSpec = {
  flags: '--targets <a,b,c>',
  description: 'only these words, ranked',
  field: 'targets',
  read: readList,
};

/** Number of candidates: 10 where none is given. */
export const parseTop = (value: unknown, path: string): number => optional(integer(1, 10_000))(value, path) ?? 10;

/** A name of a file or folder, or the like: empty where a variable of a script is not set, which means no default. */
export const filled: Parser<string> = (value, path) => {
  if (string(value, path).trim() === '') throw new ParseError(path, 'a text that is not empty');
  return string(value, path);
};

/** Words to choose among. None at all is a mistake in a script. */
export const someWords: Parser<readonly string[]> = (value, path) => {
  const words = arrayOf(string)(value, path);
  if (words.length === 0) throw new ParseError(path, 'a list of one word or more');
  return words;
};
