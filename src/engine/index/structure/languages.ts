// Which reader knows the structure of a language.

import type { ChunkSource } from '../chunker';
import type { Part } from '../parts';
import { markdownStructure } from './markdown';
import { plainStructure } from './plain';

/** The text that the parts point into, and the part that is all of it. */
export interface Structure {
  readonly text: string;
  readonly root: Part;
}

const readers: ReadonlyMap<string, (text: string) => Part> = new Map([
  ...['markdown', 'quarto', 'rmd', 'mdx', 'chatagent', 'prompt', 'instructions', 'skill'].map(
    (id) => [id, markdownStructure] as const,
  ),
]);

export async function structureOf({ text, language }: ChunkSource): Promise<Structure> {
  const read = readers.get(language) ?? plainStructure;
  return Promise.resolve({ text, root: read(text) });
}
