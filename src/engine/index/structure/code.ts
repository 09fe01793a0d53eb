// Code that a grammar has parsed: functions, classes and their members with the comments before them; statements where
// a function is too large.

import { cutCosts, type Part } from '../parts';
import type { SyntaxNode, SyntaxTree } from '../grammars';
import { symbolOf } from './symbols';

const comments = /^(?:.*_)?comment$|^hash_bang_line$/;
/** Belong to what they stand before, and are no part of it in the grammar. */
const leading = new Set(['decorator', 'attribute_item', 'attribute_list', 'attribute']);
/** A node of more children is a table, and cut at lines. */
const mostChildren = 20_000;

/** The file as a part. Usable until the tree is disposed. */
export function codeStructure(text: string, tree: SyntaxTree): Part {
  return {
    start: 0,
    end: text.length,
    whole: 'never',
    cut: cutCosts.block,
    cutAt: 'lines',
    parts: () => itemsOf(text, tree.root, undefined, 0),
  };
}

/** A node with the comments before it. */
interface Item {
  readonly start: number;
  end: number;
  readonly node?: SyntaxNode;
}

function itemsOf(text: string, outer: SyntaxNode, name: string | undefined, depth: number): Part[] {
  const { node, start } = core(text, outer, name);
  if (node.childCount > mostChildren) return [];
  const parts: Part[] = [];
  let behind = start;
  for (const found of withComments(text, node.children())) {
    const item = found.start === node.start ? { ...found, start } : found;
    parts.push(partOf(text, item, depth, parts.length === 0 || hasEmptyLine(text, behind, item.start)));
    behind = item.end;
  }
  return parts;
}

/** A node, and where the comments before it begin that the grammar puts outside of it. */
interface Core {
  readonly node: SyntaxNode;
  readonly start: number;
}

/** The body of a node, or what makes up nearly all of it; another symbol ends it. */
function core(text: string, node: SyntaxNode, name: string | undefined): Core {
  let at: Core = { node, start: node.start };
  while (at.node.childCount <= mostChildren) {
    const children = at.node.children();
    const size = at.node.end - at.node.start;
    const body = at.node.field('body');
    const main = children.findIndex(({ start, end }) =>
      body ? start === body.start && end === body.end : end - start > 0.8 * size,
    );
    if (main < 0 || children[main].childCount === 0) return at;
    // In `export class` the inner node is the same symbol.
    const symbol = symbolOf(text, children[main]);
    if (symbol && symbol.name !== name) return at;
    const start = commentsBefore(text, children, main);
    at = { node: children[main], start: main === 0 ? Math.min(at.start, start) : start };
  }
  return at;
}

/** Where the comments begin that stand right before a child. */
function commentsBefore(text: string, nodes: readonly SyntaxNode[], before: number): number {
  let { start } = nodes[before];
  for (let n = before - 1; n >= 0; n--) {
    const last = nodes.at(n - 1);
    const own = n === 0 || !last || hasBreak(text, last.end, nodes[n].start);
    if (!comments.test(nodes[n].type) || !own || hasEmptyLine(text, nodes[n].end, start)) break;
    ({ start } = nodes[n]);
  }
  return start;
}

function withComments(text: string, nodes: readonly SyntaxNode[]): Item[] {
  const items: Item[] = [];
  let open: { start: number; end: number } | undefined;
  const flush = (): void => {
    if (open) items.push(open);
    open = undefined;
  };
  const flat = nodes.flatMap((node) => (node.type === 'statement_list' ? node.children() : [node]));
  for (const node of flat) {
    const { start, end } = node;
    if (end <= start) continue;
    const ahead = comments.test(node.type) || leading.has(node.type);
    const last = items.at(-1);
    if (!open && last && (ahead || !node.named) && !hasBreak(text, last.end, start)) {
      // On the line of what it follows: a remark, a semicolon.
      last.end = end;
      continue;
    }
    if (!node.named && !ahead) continue;
    if (open && hasEmptyLine(text, open.end, start)) flush();
    if (ahead) open = { start: open?.start ?? start, end };
    else {
      items.push({ start: open?.start ?? start, end, node });
      open = undefined;
    }
  }
  flush();
  return items;
}

function partOf(text: string, { start, end, node }: Item, depth: number, apart: boolean): Part {
  const symbol = node && symbolOf(text, node);
  const cut = Math.min(0.7, (apart ? 0 : cutCosts.statement) + 0.05 * depth);
  const rest = {
    start,
    end,
    cut,
    cutAt: 'lines',
    ...(node && node.childCount > 0 && { parts: () => itemsOf(text, node, symbol?.name, depth + 1) }),
  } as const;
  if (!symbol) return { ...rest, whole: node && isGroup(node) ? 'minimum' : 'limit' };
  return { ...rest, ...(symbol.name !== '' && { name: symbol.name }), whole: symbol.whole, solid: true };
}

/** Conditions of the preprocessor and blocks of another language hold definitions, and are none. */
function isGroup(node: SyntaxNode): boolean {
  return /^(?:preproc_(?:if|ifdef|else|elif)|linkage_specification|ERROR)$/.test(node.type);
}

function hasBreak(text: string, start: number, end: number): boolean {
  return /[\r\n]/.test(text.slice(start, end));
}

function hasEmptyLine(text: string, start: number, end: number): boolean {
  return /(?:\r\n|\r(?!\n)|\n)[^\S\r\n]*[\r\n]/.test(text.slice(start, end));
}
