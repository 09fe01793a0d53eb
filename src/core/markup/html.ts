// Text between the tags of HTML and its relatives. Also lends its tag scanner to Markdown, its patterns to htmlText.ts.

import { frontMatterEnd } from './frontMatter';
import { matchAt, type Paint } from './paint';
import { paintLiterals } from './literals';

export const tag = /<(?:(\/?)([A-Za-z][\w:.-]*)((?:\s|\/)(?:"[^"<]*"|'[^'<]*'|[^<>"'])*|)|[!?][^<>]*)>/y;
export const entity = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/iy;
const templates: readonly (readonly [string, string])[] = [
  ['{{', '}}'],
  ['{%', '%}'],
  ['<?', '?>'],
  ['<%', '%>'],
];
/** Elements whose content is no prose; those of a line are literal, so that a sentence keeps its word. */
const opaque = new Set(['script', 'style', 'pre', 'textarea', 'svg', 'math', 'template', 'object', 'iframe']);
/** Elements that stand inside a sentence; all others end one. */
export const phrasing = new Set(
  'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd label mark nobr q ruby s samp small span strike strong sub sup time tt u var wbr'.split(
    ' ',
  ),
);
const inlineCode = new Set(['code', 'kbd', 'samp', 'var', 'tt']);

/** Remembers where a string comes next, so that text with thousands of unclosed marks is still read in linear time. */
export class NextPlaces {
  readonly #next = new Map<string, { from: number; hit: number }>();

  /** Place of `needle` at or after `from` that ends by `end`; −1 where there is none. */
  indexOf(text: string, needle: string, from: number, end: number): number {
    const known = this.#next.get(needle);
    let hit = known && from >= known.from && from <= known.hit ? known.hit : undefined;
    if (hit === undefined) {
      const at = text.indexOf(needle, from);
      hit = at < 0 ? Infinity : at;
      this.#next.set(needle, { from, hit });
    }
    return hit + needle.length <= end ? hit : -1;
  }
}

/** Paints tags, comments, entities, scripts and addresses of an HTML text. */
export function paintHtml(paint: Paint): void {
  const { text } = paint;
  paintLiterals(paint, 0, text.length);
  const places = new NextPlaces();
  const begin = frontMatterEnd(text);
  paint.syntax(0, begin);
  for (let at = begin; at < text.length;) {
    const next = paintHtmlAt(paint, at, text.length, places);
    at = next > at ? next : at + 1;
  }
}

/**
 * Paints the tag, comment, entity or template mark that begins at a place, with its content where that is no prose.
 * Returns the place behind it, or `at` where nothing of the kind begins.
 */
export function paintHtmlAt(paint: Paint, at: number, end: number, places: NextPlaces): number {
  const { text } = paint;
  const mark = text[at];
  if (mark === '&') return paintMatch(paint, entity, at);
  if (mark !== '<' && mark !== '{') return at;
  if (text.startsWith('<!--', at)) return paintTo(paint, at, places.indexOf(text, '-->', at + 4, end), 3, end);
  for (const [open, close] of templates) {
    if (!text.startsWith(open, at)) continue;
    const to = places.indexOf(text, close, at + 2, end);
    return to < 0 ? at : paintTo(paint, at, to, 2, end);
  }
  const match = mark === '<' ? matchAt(tag, text, at) : undefined;
  if (!match || at + match[0].length > end) return at;
  const behind = at + match[0].length;
  const name = match[2]?.toLowerCase() ?? '';
  if (phrasing.has(name)) paint.syntax(at, behind);
  else paint.boundary(at, behind);
  if (match[1] || match[0].endsWith('/>')) return behind;
  if (!opaque.has(name) && !inlineCode.has(name)) return behind;
  const close = closingTag(text, name, match[2], behind, end, places);
  if (close < 0) return behind;
  if (inlineCode.has(name)) paint.literal(behind, close);
  else paint.syntax(behind, close);
  return close;
}

/** Place of the tag that closes an element, as it is written or in small letters; −1 where there is none. */
export function closingTag(
  text: string,
  name: string,
  written: string,
  from: number,
  end: number,
  places: NextPlaces,
): number {
  const found = [`</${written}`, `</${name}`]
    .map((needle) => places.indexOf(text, needle, from, end))
    .filter((place) => place >= 0);
  return found.length ? Math.min(...found) : -1;
}

function paintTo(paint: Paint, start: number, to: number, closer: number, end: number): number {
  const behind = to < 0 ? end : to + closer;
  paint.syntax(start, behind);
  return behind;
}

function paintMatch(paint: Paint, pattern: RegExp, at: number): number {
  const match = matchAt(pattern, paint.text, at);
  if (!match) return at;
  paint.syntax(at, at + match[0].length);
  return at + match[0].length;
}
