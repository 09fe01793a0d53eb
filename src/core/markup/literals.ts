// What no one proofreads in any kind of prose: web addresses, mail addresses, paths of files, mentions, hashtags, short
// codes of emoji, formulas.

import { paintMath } from './math';
import type { Paint } from './paint';

const address =
  /\b(?:https?|ftp|file|git|ssh|mailto|vscode):(?:\/\/)?[^\s<>"'`|\\^{}]+|\bwww\.[^\s<>"'`|\\^{}]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+/;
/** Without a scheme: what ends like a domain that anybody may have, with or without a path. */
const domain =
  /(?<![\w@./-])(?:[a-z\d][a-z\d-]{0,62}\.){1,5}(?:com|org|net|io|dev|edu|gov|info|app|ai)\b(?:[/?#][^\s<>"'`|\\^{}]*)?/;
const mention = /(?<![\w.@/])@[a-z\d][\w-]{0,100}(?:\/[\w.-]{1,100})?/;
/** At the start of a line only where nothing but hashtags follows: else it is a heading without a blank. Not `#marked words#`. */
const hashtag =
  /(?:(?<=[ \t("'“‘])#[a-z][\w-]{0,100}|(?<![^\r\n])#[a-z][\w-]{0,100}(?=[ \t]*(?:[#\r\n]|$)))(?!(?:[^#\r\n]{0,200}[^\s#(["'“‘])?#(?!\w))/;
const shortCode = /(?<![\w:]):(?:[a-z][a-z\d_+-]{1,40}|[+-]1):(?![\w:`])/;
const relativePath =
  /(?<![\w/\\.~-])(?:~|\.{1,2})?\/?[\w@-][\w.@-]{0,100}(?:\/[\w.@-]{1,100}){1,40}\.\w{1,8}\b|(?<![\w/\\.~-])(?:~|\.{1,2})\/[\w.@/-]{1,400}/;
const absolutePath =
  /(?<![^\s("'“‘[])\/[\w.@-]{1,100}(?:\/[\w.@-]{1,100}){0,40}\/?|(?<![\w\\])[a-z]:(?:\\[\w.-]{1,100}){2,40}/;
/** Of endings that are words, such as go and so, none: a full stop without a blank behind it ends a sentence. */
const fileName =
  /(?<![\w.@/-])[\w-]{1,64}(?:\.[\w-]{1,32}){0,3}\.(?:[jt]sx?|[cm]js|jsonl?|ya?ml|toml|ini|cfg|conf|mdx?|txt|rst|adoc|tex|typ|bib|py|ipynb|rs|java|kt|[ch]pp|rb|php|sh|ps1|html?|xml|s?css|svg|png|jpe?g|gif|webp|pdf|docx?|xlsx?|pptx?|[ct]sv|sql|zip|gz|tar|exe|dll|vsix|wasm|onnx|lock|log)\b/;
/** Every repetition is bounded by white space or by a count, so that the time is linear. */
const pattern = new RegExp(
  [address, relativePath, absolutePath, domain, fileName, mention, hashtag, shortCode]
    .map(({ source }) => source)
    .join('|'),
  'gi',
);
const trailing = /(?<!^:[\w+-]*)[.,;:!?'")\]*_]+$/;

/** Paints addresses, paths and the like between two places as literal. A full stop or bracket behind an address is not part of it. */
export function paintLiterals(paint: Paint, start: number, end: number): void {
  const piece = start === 0 && end === paint.text.length ? paint.text : paint.text.slice(start, end);
  for (const match of piece.matchAll(pattern)) {
    let length = match[0].length - (trailing.exec(match[0])?.[0].length ?? 0);
    if (match[0][length] === ')' && match[0].slice(0, length).includes('(')) length++;
    if (length > 0) paint.literal(start + match.index, start + match.index + length);
  }
  paintMath(paint, piece, start);
}
