// LaTeX and TeX: commands and the arguments that are no prose, math, comments, verbatim text, the preamble.

import { NextPlaces } from './html';
import { boundary, matchAt, type Paint } from './paint';
import { paintLiterals } from './literals';

const command = /\\(?:[A-Za-z@]+\*?|[^A-Za-z@\s])/y;
/** Commands whose arguments, optional and obligatory, are names, files, sizes or code. */
const opaqueCommands = new Set(
  'documentclass usepackage RequirePackage input include includeonly includegraphics bibliography bibliographystyle addbibresource label ref eqref pageref autoref nameref cref Cref vref cite citep citet citeauthor citeyear nocite textcite parencite footcite autocite Cite url path hyperlink hypertarget hyperref begin end newcommand renewcommand providecommand DeclareMathOperator newenvironment renewenvironment newtheorem setlength addtolength setcounter addtocounter newcounter newlength vspace hspace pagestyle thispagestyle pagenumbering definecolor color textcolor colorbox geometry hypersetup lstset tikzset usetikzlibrary graphicspath input@path rule raisebox resizebox scalebox lstinputlisting verbatiminput gls Gls glspl acrshort acrlong ac acp num SI si qty unit ensuremath index glossary date let def edef gdef xdef newif csname'.split(
    ' ',
  ),
);
/** Only the first argument is no prose. */
const firstOpaque = new Set([
  'href',
  'textcolor',
  'colorbox',
  'fcolorbox',
  'hyperref',
  'parbox',
  'makebox',
  'framebox',
  'hyperlink',
  'multicolumn',
  'multirow',
]);
/** Commands that define another one, whose name follows with or without braces. */
const defining = /^(?:[egx]?def|(?:re)?newcommand|providecommand|DeclareMathOperator|let)$/;
const defined = /\s*\\[A-Za-z@]+[ \t]*(?:#\d)*[ \t]*/y;
/** Type of a fixed width, which is how code is set in running text. */
const codeCommands = /^(?:texttt|code)$/;
/** Commands that end the sentence before them; `\\\\` ends a line or a row. */
const blockCommands =
  /^(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|item|caption|title|subtitle|author|footnote|begin|end|par|maketitle|\\)$/;
const titles = /^(?:part|chapter|(?:sub){0,2}section|(?:sub)?paragraph|caption|title|subtitle|footnote)$/;
const opaqueEnvironments =
  /^(?:verbatim|Verbatim|BVerbatim|lstlisting|minted|alltt|comment|filecontents|equation|align|alignat|flalign|gather|multline|eqnarray|math|displaymath|array|[pbvBV]?matrix|cases|split|aligned|tikzpicture|pgfpicture|algorithmic|algorithm2e|thebibliography|pycode|sagesilent)\*?$/;
const accents =
  /(?:[\p{L}]|\\(?:['`^"~=.]|[Hcdbkruvt](?![A-Za-z]))\s?(?:\{\\?[A-Za-z]{1,2}\}|\\?[A-Za-z])|\\(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)(?![A-Za-z])(?:\{\})?\s?)+/uy;
const isAccent =
  /\\(?:['`^"~=.]\s?(?:\{|\\?[A-Za-z])|[Hcdbkruvt]\s?\{|(?:ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i|j)(?![A-Za-z]))/y;

/** Paints what is not prose in a LaTeX text. Unclosed groups and environments end with the paragraph or the text. */
export function paintLatex(paint: Paint): void {
  const { text } = paint;
  paintLiterals(paint, 0, text.length);
  const places = new NextPlaces();
  const body = /^[^%\r\n]*\\begin\{document\}/m.exec(text);
  const start = body && /\\document(?:class|style)/.test(text.slice(0, body.index)) ? body.index : 0;
  for (let at = 0; at < text.length;) {
    const next = step(paint, at, places);
    at = next > at ? next : at + 1;
  }
  if (start > 0) paintPreamble(paint, start);
  paintTail(paint);
}

function step(paint: Paint, at: number, places: NextPlaces): number {
  const { text } = paint;
  switch (text[at]) {
    case '%': {
      const end = lineEnd(text, at);
      paint.syntax(at, end);
      return end;
    }
    case '$': {
      const mark = text[at + 1] === '$' ? '$$' : '$';
      return mathTo(paint, at, mark, mark, places);
    }
    case '\\':
      return paintCommand(paint, at, places);
    case '&':
      paint.boundary(at, at + 1);
      return at + 1;
    case '{':
    case '}':
    case '~':
      if (paint.kinds[at] !== boundary) paint.syntax(at, at + 1);
      return at + 1;
    case '`':
    case "'":
      if (text[at + 1] === text[at]) paint.syntax(at, at + 2);
      return at + 1;
    default:
      return at;
  }
}

function paintCommand(paint: Paint, at: number, places: NextPlaces): number {
  const { text } = paint;
  if (text[at + 1] === '(' || text[at + 1] === '[') {
    return mathTo(paint, at, text.slice(at, at + 2), text[at + 1] === '(' ? '\\)' : '\\]', places);
  }
  if (matchAt(isAccent, text, at)) {
    let start = at;
    while (start > 0 && /\p{L}/u.test(text[start - 1])) start--;
    const word = matchAt(accents, text, start);
    if (word && start + word[0].length > at) {
      paint.literal(start, start + word[0].trimEnd().length);
      return start + word[0].trimEnd().length;
    }
  }
  const match = matchAt(command, text, at);
  if (!match) return at;
  const name = match[0].slice(1).replace(/\*$/, '');
  let behind = at + match[0].length;
  if (blockCommands.test(name)) paint.boundary(at, behind);
  else paint.syntax(at, behind);
  if (/^[^A-Za-z@]/.test(name)) return behind;
  if (name === 'verb' || name === 'lstinline' || name === 'mintinline') return verb(paint, at, behind, name);
  if (name === 'begin') return environment(paint, at, behind, places);
  if (defining.test(name)) {
    const end = behind + (matchAt(defined, text, behind)?.[0].length ?? 0);
    paint.syntax(behind, end);
    behind = end;
  }
  if (codeCommands.test(name) && text[behind] === '{') {
    const end = groupEnd(text, behind);
    paint.literal(behind, end, 1);
    return end;
  }
  const opaque = opaqueCommands.has(name) && !firstOpaque.has(name);
  for (let first = true; ;) {
    const mark = text[behind];
    if (mark === '[' || (mark === '{' && (opaque || (first && firstOpaque.has(name))))) {
      const end = groupEnd(text, behind);
      paint.syntax(behind, end);
      behind = end;
      first &&= mark === '[';
      continue;
    }
    // A title ends with its group, also where no empty line follows.
    if (mark === '{' && titles.test(name)) {
      const end = groupEnd(text, behind);
      paint.boundary(end - 1, end);
    }
    return behind;
  }
}

/** `\begin{name}`: the whole environment where its content is no prose, else the name and its options. */
function environment(paint: Paint, at: number, behind: number, places: NextPlaces): number {
  const { text } = paint;
  if (text[behind] !== '{') return behind;
  const nameEnd = groupEnd(text, behind, 60);
  const name = text.slice(behind + 1, nameEnd - 1);
  paint.syntax(behind, nameEnd);
  if (opaqueEnvironments.test(name)) {
    const closer = `\\end{${name}}`;
    const end = places.indexOf(text, closer, nameEnd, text.length);
    if (end < 0) return nameEnd;
    paint.syntax(at, end + closer.length);
    return end + closer.length;
  }
  let to = nameEnd;
  const columns =
    /^(?:tabular|longtable|tabularx|tabulary|minipage|wrapfigure|multicols|array|thebibliography|spacing)/.test(name);
  while (text[to] === '[' || (columns && text[to] === '{')) to = groupEnd(text, to);
  paint.syntax(nameEnd, to);
  return to;
}

/** `\verb|code|`, `\lstinline[options]{code}`, `\mintinline{language}|code|`. */
function verb(paint: Paint, at: number, behind: number, name: string): number {
  const { text } = paint;
  let from = behind;
  while (text[from] === '[') from = groupEnd(text, from);
  if (name === 'mintinline' && text[from] === '{') from = groupEnd(text, from);
  if (text[from] === undefined || /[\s*A-Za-z]/.test(text[from])) return behind;
  const line = lineEnd(text, from);
  const close = text.indexOf(text[from] === '{' ? '}' : text[from], from + 1);
  if (close < 0 || close > line) return behind;
  paint.syntax(at, close + 1);
  paint.literal(from + 1, close);
  return close + 1;
}

/** Math up to its closing mark, no further than the paragraph; a lone `$` stays as it is. */
function mathTo(paint: Paint, at: number, open: string, close: string, places: NextPlaces): number {
  const { text } = paint;
  let from = at + open.length;
  for (;;) {
    const to = places.indexOf(text, close, from, text.length);
    if (to < 0 || paragraphEnds(text, at, to)) return at + open.length;
    if (text[to - 1] === '\\' && close[0] === '$') {
      from = to + 1;
      continue;
    }
    paint.literal(at, to + close.length);
    paint.syntax(at, at + open.length);
    paint.syntax(to, to + close.length);
    return to + close.length;
  }
}

function paragraphEnds(text: string, from: number, to: number): boolean {
  return to - from > 20_000 || /\n[ \t\r]*\n/.test(text.slice(from, to));
}

const blankLine = /\n[ \t]*\r?\n/y;

/** The place behind the bracket that closes a group; groups do not reach beyond a blank line or `reach` code units. */
function groupEnd(text: string, at: number, reach = 2000): number {
  const open = text[at];
  const close = open === '[' ? ']' : '}';
  const limit = Math.min(text.length, at + reach);
  for (let to = at + 1, depth = 1; to < limit; to++) {
    if (text[to] === '\\') to++;
    else if (text[to] === open) depth++;
    else if (text[to] === close && --depth === 0) return to + 1;
    else if (text[to] === '\n' && matchAt(blankLine, text, to)) break;
  }
  return at + 1;
}

/** Before `\begin{document}` only titles and abstracts are prose. */
function paintPreamble(paint: Paint, end: number): void {
  const { text } = paint;
  let from = 0;
  for (const match of text
    .slice(0, end)
    .matchAll(/^[^%\r\n]*?\\(?:title|subtitle|abstract)\s*(?:\[[^\]\n]{0,300}\])?\{/gm)) {
    const open = match.index + match[0].length - 1;
    if (open < from) continue;
    paint.syntax(from, open + 1);
    from = groupEnd(text, open) - 1;
  }
  paint.syntax(from, end);
}

/** Nothing behind `\end{document}` is read by LaTeX. */
function paintTail(paint: Paint): void {
  const match = /^[^%\r\n]*\\end\{document\}/m.exec(paint.text);
  if (match) paint.syntax(match.index + match[0].length, paint.text.length);
}

function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return end;
}
