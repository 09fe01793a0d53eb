// What of the text around a word is shown where room is short.

import { splitsCharacter } from './text';

/** The end of a text: at most `most` UTF-16 units behind an ellipsis, from a whole word on, else from a whole character. */
export function endOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const from = text.length - most;
  return `…${text.slice(splitsCharacter(text, from) ? from + 1 : from).replace(/^\S*\s/, '')}`;
}

/** The beginning of a text: at most `most` UTF-16 units before an ellipsis, up to a whole word, else a whole character. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, splitsCharacter(text, most) ? most - 1 : most).replace(/\s\S*$/, '')}…`;
}
