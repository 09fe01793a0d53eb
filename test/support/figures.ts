// Figures that tests measure on their way, kept in artefacts/ for `npm run bench` (bench/artefacts.ts reads them).

import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes `<root>/artefacts/<name>`; `root` is the folder of the repository. */
export function keepFigures(root: string, name: string, figures: Readonly<Record<string, unknown>>): void {
  const folder = path.join(root, 'artefacts');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, name), JSON.stringify(figures));
}
