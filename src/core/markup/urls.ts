// What no one proofreads in any kind of prose: web addresses, mail addresses, paths of files.

import type { Paint } from './paint';

/** Every repetition is bounded by white space or by a count, so that the time is linear. */
const pattern =
  /\b(?:https?|ftp|file|git|ssh|mailto|vscode):(?:\/\/)?[^\s<>"'`|\\^{}]+|\bwww\.[^\s<>"'`|\\^{}]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|(?<![\w/\\.~-])(?:~|\.{1,2})?\/?[\w@-][\w.@-]{0,100}(?:\/[\w.@-]{1,100}){1,40}\.\w{1,8}\b|(?<![\w/\\.~-])(?:~|\.{1,2})\/[\w.@/-]{1,400}/gi;
const trailing = /[.,;:!?'")\]*_]+$/;

/** Paints addresses and paths between two places as literal. A full stop or bracket behind an address is not part of it. */
export function paintUrls(paint: Paint, start: number, end: number): void {
  const piece = start === 0 && end === paint.text.length ? paint.text : paint.text.slice(start, end);
  for (const match of piece.matchAll(pattern)) {
    let length = match[0].length - (trailing.exec(match[0])?.[0].length ?? 0);
    if (match[0][length] === ')' && match[0].slice(0, length).includes('(')) length++;
    if (length > 0) paint.literal(start + match.index, start + match.index + length);
  }
}
