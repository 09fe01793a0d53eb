// Figures that other programs of the repository leave in artefacts/: packages, and what the host tests measured.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { number, object } from '../src/runtime/parse';

export interface ArtefactFigures {
  /** Size of each package that `npm run package` made, by target. Absent where there is none. */
  readonly vsixBytes?: Readonly<Record<string, number>>;
  /** Time that activation kept the extension host busy; written by the host tests. */
  readonly activationMs?: number;
}

export function readArtefacts(root: string): ArtefactFigures {
  const folder = path.join(root, 'artefacts');
  if (!existsSync(folder)) return {};
  const sizes = readdirSync(folder).flatMap((file): [string, number][] => {
    const target = /-((?:linux|darwin|win32|alpine)-[a-z0-9]+|web)-\d[^-]*\.vsix$/.exec(file)?.[1];
    return target ? [[target, statSync(path.join(folder, file)).size]] : [];
  });
  const activation = path.join(folder, 'activation.json');
  return {
    ...(sizes.length > 0 && { vsixBytes: Object.fromEntries(sizes.sort()) }),
    ...(existsSync(activation) &&
      object({ activationMs: number })(JSON.parse(readFileSync(activation, 'utf8')), activation)),
  };
}
