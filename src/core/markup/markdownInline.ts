// Inside a Markdown paragraph: code spans, math, links, HTML tags, emphasis marks, escapes.

import { type NextPlaces, paintHtmlAt } from './html';
import { matchAt, type Paint } from './paint';
import { paintLiterals } from './literals';

const linkTarget =
  /\]\([ \t]*(?:<[^<>\n]{0,2000}>|[^\s()]{0,2000}(?:\([^\s()]{0,500}\)[^\s()]{0,500}){0,8})(?:\s+(?:"[^"\n]{0,500}"|'[^'\n]{0,500}'|\([^()\n]{0,500}\)))?[ \t]*\)(?:\{[^{}\n]{0,200}\})?/y;
const linkReference = /\]\[[^[\]\r\n]{0,200}\]/y;
const footnote = /\[\^[^[\]\s]{1,100}\]/y;
const autolink = /<(?:[a-z][a-z\d+.-]{1,31}:[^\s<>]{1,2000}|[\w.+-]{1,64}@[\w.-]{1,200})>/iy;
/** What Pandoc, kramdown and MyST put into braces behind a heading or a link, or before code: `{#id .class key=value}`. */
const attributes =
  /\{:?[ \t]*(?:(?:[#.][\w:-]{1,100}|[\w:-]{1,60}=(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|[^\s{}"']{1,100}))[ \t]*){1,20}\}|\{[\w:+-]{1,40}\}(?=`)/y;
/** `[!NOTE]` at the beginning of a quotation. */
const calloutName = /\[![a-z][\w-]{0,30}\][+-]?(?![[(])/iy;
/** A link to a note by its name, with or without a text of its own; a link whose text stands in brackets is none. */
const wikiLink = /\[\[(?!MASK\])([^[\]|\r\n]{1,300}\|)?([^[\]|\r\n]{1,300})\]\](?![[(])/y;
/** `:smile:`, and the name of a directive such as `:abbr[text]`. */
const emoji = /:[a-z+-][a-z\d_+-]{0,40}:|:[a-z][\w-]{0,40}(?=\[)/y;
const escapable = '\\`*_{}[]()#+-.!|<>~$"\'&';
const longestRun = 32;

/**
 * Paints what is not prose between two places that one paragraph fills. Linear time, whatever is left open; `places` is
 * shared by all paragraphs of a text.
 */
export function paintMarkdownInline(paint: Paint, start: number, end: number, places: NextPlaces, mdx = false): void {
  const { text } = paint;
  paintLiterals(paint, start, end);
  const noCloser = new Map<string, number>();
  let open = 0;
  let openBrace = false;
  for (let at = start; at < end;) {
    const next = step(at);
    at = next > at ? next : at + 1;
  }

  function step(at: number): number {
    switch (text[at]) {
      case '\\':
        if (!escapable.includes(text[at + 1] ?? ' ')) return at;
        paint.syntax(at, at + 1);
        return at + 2;
      case '`':
        return codeSpan(at);
      case '$':
        return math(at);
      case '<': {
        const match = matchAt(autolink, text, at);
        if (match) paint.literal(at, at + match[0].length, 1);
        return match ? at + match[0].length : paintHtmlAt(paint, at, end, places);
      }
      case '{':
        return brace(at);
      case '&':
        return paintHtmlAt(paint, at, end, places);
      case '[': {
        const callout = paintMatch(calloutName, at);
        if (callout > at) return callout;
        const wiki = wikiTo(at);
        if (wiki > at) return wiki;
        const note = matchAt(footnote, text, at);
        const marks = note ? note[0].length : text[at + 1] === '[' ? 2 : 1;
        if (!note) open += marks;
        paint.syntax(text[at - 1] === '!' && at > start ? at - 1 : at, at + marks);
        return at + marks;
      }
      case ']':
        return closeBracket(at);
      case '|':
        paint.boundary(at, at + 1);
        return at + 1;
      case ':':
        return wordy(text[at - 1]) ? at : paintMatch(emoji, at);
      case '*':
      case '_':
      case '~':
      case '=':
        return emphasis(at);
      default:
        return at;
    }
  }

  /** Attributes, templates, and in MDX expressions, which end with the brace that closes the first. */
  function brace(at: number): number {
    const behind = paintMatch(attributes, at);
    if (behind > at || !mdx || openBrace) return behind > at ? behind : paintHtmlAt(paint, at, end, places);
    for (let to = at, depth = 0; to < end; to++) {
      if (text[to] === '{') depth++;
      if (text[to] !== '}' || --depth > 0) continue;
      paint.literal(at, to + 1, 1);
      return to + 1;
    }
    openBrace = true;
    return at;
  }

  /** The place of the text of a wiki link, or behind one without a text of its own. */
  function wikiTo(at: number): number {
    const match = text[at + 1] === '[' ? matchAt(wikiLink, text, at) : undefined;
    const behind = at + (match?.[0].length ?? 0);
    if (!match || behind > end) return at;
    if (match[1] === undefined) paint.literal(at, behind, 2);
    else paint.syntax(behind - 2, behind);
    if (match[1] === undefined) return behind;
    paint.syntax(at, at + 2 + match[1].length);
    return at + 2 + match[1].length;
  }

  /** A run of n backquotes closed by the next run of n. */
  function codeSpan(at: number): number {
    const run = runEnd(text, at, end);
    const mark = text.slice(at, Math.min(run, at + longestRun + 1));
    if (mark.length > longestRun || (noCloser.get(mark) ?? Infinity) <= run) return run;
    for (let from = text.indexOf('`', run); from >= 0 && from < end; from = text.indexOf('`', from)) {
      const to = runEnd(text, from, end);
      if (to - from === mark.length) {
        paint.literal(at, to, mark.length);
        return to;
      }
      from = to;
    }
    noCloser.set(mark, run);
    return run;
  }

  /** `$…$` as Pandoc reads it (no blank inside the marks, no digit behind), `$$…$$` with anything inside. */
  function math(at: number): number {
    const double = text[at + 1] === '$';
    const mark = double ? '$$' : '$';
    const from = at + mark.length;
    if (!double && /\s/.test(text[from] ?? ' ')) return from;
    const close = places.indexOf(text, mark, from, end);
    if (close < 0 || close === from) return from;
    if (!double && (/\s/.test(text[close - 1]) || /\d/.test(text[close + 1] ?? ''))) return from;
    paint.literal(at, close + mark.length, mark.length);
    return close + mark.length;
  }

  function closeBracket(at: number): number {
    if (open === 0) return at;
    open--;
    const match = matchAt(linkTarget, text, at) ?? matchAt(linkReference, text, at);
    const behind = match && at + match[0].length <= end ? at + match[0].length : at + 1;
    paint.syntax(at, behind);
    return behind;
  }

  /** Marks of emphasis touch a word on one side; a `___` that stands alone is a mask and stays. */
  function emphasis(at: number): number {
    const run = runEnd(text, at, end);
    const before = wordy(text[at - 1]);
    const after = wordy(text[run]);
    const bound =
      text[at] === '_' ? before !== after : before || after || !/\s/.test((text[at - 1] ?? ' ') + (text[run] ?? ' '));
    const enough = '~='.includes(text[at]) ? run - at === 2 : run - at <= 3;
    if (bound && enough) paint.syntax(at, run);
    return run;
  }

  function paintMatch(pattern: RegExp, at: number): number {
    const match = matchAt(pattern, text, at);
    if (!match || at + match[0].length > end) return at;
    paint.syntax(at, at + match[0].length);
    return at + match[0].length;
  }
}

function runEnd(text: string, at: number, end: number): number {
  let to = at;
  while (to < end && text[to] === text[at]) to++;
  return to;
}

function wordy(letter: string | undefined): boolean {
  return letter !== undefined && /[\p{L}\p{N}]/u.test(letter);
}
