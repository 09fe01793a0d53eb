// Git commit messages: comments, trailers, the diff under the scissors, the `type(scope):` of conventional commits.

import { eachLine, type Paint } from './paint';
import { NextPlaces } from './html';
import { paintMarkdownInline } from './markdownInline';

const scissors = /^[#;].*-{4,} ?>8 ?-{4,}/;
const trailer =
  /^(?:[A-Z][A-Za-z]*(?:-[A-Za-z]+)*-by|Fixes|Closes|Refs?|See-also|Change-Id|Bug|Issue|BREAKING[ -]CHANGE|[A-Z][a-z]+(?:-[A-Za-z]+)+):\s|^\(cherry picked from commit /;
const conventional = /^(?:[a-z]+(?:\([^()\r\n]{1,60}\))?!?:|(?:fixup|squash|amend)!|\[[^\]\r\n]{1,40}\])\s/;

/** Paints what is not prose in a commit message. A trailer's text after `BREAKING CHANGE:` is prose. */
export function paintGitCommit(paint: Paint): void {
  const { text } = paint;
  let cut = false;
  let subject = true;
  let paragraph = -1;
  /** Under an empty line that follows no list an indented line shows code or output. */
  let mayBeCode = false;
  let blank = false;
  const places = new NextPlaces();
  const close = (end: number): void => {
    if (paragraph >= 0) paintMarkdownInline(paint, paragraph, end, places);
    paragraph = -1;
  };
  eachLine(text, 0, text.length, (start, end) => {
    const line = text.slice(start, end);
    cut ||= scissors.test(line) || /^diff --git /.test(line);
    const comment = line.startsWith('#') && !/^#\d/.test(line);
    const mark = trailer.exec(line)?.[0];
    const isCode = mayBeCode && blank && /^(?: {4}|\t)/.test(line);
    blank = line.trim() === '' || isCode;
    if (!blank) mayBeCode = !/^\s*(?:[-*+]|\d+[.)])\s/.test(line) && !/^\s/.test(line);
    if (cut || comment || blank || (mark && !mark.startsWith('BREAKING'))) {
      close(start);
      paint.syntax(start, end);
      return;
    }
    const prefix =
      mark ?? (subject ? conventional.exec(line)?.[0] : undefined) ?? /^\s*(?:[-*]\s+)?/.exec(line)?.[0] ?? '';
    if (mark || subject) close(start);
    if (paragraph < 0) paragraph = start + prefix.length;
    if (subject) close(end);
    // Painted last: the inline scanner only adds paint.
    if (prefix.trim() !== '')
      paint.boundary(start + (prefix.length - prefix.trimStart().length), start + prefix.length);
    subject = false;
  });
  close(text.length);
}
