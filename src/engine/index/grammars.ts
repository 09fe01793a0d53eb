// The port to grammars of programming languages: what the chunker asks of a parser. The adapter lives in runtime/.

import type { CancelSignal } from '../../core/cancel';
import type { Span } from '../../core/types';

/** A node of a syntax tree; its span is in UTF-16 code units of the text. Not to be used once the tree is disposed. */
export interface SyntaxNode extends Span {
  /** Kind of the node as the grammar names it, for example `function_declaration`. */
  readonly type: string;
  /** False for the signs and keywords between nodes that have a name in the grammar. */
  readonly named: boolean;
  readonly childCount: number;
  /** All children in order, unnamed ones too. */
  children(): readonly SyntaxNode[];
  /** The child in this role, for example `name` or `body`. */
  field(name: string): SyntaxNode | undefined;
}

export interface SyntaxTree {
  readonly root: SyntaxNode;
  dispose(): void;
}

export interface Grammars {
  /**
   * The syntax tree of a text in a VS Code language id; undefined where there is no grammar for it, or where it could
   * not be loaded or took too long. Broken code gives a tree all the same. CancelledError.
   */
  parse(language: string, text: string, cancel: CancelSignal): Promise<SyntaxTree | undefined>;
}
