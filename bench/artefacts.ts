// Figures that other programs of the repository leave in artefacts/: packages, and what the host tests measured.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { number, object } from '../src/runtime/parse';

export interface ArtefactFigures {
  /** Size of each package that `npm run package` made, by target. Absent where there is none. */
  readonly vsixBytes?: Readonly<Record<string, number>>;
  /** Time that activation kept the extension host busy; written by the host tests. */
  readonly activationMs?: number;
  /** While an index is made: of a hundred turns of the extension host's loop 99 took no longer; by the host tests. */
  readonly hostEventLoopP99Ms?: number;
  /**
   * The attention panel in a real browser, in processor time of its page: until the lines of one layer stand, and the longest
   * task while one hovers, switches and scrolls; written by the end-to-end tests.
   */
  readonly attention?: { readonly tokens: number; readonly firstPaintMs: number; readonly worstFrameMs: number };
  /** The bundled encoder on WASM in a browser: from a cold page to the first candidates, and a blank in 64 tokens; by the web tests. */
  readonly browser?: { readonly firstMs: number; readonly p50Ms: number; readonly p95Ms: number };
}

/** Files that tests leave, each with the figures in it. */
const left = {
  'activation.json': object({ activationMs: number }),
  'eventLoop.json': object({ hostEventLoopP99Ms: number }),
  'attention.json': object({ attention: object({ tokens: number, firstPaintMs: number, worstFrameMs: number }) }),
  'browser.json': object({ browser: object({ firstMs: number, p50Ms: number, p95Ms: number }) }),
};

export function readArtefacts(root: string): ArtefactFigures {
  const folder = path.join(root, 'artefacts');
  if (!existsSync(folder)) return {};
  const sizes = readdirSync(folder).flatMap((file): [string, number][] => {
    const target = /-((?:linux|darwin|win32|alpine)-[a-z0-9]+|web)-\d[^-]*\.vsix$/.exec(file)?.[1];
    return target ? [[target, statSync(path.join(folder, file)).size]] : [];
  });
  const figures = Object.entries(left).map(([name, parse]): Partial<ArtefactFigures> => {
    const file = path.join(folder, name);
    return existsSync(file) ? parse(JSON.parse(readFileSync(file, 'utf8')), file) : {};
  });
  return Object.assign(
    sizes.length > 0 ? { vsixBytes: Object.fromEntries(sizes.sort()) } : {},
    ...figures,
  ) as ArtefactFigures;
}
