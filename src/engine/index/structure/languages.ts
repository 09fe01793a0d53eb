// Which reader knows the structure of a language.

import type { CancelSignal } from '../../../core/cancel';
import { htmlText, isPage } from '../../../core/markup/htmlText';
import type { Span } from '../../../core/types';
import type { Grammars } from '../grammars';
import type { Part } from '../parts';
import { codeStructure } from './code';
import { htmlStructure } from './html';
import { indentedStructure } from './indented';
import { markdownStructure } from './markdown';
import { asciidocStructure, latexStructure, restructuredTextStructure, typstStructure } from './markups';
import { isNotebook, notebookStructure, readNotebook } from './notebook';
import { plainStructure } from './plain';
import { rowsStructure, tableStructure } from './tables';

/** A file to cut. */
export interface ChunkSource {
  readonly text: string;
  /** VS Code language id. */
  readonly language: string;
  /** Only its name is looked at, where a language id does not tell enough (`.ipynb`). */
  readonly path: string;
}

/** The text that the parts point into, and the part that is all of it. */
export interface Structure {
  readonly text: string;
  readonly root: Part;
  /** Where a stretch of the text stands in the file; absent where the text is the file. */
  inFile?(span: Span): Span;
  /** To be called when the parts are no longer needed. */
  dispose?(): void;
}

const readers: ReadonlyMap<string, (text: string) => Part> = new Map([
  ...known('plaintext text scminput mail git-commit jj-commit jjdescription', plainStructure),
  ...known('markdown quarto rmd mdx chatagent prompt instructions skill', markdownStructure),
  ...known('restructuredtext rst', restructuredTextStructure),
  ...known('asciidoc', asciidocStructure),
  ...known('latex tex latex-expl3 context', latexStructure),
  ...known('typst', typstStructure),
  ...known('xml vue svelte astro handlebars erb django-html jinja-html', (text) => htmlStructure(text)),
  ...known('csv tsv', tableStructure),
  ...known('log diff search-result', rowsStructure),
]);

function known(languages: string, read: (text: string) => Part): (readonly [string, (text: string) => Part])[] {
  return languages.split(' ').map((language) => [language, read] as const);
}

export async function structureOf(
  { text, language, path }: ChunkSource,
  grammars: Grammars | undefined,
  cancel: CancelSignal,
): Promise<Structure> {
  const notebook = isNotebook(path) ? readNotebook(text) : undefined;
  if (notebook) return { text: notebook.text, root: notebookStructure(notebook), inFile: notebook.inFile };
  if (isPage(language)) {
    const view = htmlText(text);
    return { text: view.text, root: htmlStructure(text, view), inFile: view.inFile };
  }
  const read = readers.get(language);
  if (read) return { text, root: read(text) };
  const tree = await grammars?.parse(language, text, cancel);
  if (tree) return { text, root: codeStructure(text, tree), dispose: () => tree.dispose() };
  return { text, root: indentedStructure(text, language) };
}
