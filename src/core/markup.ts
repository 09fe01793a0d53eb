// Which parts of a document are prose, by its VS Code language id: the one door to the scanners in markup/.

import { paintAsciidoc } from './markup/asciidoc';
import { paintCode } from './markup/code';
import { codeSyntax } from './markup/codeLanguages';
import { paintGitCommit } from './markup/gitCommit';
import { paintHtml } from './markup/html';
import { paintLatex } from './markup/latex';
import { paintMarkdown } from './markup/markdown';
import { paintPlain } from './markup/plain';
import { boundary, literal, Paint, prose, syntax } from './markup/paint';
import { paintRestructuredText } from './markup/restructuredText';
import { paintTypst } from './markup/typst';
import type { Span } from './types';

const painters: ReadonlyMap<string, (paint: Paint) => void> = new Map([
  ...['plaintext', 'text', 'scminput', 'mail'].map((id) => [id, paintPlain] as const),
  ...['markdown', 'quarto', 'rmd', 'chatagent', 'prompt', 'instructions', 'skill'].map(
    (id) => [id, (paint: Paint) => paintMarkdown(paint)] as const,
  ),
  ['mdx', (paint) => paintMarkdown(paint, true)],
  ...['latex', 'tex', 'latex-expl3', 'context'].map((id) => [id, paintLatex] as const),
  ...['restructuredtext', 'rst'].map((id) => [id, paintRestructuredText] as const),
  ['asciidoc', paintAsciidoc],
  ['typst', paintTypst],
  ...['html', 'xhtml', 'xml', 'vue', 'svelte', 'astro', 'handlebars', 'erb', 'django-html', 'jinja-html'].map(
    (id) => [id, paintHtml] as const,
  ),
  ...['git-commit', 'jj-commit', 'jjdescription'].map((id) => [id, paintGitCommit] as const),
]);

/** What a document of this language holds: prose with markup, or code whose comments and strings are prose. */
export function isCodeLanguage(languageId: string): boolean {
  return !painters.has(languageId);
}

/**
 * The parts of a document that a person wrote as prose, in order, without white space at their ends. In code these are
 * comments, and strings of two words or more. A language that is not known is read as code with the usual comments.
 * Linear time; broken markup gives some answer and never an error.
 */
export function proseSpans(text: string, languageId: string): Span[] {
  const { kinds } = painted(text, languageId);
  const spans: Span[] = [];
  for (let at = 0; at < text.length;) {
    let end = kinds.indexOf(prose, at);
    if (end < 0) break;
    let start = end;
    while (end < text.length && kinds[end] === prose) end++;
    at = end;
    while (start < end && /\s/.test(text[start])) start++;
    while (end > start && /\s/.test(text[end - 1])) end--;
    if (end > start) spans.push({ start, end });
  }
  return spans;
}

/**
 * The document as an encoder should read it: the same length, so that all offsets hold, with syntax replaced by blanks.
 * Inline code, math and addresses stay, because the sentence around them needs them; line breaks stay. Where a list item,
 * a heading, a table cell or a comment begins, syntax and blanks become an empty line, so that sentences end there.
 */
export function readableText(text: string, languageId: string): string {
  const { kinds } = painted(text, languageId);
  const units = text.split('');
  for (let at = 0; at < units.length; at++) {
    if (kinds[at] !== prose && kinds[at] !== literal && !isLineBreak(text[at])) units[at] = ' ';
  }
  for (let at = kinds.indexOf(boundary); at >= 0; at = kinds.indexOf(boundary, at + 1)) {
    const free = (place: number): boolean => units[place] === ' ';
    if (free(at)) units[at] = '\n';
    let before = at - 1;
    while (before >= 0 && free(before)) before--;
    // One break more is enough behind a line break or at the beginning; elsewhere an empty line takes two.
    if (before < 0 || isLineBreak(units[before])) continue;
    if (free(at + 1)) units[at + 1] = '\n';
    else if (free(at - 1)) units[at - 1] = '\n';
  }
  return units.join('');
}

/** True where the whole span is prose. `spans` as from `proseSpans`. */
export function isProse(spans: readonly Span[], span: Span): boolean {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].end < span.end) low = middle + 1;
    else high = middle;
  }
  return low < spans.length && spans[low].start <= span.start && span.end <= spans[low].end;
}

function painted(text: string, languageId: string): Paint {
  const painter = painters.get(languageId);
  const paint = new Paint(text, painter ? prose : syntax);
  if (painter) painter(paint);
  else paintCode(paint, codeSyntax(languageId));
  keepMasks(paint);
  return paint;
}

/** A `[MASK]` whose word is prose is prose with its brackets, whatever brackets mean in the language. */
function keepMasks(paint: Paint): void {
  for (const { index } of paint.text.matchAll(/\[MASK\]/g)) {
    if (paint.kinds[index + 1] === prose) paint.prose(index, index + '[MASK]'.length);
  }
}

function isLineBreak(unit: string): boolean {
  return unit === '\n' || unit === '\r';
}
