// Jupyter notebooks (.ipynb, JSON): the sources of the cells as one text, with the way back into the file. Outputs and
// metadata are left out: pictures in Base64 would drown what a person wrote.

import { TextViewWriter, type TextView } from '../../../core/textView';
import type { Span } from '../../../core/types';
import { linesPart, prosePart, type Part } from '../parts';
import { indentedParts } from './indented';
import { JsonPlaces } from './json';
import { scanMarkdown } from './markdown';
import { block, outlineOf, type Block } from './outline';

export interface NotebookCell extends Span {
  /** Place of the cell in the notebook, from 0; cells without source count too. */
  readonly index: number;
  readonly kind: 'markdown' | 'code' | 'raw';
}

/** A notebook as a text: the sources of its cells with empty lines between them. The spans of cells point into it. */
export interface Notebook extends TextView {
  readonly cells: readonly NotebookCell[];
  /** VS Code language id of the code. */
  readonly language: string;
}

export const isNotebook = (path: string): boolean => path.toLowerCase().endsWith('.ipynb');

/** Reads a notebook; undefined for what is none: broken JSON, or JSON without cells. Linear time. */
export function readNotebook(file: string): Notebook | undefined {
  const begin = file.startsWith('\uFEFF') ? 1 : 0;
  try {
    const parsed: unknown = JSON.parse(file.slice(begin));
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
  } catch {
    return undefined;
  }
  const places = new JsonPlaces(file);
  const root = places.members(places.value(begin).start);
  const cells = root.get('cells');
  if (!cells || file[cells.start] !== '[') return undefined;
  const writer = new Writer(file);
  for (const [index, cell] of places.elements(cells.start).entries()) {
    if (file[cell.start] !== '{') continue;
    const members = places.members(cell.start);
    const source = members.get('source');
    const strings = source && (file[source.start] === '[' ? places.elements(source.start) : [source]);
    writer.cell(index, kindOf(file, members.get('cell_type')), strings ?? []);
  }
  const language = /"(?:kernelspec|language_info)"[^{}]{0,20}\{[^{}]{0,500}?"(?:language|name)":\s*"(\w+)"/.exec(
    slice(file, root.get('metadata')),
  )?.[1];
  return writer.notebook(language?.toLowerCase() ?? 'python');
}

/** The text of a notebook as a part: headings go on over cells, a cell is a block. */
export function notebookStructure({ text, cells, language }: Notebook): Part {
  const blocks: Block[] = cells.flatMap((cell) => {
    if (cell.kind === 'markdown') return scanMarkdown(text, cell);
    if (cell.kind === 'raw') return [block(prosePart(cell.start, cell.end))];
    return [block({ ...linesPart(cell.start, cell.end), parts: () => indentedParts(text, cell, language) })];
  });
  return outlineOf(text, blocks);
}

/** Where a passage of a notebook's file stands, for opening it and for showing it; undefined for what is no notebook. */
export function notebookPassage(
  file: string,
  span: Span,
): { readonly cell: number; readonly text: string } | undefined {
  const notebook = readNotebook(file);
  if (!notebook) return undefined;
  const { start, end } = notebook.inText(span);
  const cell = notebook.cells.findLast((each) => each.start <= start) ?? notebook.cells.at(0);
  return { cell: cell?.index ?? 0, text: notebook.text.slice(start, end) };
}

class Writer {
  readonly #file: string;
  readonly #out = new TextViewWriter();
  readonly #cells: NotebookCell[] = [];

  constructor(file: string) {
    this.#file = file;
  }

  cell(index: number, kind: NotebookCell['kind'], strings: readonly Span[]): void {
    const start = this.#out.length;
    for (const span of strings) if (this.#file[span.start] === '"') this.#string(span);
    const end = this.#out.length;
    if (end === start) return;
    this.#cells.push({ index, kind, start, end });
    this.#out.gap('\n\n');
  }

  /** A string literal without its escapes, each of which stands for one code unit. */
  #string({ start, end }: Span): void {
    const text = String(JSON.parse(this.#file.slice(start, end)));
    for (let at = start + 1, n = 0; at < end - 1; n++) {
      const behind = at + escapeLength(this.#file, at);
      this.#out.put(text[n], { start: at, end: behind });
      at = behind;
    }
  }

  notebook(language: string): Notebook {
    return { ...this.#out.view(), cells: this.#cells, language };
  }
}

/** Code units that a character of a string takes in the file. */
function escapeLength(file: string, at: number): number {
  if (file[at] !== '\\') return 1;
  return file[at + 1] === 'u' ? 6 : 2;
}

function kindOf(file: string, span: Span | undefined): NotebookCell['kind'] {
  const kind = slice(file, span);
  return kind === '"markdown"' ? 'markdown' : kind === '"code"' ? 'code' : 'raw';
}

function slice(file: string, span: Span | undefined): string {
  return span ? file.slice(span.start, span.end) : '';
}
