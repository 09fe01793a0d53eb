// Finds each layer's attention in a graph by what it does, not by its names: a Softmax whose input comes from a product of
// two tensors that both depend on the text (queries and keys), and whose output goes into a product with a third (values).

import type { Analysis } from './analysis';
import { isFloat } from './elementTypes';
import type { Node } from './types';

/** One attention, in the order of the layers. */
export interface AttentionSite {
  readonly softmax: Node;
  /** Probabilities [B, heads, S, S] (or [B·heads, S, S]) as floats: the last such tensor before the product with the values. */
  readonly probabilities: string;
  /** The product of probabilities and values, and what it makes. */
  readonly context: Node;
  /** The product of queries and keys. */
  readonly scores: Node;
}

/** A tensor of rows for each head, [B, heads, S, headSize], or with the last two dimensions swapped. */
export interface HeadRows {
  readonly name: string;
  readonly transposed: boolean;
}

/** Operators that multiply two matrices, and where those stand among the inputs. */
const PRODUCTS = new Map<string, readonly [number, number]>([
  ['MatMul', [0, 1]],
  ['FusedMatMul', [0, 1]],
  ['TransposeMatMul', [0, 1]],
  ['MatMulInteger', [0, 1]],
  ['MatMulIntegerToFloat', [0, 1]],
  ['QLinearMatMul', [0, 3]],
  ['Einsum', [0, 1]],
]);

/** Operators that probabilities pass unchanged but for form or scale, and the inputs that carry them; all when empty. */
const AFTER_SOFTMAX = new Map<string, readonly number[]>([
  ['Cast', [0]],
  ['Identity', [0]],
  ['Dropout', [0]],
  ['Where', [1, 2]],
  ['Mul', []],
  ['Div', [0]],
  ['Reshape', [0]],
  ['Squeeze', [0]],
  ['Unsqueeze', [0]],
  ['QuantizeLinear', [0]],
  ['DequantizeLinear', [0]],
  ['DynamicQuantizeLinear', [0]],
]);

/** Operators between the product of queries and keys and the Softmax: scaling, bias, masks. */
const BEFORE_SOFTMAX = new Map<string, readonly number[]>([
  ...AFTER_SOFTMAX,
  ['Add', []],
  ['Sub', []],
  ['Max', []],
  ['Min', []],
  ['Clip', [0]],
  ['Tanh', [0]],
  ['Expand', [0]],
]);

/** From these on a tensor no longer is the float probabilities in their own shape. */
const CHANGES_FORM = new Set('Cast Reshape Squeeze Unsqueeze QuantizeLinear DynamicQuantizeLinear'.split(' '));

/** All attentions of the graph, first layer first; empty when it has none that is spelled out. */
export function findAttention(analysis: Analysis): AttentionSite[] {
  const sites: AttentionSite[] = [];
  for (const softmax of analysis.nodes) {
    if (softmax.opType !== 'Softmax') continue;
    const after = findContext(analysis, softmax.outputs[0]);
    const scores = after && findScores(analysis, softmax.inputs[0]);
    if (after && scores) sites.push({ softmax, scores, ...after });
  }
  return sites;
}

/** The operands of a product: their names, and their places among the inputs. Undefined for other nodes. */
export function operandsOf(node: Node): readonly [string, string] | undefined {
  const slots = PRODUCTS.get(node.opType);
  if (!slots || node.inputs.length <= slots[1]) return undefined;
  return [node.inputs[slots[0]], node.inputs[slots[1]]];
}

/** Forward from the Softmax to a product whose other operand depends on the text: that one holds the values. */
function findContext(
  analysis: Analysis,
  start: string,
): { readonly context: Node; readonly probabilities: string } | undefined {
  const cameFrom = new Map<string, { readonly from: string; readonly by: Node } | undefined>([[start, undefined]]);
  for (const name of cameFrom.keys()) {
    for (const node of analysis.consumers(name)) {
      const operands = operandsOf(node);
      if (operands) {
        const other = operands[0] === name ? operands[1] : operands[0];
        if (operands.includes(name) && analysis.isTainted(other)) {
          return { context: node, probabilities: lastFloat(cameFrom, name) };
        }
      } else if (carries(AFTER_SOFTMAX, node, name) && !cameFrom.has(node.outputs[0])) {
        cameFrom.set(node.outputs[0], { from: name, by: node });
      }
    }
  }
  return undefined;
}

/** The tensor on the way to `end` just before its form first changes. */
function lastFloat(
  cameFrom: ReadonlyMap<string, { readonly from: string; readonly by: Node } | undefined>,
  end: string,
): string {
  let tap = end;
  for (let name = end; ;) {
    const step = cameFrom.get(name);
    if (!step) return tap;
    if (CHANGES_FORM.has(step.by.opType)) tap = step.from;
    name = step.from;
  }
}

