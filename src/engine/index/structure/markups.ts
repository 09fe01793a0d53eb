// How headings look in reStructuredText, AsciiDoc, LaTeX and Typst.

import type { Part } from '../parts';
import { lineBlocks, type LineHeading } from './lineBlocks';
import { outlineOf } from './outline';

const adornment = /^([!-/:-@[-`{-~])\1{1,}\s*$/;

/** Headings are underlined, perhaps overlined; the level of a sign is that of its first use in the file. */
export function restructuredTextStructure(text: string): Part {
  const levels = new Map<string, number>();
  const levelOf = (style: string): number => {
    if (!levels.has(style)) levels.set(style, levels.size + 1);
    return levels.get(style) ?? 1;
  };
  const headingAt = (line: (n: number) => string, n: number): LineHeading | undefined => {
    const over = adornment.exec(line(n));
    const title = over ? line(n + 1) : line(n);
    const under = adornment.exec(over ? line(n + 2) : line(n + 1));
    const name = title.trim();
    if (!under || name === '' || adornment.test(title) || under[0].trimEnd().length < Math.min(name.length, 4)) {
      return undefined;
    }
    if (over ? over[1] !== under[1] : /^\s/.test(title) || (n > 0 && line(n - 1).trim() !== '')) return undefined;
    return { level: levelOf(over ? `${under[1]}${under[1]}` : under[1]), name, lines: over ? 3 : 2 };
  };
  return outlineOf(text, lineBlocks(text, { headingAt }));
}

export function asciidocStructure(text: string): Part {
  const headingAt = (line: (n: number) => string, n: number): LineHeading | undefined => {
    const match = /^(={1,6}|#{1,6})[ \t]+(\S.*)$/.exec(line(n));
    return match ? { level: match[1].length, name: match[2].replace(/[ \t]=+$/, ''), lines: 1 } : undefined;
  };
  const closerOf = (line: string): string | undefined =>
    /^(?:-{4,}|\.{4,}|\+{4,}|\/{4,}|[|,:!]={3,}|```.*)\s*$/.exec(line)
      ? line.trimEnd().replace(/^```.*/, '```')
      : undefined;
  return outlineOf(text, lineBlocks(text, { headingAt, closerOf }));
}

const sectioning = ['part', 'chapter', 'section', 'subsection', 'subsubsection', 'paragraph', 'subparagraph'];
const sectionCommand = new RegExp(`^[ \\t]*\\\\(${sectioning.join('|')})\\*?[ \\t]*(?:\\[[^\\]]*\\])?[ \\t]*\\{`);
const verbatim =
  /^[ \t]*\\begin\{(verbatim\*?|lstlisting|minted|tabular[x*]?|longtable|equation\*?|align\*?|tikzpicture)\}/;

export function latexStructure(text: string): Part {
  const headingAt = (line: (n: number) => string, n: number): LineHeading | undefined => {
    const match = sectionCommand.exec(line(n));
    if (!match) return undefined;
    const name = braced(line(n).slice(match[0].length));
    return { level: sectioning.indexOf(match[1]) + 1, name: withoutCommands(name), lines: 1 };
  };
  const closerOf = (line: string): string | undefined => {
    const name = verbatim.exec(line)?.[1];
    return name === undefined || line.includes(`\\end{${name}}`)
      ? undefined
      : `${/^[ \t]*/.exec(line)?.[0] ?? ''}\\end{${name}}`;
  };
  const title = /\\title\s*(?:\[[^\]\n]{0,200}\])?\s*\{([^{}\n]{1,200})\}/.exec(text.slice(0, 20_000))?.[1];
  return outlineOf(text, lineBlocks(text, { headingAt, closerOf }), title && withoutCommands(title));
}

export function typstStructure(text: string): Part {
  const headingAt = (line: (n: number) => string, n: number): LineHeading | undefined => {
    const match = /^[ \t]*(={1,9})[ \t]+(\S.*)$/.exec(line(n));
    return match ? { level: match[1].length, name: match[2].replace(/[ \t]*<[\w:.-]+>\s*$/, ''), lines: 1 } : undefined;
  };
  const closerOf = (line: string): string | undefined => (/^```[^`]*$/.test(line) ? '```' : undefined);
  return outlineOf(text, lineBlocks(text, { headingAt, closerOf }));
}

/** What stands before the brace that closes. */
function braced(text: string): string {
  let depth = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(0, at);
  }
  return text;
}

function withoutCommands(name: string): string {
  return name
    .replace(/\\(?:label|footnote|thanks|cite\w*|index)\{[^{}]{0,200}\}/g, '')
    .replace(/\\[A-Za-z]+\*?[ \t]?|\\(.)|[{}$~]/g, (_, escaped: string | undefined) => escaped ?? ' ');
}
