// Options that several verbs share, and how the text of an option becomes a field.

import { integer, optional } from '../protocol/parse';
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