/** Backward from the Softmax to the nearest product of two tensors that both depend on the text. */
function findScores(analysis: Analysis, end: string): Node | undefined {
  for (const name of beforeSoftmax(analysis, end)) {
    const node = analysis.producers.get(name);
    if (node && operandsOf(node)?.every((operand) => analysis.isTainted(operand))) return node;
  }
  return undefined;
}

/** What the Softmax reads by way of scaling, bias and masks, nearest first; ends at products. */
function beforeSoftmax(analysis: Analysis, end: string): ReadonlySet<string> {
  const seen = new Set<string>([end]);
  for (const name of seen) {
    const node = analysis.producers.get(name);
    if (!node || !analysis.isTainted(name) || operandsOf(node)) continue;
    const slots = BEFORE_SOFTMAX.get(node.opType);
    if (!slots) continue;
    for (const input of slots.length > 0 ? slots.map((slot) => node.inputs[slot]) : node.inputs) {
      if (input) seen.add(input);
    }
  }
  return seen;
}

function carries(table: ReadonlyMap<string, readonly number[]>, node: Node, name: string): boolean {
  const slots = table.get(node.opType);
  return slots !== undefined && (slots.length === 0 || slots.some((slot) => node.inputs[slot] === name));
}

/** The queries of an attention before scaling, after rotation if there is one. Undefined when the product is an Einsum. */
export function queriesOf(analysis: Analysis, site: AttentionSite): HeadRows | undefined {
  const operands = operandsOf(site.scores);
  if (!operands || site.scores.opType === 'Einsum') return undefined;
  return unscaled(analysis, operands[0], (site.scores.attributes.get('transA')?.i ?? 0) !== 0);
}

/** The keys likewise. */
export function keysOf(analysis: Analysis, site: AttentionSite): HeadRows | undefined {
  const operands = operandsOf(site.scores);
  if (!operands || site.scores.opType === 'Einsum') return undefined;
  return unscaled(analysis, operands[1], (site.scores.attributes.get('transB')?.i ?? 0) === 0);
}

/** The number of heads, as the shapes around the attention of all layers fix it; undefined where they differ. */
export function numHeadsOf(analysis: Analysis, sites: readonly AttentionSite[]): number | undefined {
  const counts = new Set(sites.map((site) => headsOf(analysis, site)));
  return counts.size === 1 ? counts.values().next().value : undefined;
}

function headsOf(analysis: Analysis, site: AttentionSite): number | undefined {
  for (const rows of [queriesOf(analysis, site), keysOf(analysis, site)]) {
    const shape = rows && analysis.shape(rows.name);
    if (shape?.length === 4 && shape[1] !== undefined) return shape[1];
  }
  const shape = analysis.shape(site.probabilities);
  if (shape?.length === 4) return shape[1];
  // Models that fold the heads into the batch often unfold them for the mask; one of its own has a single head.
  for (const name of beforeSoftmax(analysis, site.softmax.inputs[0])) {
    const [, heads, ...rest] = analysis.shape(name) ?? [];
    if (rest.length === 2 && heads !== undefined && heads > 1) return heads;
  }
  return undefined;
}

/** Walks back over scaling, casts, quantisation and swaps of the last two dimensions to the farthest 4-D float tensor. */
function unscaled(analysis: Analysis, operand: string, transposed: boolean): HeadRows {
  let best: HeadRows = { name: operand, transposed };
  let name: string | undefined = operand;
  while (name !== undefined) {
    const fits = isFloat(analysis.dataType(name)) && (analysis.rank(name) ?? 4) === 4;
    if (fits || !isFloat(analysis.dataType(best.name))) best = { name, transposed };
    const node: Node | undefined = analysis.producers.get(name);
    if (!node || node.captures.length > 0) break;
    if (swapsLastTwo(node)) transposed = !transposed;
    name = rowsInput(analysis, node);
  }
  return best;
}

/** The input that holds the same rows as the node's output, undefined when the node does something to them. */
function rowsInput(analysis: Analysis, node: Node): string | undefined {
  const [first, second] = node.inputs;
  switch (node.opType) {
    case 'Cast':
    case 'Identity':
    case 'Reshape':
    case 'QuantizeLinear':
    case 'DequantizeLinear':
    case 'DynamicQuantizeLinear':
      return first;
    case 'Transpose':
      return swapsLastTwo(node) ? first : undefined;
    case 'Div':
      return isScale(analysis, second) ? first : undefined;
    case 'Mul':
      return isScale(analysis, second) ? first : isScale(analysis, first) ? second : undefined;
    default:
      return undefined;
  }
}

function isScale(analysis: Analysis, name: string): boolean {
  return !analysis.isTainted(name) && analysis.isSingle(name);
}

function swapsLastTwo(node: Node): boolean {
  const perm = node.opType === 'Transpose' ? node.attributes.get('perm')?.ints : undefined;
  if (!perm || perm.length < 3) return false;
  const last = perm.length - 1;
  return perm[last] === last - 1 && perm[last - 1] === last && perm.slice(0, -2).every((axis, i) => axis === i);
}
