// Which reader knows the structure of a language.

import type { CancelSignal } from '../../../core/cancel';
import type { ChunkSource } from '../chunker';
import type { Grammars } from '../grammars';
import type { Part } from '../parts';
import { codeStructure } from './code';
import { markdownStructure } from './markdown';
import { plainStructure } from './plain';

/** The text that the parts point into, and the part that is all of it. */
export interface Structure {
  readonly text: string;
  readonly root: Part;
  /** To be called when the parts are no longer needed. */
  dispose?(): void;
}

const readers: ReadonlyMap<string, (text: string) => Part> = new Map([
  ...['markdown', 'quarto', 'rmd', 'mdx', 'chatagent', 'prompt', 'instructions', 'skill'].map(
    (id) => [id, markdownStructure] as const,
  ),
]);

export async function structureOf(
  { text, language }: ChunkSource,
  grammars: Grammars | undefined,
  cancel: CancelSignal,
): Promise<Structure> {
  const read = readers.get(language);
  if (read) return { text, root: read(text) };
  const tree = await grammars?.parse(language, text, cancel);
  if (tree) return { text, root: codeStructure(text, tree), dispose: () => tree.dispose() };
  return { text, root: plainStructure(text) };
}
