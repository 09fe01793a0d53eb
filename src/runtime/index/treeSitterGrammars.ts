// Tree-sitter's grammars, compiled to WASM by the makers of VS Code (npm package @vscode/tree-sitter-wasm), read when a
// language is first met. Where they lie is the platform's matter; what the trees mean is the chunker's.

import type * as treeSitter from '@vscode/tree-sitter-wasm';
import type { Language, Node, Parser, Tree } from '@vscode/tree-sitter-wasm';
import { CancelledError, throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { kept } from '../../core/kept';
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

/** A disk or memory that is full for a moment is met once or twice; what is missing is missing for good. */
const mostFailures = 20;

export type TreeSitter = typeof treeSitter;

export interface GrammarSource {
  /** The parser, ready to be used. Rejects where it is missing. */
  readonly library: () => Promise<TreeSitter>;
  /** The bytes of a grammar, `tree-sitter-<name>.wasm`. Rejects where it is missing. */
  readonly grammar: (name: string) => Promise<Uint8Array>;
  /** Lets what waits in this process or Worker have its turn. */
  readonly breathe: () => Promise<void>;
}

export class TreeSitterGrammars implements Grammars {
  readonly #source: GrammarSource;
  readonly #library = new Map<'library', Promise<TreeSitter>>();
  readonly #languages = new Map<string, Promise<Language>>();
  /** How often the library or a grammar could not be had. */
  #failures = 0;

  constructor(source: GrammarSource) {
    this.#source = source;
  }

  async parse(language: string, text: string, cancel: CancelSignal): Promise<SyntaxTree | undefined> {
    const name = grammarOf.get(language);
    if (name === undefined || text.length > longestText) return undefined;
    const loaded = await this.#load(name);
    if (!loaded) return undefined;
    try {
      const tree = await parseInSlices(...loaded, text, this.#source.breathe, cancel);
      return tree && { root: new TreeSitterNode(tree.rootNode), dispose: () => tree.delete() };
    } catch (error) {
      if (error instanceof CancelledError) throw error;
      // WASM that was aborted, for want of memory for example, cannot be called again.
      this.#library.clear();
      this.#languages.clear();
      return undefined;
    }
  }

  /** Undefined where one of both cannot be had: the next file tries again, but not every file of a large folder. */
  async #load(name: string): Promise<readonly [TreeSitter, Language] | undefined> {
    if (this.#failures >= mostFailures) return undefined;
    try {
      const library = await kept(this.#library, 'library', () => this.#source.library());
      const language = kept(this.#languages, name, async () => library.Language.load(await this.#source.grammar(name)));
      return [library, await language];
    } catch {
      this.#failures++;
      return undefined;
    }
  }
}

/** The tree, or undefined where parsing took too long. */
async function parseInSlices(
  library: TreeSitter,
  language: Language,
  text: string,
  breathe: () => Promise<void>,
  cancel: CancelSignal,
): Promise<Tree | undefined> {
  const parser: Parser = new library.Parser();
  try {
    parser.setLanguage(language);
    for (const began = performance.now(); performance.now() - began < longestMs; await breathe()) {
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
