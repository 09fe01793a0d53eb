// Tree-sitter's grammars, compiled to WASM by the makers of VS Code (npm package @vscode/tree-sitter-wasm), read from a
// folder when a language is first met. What the trees mean is the chunker's matter.

import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type * as treeSitter from '@vscode/tree-sitter-wasm';
import type { Language, Node, Parser, Tree } from '@vscode/tree-sitter-wasm';
import { CancelledError, throwIfCancelled, type CancelSignal } from '../../core/cancel';
import type { Grammars, SyntaxNode, SyntaxTree } from '../../engine/index/grammars';
import grammars from './grammars.json';

/** VS Code language id → grammar; esbuild.mjs copies these grammars and no others. */
const grammarOf: ReadonlyMap<string, string> = new Map(Object.entries(grammars));

/** A tree takes some ten times the memory of its text. */
const longestText = 4_000_000;
/** Parsing stops after each slice, so that other work of the process goes on. */
const sliceMs = 15;
/** The slowest of ordinary files of 4 MB takes two seconds. */
const longestMs = 10_000;

export interface TreeSitterOptions {
  /** Holds `tree-sitter.wasm` and `tree-sitter-<grammar>.wasm`. */
  readonly folder: string;
}

type TreeSitter = typeof treeSitter;

export class TreeSitterGrammars implements Grammars {
  readonly #folder: string;
  #library: Promise<TreeSitter | undefined> | undefined;
  readonly #languages = new Map<string, Promise<Language | undefined>>();

  constructor({ folder }: TreeSitterOptions) {
    this.#folder = folder;
  }

  async parse(language: string, text: string, cancel: CancelSignal): Promise<SyntaxTree | undefined> {
    const name = grammarOf.get(language);
    if (name === undefined || text.length > longestText) return undefined;
    this.#library ??= this.#loadLibrary();
    const library = await this.#library;
    const grammar = library && (await this.#grammar(library, name));
    if (!grammar) return undefined;
    try {
      const tree = await parseInSlices(library, grammar, text, cancel);
      return tree && { root: new TreeSitterNode(tree.rootNode), dispose: () => tree.delete() };
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      // WASM that was aborted, for want of memory for example, cannot be called again.
      this.#library = undefined;
      this.#languages.clear();
      return undefined;
    }
  }

  async #loadLibrary(): Promise<TreeSitter | undefined> {
    try {
      const module = (await import('@vscode/tree-sitter-wasm')) as TreeSitter & { readonly default?: TreeSitter };
      const library = module.default ?? module;
      withoutOptimising();
      const locateFile = (file: string): string => path.join(this.#folder, file);
      // The library complains on the console where its file is missing.
      await access(locateFile('tree-sitter.wasm'));
      await library.Parser.init({ locateFile });
      return library;
    } catch {
      return undefined;
    }
  }

  #grammar(library: TreeSitter, name: string): Promise<Language | undefined> {
    let grammar = this.#languages.get(name);
    if (!grammar) {
      grammar = readFile(path.join(this.#folder, `tree-sitter-${name}.wasm`))
        .then((bytes) => library.Language.load(bytes))
        .catch(() => undefined);
      this.#languages.set(name, grammar);
    }
    return grammar;
  }
}

/**
 * V8 before 12 (Node 20) spends minutes of a core on optimising the lexer of a large grammar (PowerShell: 20 s of CPU time
 * for a file of 1 KB), and a process without other work does not end before. Its baseline compiler is fast enough for
 * parsing; it then serves what WASM this process loads later, too. Newer ones take a second in the background.
 */
function withoutOptimising(): void {
  if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString('--liftoff-only');
}

/** The tree, or undefined where parsing took too long. */
async function parseInSlices(
  library: TreeSitter,
  language: Language,
  text: string,
  cancel: CancelSignal,
): Promise<Tree | undefined> {
  const parser: Parser = new library.Parser();
  try {
    parser.setLanguage(language);
    for (const began = performance.now(); performance.now() - began < longestMs; await setImmediate()) {
      throwIfCancelled(cancel);
      const slice = performance.now();
      // A parser that was stopped goes on where it was when it is asked again.
      const tree = parser.parse(text, null, { progressCallback: () => performance.now() - slice > sliceMs });
      if (tree) return tree;
    }
    return undefined;
  } finally {
    parser.delete();
  }
}

class TreeSitterNode implements SyntaxNode {
  readonly start: number;
  readonly end: number;
  readonly type: string;
  readonly named: boolean;
  readonly childCount: number;
  readonly #node: Node;

  constructor(node: Node) {
    this.#node = node;
    this.start = node.startIndex;
    this.end = node.endIndex;
    this.type = node.type;
    this.named = node.isNamed;
    this.childCount = node.childCount;
  }

  children(): SyntaxNode[] {
    return this.#node.children.flatMap((child) => (child ? [new TreeSitterNode(child)] : []));
  }

  field(name: string): SyntaxNode | undefined {
    const child = this.#node.childForFieldName(name);
    return child ? new TreeSitterNode(child) : undefined;
  }
}
