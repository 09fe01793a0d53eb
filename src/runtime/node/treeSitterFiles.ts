// The parser of code and its grammars in a folder on disk.

import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { TreeSitterGrammars, type GrammarSource, type TreeSitter } from '../index/treeSitterGrammars';

/** `folder` holds `tree-sitter.wasm` and `tree-sitter-<grammar>.wasm`. */
export function grammarsIn(folder: string): TreeSitterGrammars {
  return new TreeSitterGrammars(sourceIn(folder));
}

export function sourceIn(folder: string): GrammarSource {
  return {
    library: () => loadLibrary(folder),
    grammar: (name) => readFile(path.join(folder, `tree-sitter-${name}.wasm`)),
    breathe: () => setImmediate(),
  };
}

async function loadLibrary(folder: string): Promise<TreeSitter> {
  const module = (await import('@vscode/tree-sitter-wasm')) as TreeSitter & { readonly default?: TreeSitter };
  const library = module.default ?? module;
  withoutOptimising();
  const locateFile = (file: string): string => path.join(folder, file);
  // The library complains on the console where its file is missing.
  await access(locateFile('tree-sitter.wasm'));
  await library.Parser.init({ locateFile });
  return library;
}

/**
 * V8 before 12 (Node 20) spends minutes of a core on optimising the lexer of a large grammar (PowerShell: 20 s of CPU time
 * for a file of 1 KB), and a process without other work does not end before. Its baseline compiler is fast enough for
 * parsing; it then serves what WASM this process loads later, too. Newer ones take a second in the background.
 */
function withoutOptimising(): void {
  if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString('--liftoff-only');
}
