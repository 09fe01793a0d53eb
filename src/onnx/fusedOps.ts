// The fused attention operators that can be taken apart, each turned into its parts. Sources: ONNX Runtime's
// ContribOperators.md (com.microsoft Attention, QAttention, MultiHeadAttention) and ONNX's Operators.md (Attention, 23+).

import type { Analysis } from './analysis';
import { BOOL, FLOAT } from './elementTypes';
import type { Graph } from './graph';
import type { AttentionParts } from './spellOut';
import {
  biasOfMask,
  causalMask,
  columns,
  maskOfLengths,
  mergeHeads,
  spellOut,
  splitHeads,
  typeOf,
  unsqueeze,
} from './spellOut';
import type { Node } from './types';

/** Either why the operator cannot be taken apart, or a function that does it. Nothing is edited before it is called. */
export type Plan = { readonly reason: string } | { readonly apply: () => void };

/** ONNX Runtime's value for masked scores where the operator does not name one. */
const DEFAULT_FILTER = -10000;

const PACKED: Plan = { reason: 'it takes queries, keys and values packed together' };
const WITH_PAST: Plan = { reason: 'it carries the keys and values of earlier tokens' };
const UNKNOWN_MASK: Plan = { reason: 'its mask has a form that is not known' };
const UNKNOWN_SHAPE: Plan = { reason: 'the shapes of its inputs are not known' };

/** How to take a fused attention apart; undefined for operators that are none. */
export function planFor(analysis: Analysis, graph: Graph, node: Node): Plan | undefined {
  const isContrib = node.domain === 'com.microsoft';
  if (node.opType === 'Attention' && node.domain === '') return planStandard(analysis, graph, node);
  if (node.opType === 'Attention' && isContrib) return planProjected(analysis, graph, node, 3, 4, 5);
  if (node.opType === 'QAttention' && isContrib) return planProjected(analysis, graph, node, 5, 8, undefined);
  if (node.opType === 'MultiHeadAttention' && isContrib) return planMultiHead(analysis, graph, node);
  return /attention/i.test(node.opType) ? { reason: 'it cannot be taken apart' } : undefined;
}

/** com.microsoft Attention and QAttention: projection and attention in one; the arguments say which inputs are which. */
function planProjected(
  analysis: Analysis,
  graph: Graph,
  node: Node,
  maskSlot: number,
  pastSlot: number,
  biasSlot: number | undefined,
): Plan {
  const numHeads = node.attributes.get('num_heads')?.i ?? 0;
  const width = analysis.shape(node.inputs[1])?.at(-1);
  if (isGiven(node.inputs[pastSlot]) || isGiven(node.outputs[1])) return WITH_PAST;
  if (node.attributes.get('do_rotary')?.i) return { reason: 'it rotates queries and keys' };
  if (width === undefined || numHeads < 1) return UNKNOWN_SHAPE;
  const sizes = node.attributes.get('qkv_hidden_sizes')?.ints ?? [width / 3, width / 3, width / 3];
  const mask = maskPlan(analysis, node.inputs[maskSlot]);
  if (!mask) return UNKNOWN_MASK;
  const apply = () => {
    const isQuantised = node.opType === 'QAttention';
    const dataType = isQuantised ? typeOf(analysis, node.inputs[2]) : typeOf(analysis, node.inputs[0]);
    const projected = isQuantised ? quantisedProjection(graph, node, dataType) : plainProjection(graph, node);
    const [q, k, v] = [0, sizes[0], sizes[0] + sizes[1]].map((start, i) =>
      splitHeads(graph, columns(graph, projected, 2, start, start + sizes[i]), numHeads),
    );
    const biases = contribBiases(graph, node, q, k, mask, dataType);
    const added = biasSlot === undefined ? '' : node.inputs[biasSlot];
    if (isGiven(added)) biases.push(added);
    const headSize = sizes[0] / numHeads;
    const parts = { queries: q, keys: k, values: v, scale: scaleAttribute(node), headSize, biases, dataType };
    mergeHeads(graph, spellOut(graph, parts), node.outputs[0]);
  };
  return { apply };
}

function plainProjection(graph: Graph, node: Node): string {
  const [input, weight, bias] = node.inputs;
  const product = graph.add('stt_projected', 'MatMul', [input, weight]);
  return isGiven(bias) ? graph.add('stt_projected_biased', 'Add', [product, bias]) : product;
}

function quantisedProjection(graph: Graph, node: Node, dataType: number): string {
  const [input, weight, bias, inputScale, weightScale, , inputZero = '', weightZero = ''] = node.inputs;
  const zeros = isGiven(weightZero) ? [inputZero, weightZero] : isGiven(inputZero) ? [inputZero] : [];
  const product = graph.add('stt_integer', 'MatMulInteger', [input, weight, ...zeros]);
  const real = graph.add('stt_integer_real', 'Cast', [product], { attributes: { to: dataType } });
  const scale = graph.add('stt_integer_scale', 'Mul', [inputScale, weightScale]);
  return graph.add('stt_projected', 'Add', [graph.add('stt_integer_scaled', 'Mul', [real, scale]), bias]);
}

/** com.microsoft MultiHeadAttention with separate queries [B, S, H], keys and values [B, T, H] (or [B, heads, T, size]). */
function planMultiHead(analysis: Analysis, graph: Graph, node: Node): Plan {
  const [query, key = '', value = '', bias = '', padding, added = '', pastKey, pastValue] = node.inputs;
  const numHeads = node.attributes.get('num_heads')?.i ?? 0;
  if (!isGiven(key) || !isGiven(value) || analysis.rank(query) === 5 || analysis.rank(key) === 5) return PACKED;
  if (isGiven(pastKey) || isGiven(pastValue) || node.outputs.slice(1).some(isGiven)) return WITH_PAST;
  const keyRank = analysis.rank(key);
  if (analysis.rank(query) !== 3 || (keyRank !== 3 && keyRank !== 4) || numHeads < 1) return UNKNOWN_SHAPE;
  const width = analysis.shape(query)?.[2];
  const biasWidth = isGiven(bias) ? analysis.shape(bias)?.[0] : 0;
  if (isGiven(bias) && (width === undefined || biasWidth === undefined)) return UNKNOWN_SHAPE;
  const mask = maskPlan(analysis, padding);
  if (!mask) return UNKNOWN_MASK;
  const apply = () => {
    const dataType = typeOf(analysis, query);
    const [hidden, total] = [width ?? 0, biasWidth ?? 0];
    const biased = (name: string, start: number, end: number) =>
      isGiven(bias) ? graph.add('stt_biased', 'Add', [name, columns(graph, bias, 0, start, end)]) : name;
    const heads = (name: string) => splitHeads(graph, name, numHeads);
    const q = heads(biased(query, 0, hidden));
    const k = keyRank === 4 ? key : heads(biased(key, hidden, 2 * hidden));
    const v = keyRank === 4 ? value : heads(biased(value, 2 * hidden, total));
    const biases = contribBiases(graph, node, q, k, mask, dataType);
    if (isGiven(added)) biases.push(added);
    const headSize = width === undefined ? undefined : width / numHeads;
    const parts = { queries: q, keys: k, values: v, scale: scaleAttribute(node), headSize, biases, dataType };
    mergeHeads(graph, spellOut(graph, parts), node.outputs[0]);
  };
  return { apply };
}

/** ai.onnx Attention of operator set 23 and later. */
function planStandard(analysis: Analysis, graph: Graph, node: Node): Plan {
  const [query, key, value, mask = '', ...past] = node.inputs;
  const ranks = [query, key, value].map((name) => analysis.rank(name));
  const [queryHeads, keyHeads] = ['q_num_heads', 'kv_num_heads'].map((name) => node.attributes.get(name)?.i);
  if (past.some(isGiven) || node.outputs.slice(1).some(isGiven)) return WITH_PAST;
  if (node.attributes.get('softcap')?.f) return { reason: 'it caps its scores' };
  const isFlat = ranks.every((rank) => rank === 3) && queryHeads !== undefined;
  if (!isFlat && !ranks.every((rank) => rank === 4)) return UNKNOWN_SHAPE;
  const heads = isFlat ? [queryHeads, keyHeads ?? queryHeads] : [analysis.shape(query)?.[1], analysis.shape(key)?.[1]];
  if (heads[0] !== heads[1]) return { reason: 'its heads share keys and values' };
  const apply = () => {
    const dataType = typeOf(analysis, query);
    const rows = (name: string) => (isFlat ? splitHeads(graph, name, queryHeads ?? 1) : name);
    const [queries, keys, values] = [query, key, value].map(rows);
    const lowest = dataType === FLOAT ? -3.4028234663852886e38 : -65504;
    const biases: string[] = [];
    if (isGiven(mask)) {
      biases.push(typeOf(analysis, mask) === BOOL ? biasOfMask(graph, mask, lowest, dataType) : mask);
    }
    if (node.attributes.get('is_causal')?.i) {
      biases.push(biasOfMask(graph, causalMask(graph, queries, keys), lowest, dataType));
    }
    const context = spellOut(graph, { queries, keys, values, scale: scaleAttribute(node), biases, dataType });
    if (isFlat) mergeHeads(graph, context, node.outputs[0]);
    else graph.addNode({ opType: 'Identity', inputs: [context], outputs: [node.outputs[0]] });
  };
  return { apply };
}

/** A mask's form: none, or the rank of a mask that is known. */
interface Mask {
  readonly name: string;
  readonly rank: 0 | 1 | 2 | 3;
}

function maskPlan(analysis: Analysis, name: string | undefined): Mask | undefined {
  if (!isGiven(name)) return { name: '', rank: 0 };
  const rank = analysis.rank(name);
  return rank === 1 || rank === 2 || rank === 3 ? { name, rank } : undefined;
}

/** Terms for the mask and, in a model that reads left to right, for what lies ahead. */
function contribBiases(
  graph: Graph,
  node: Node,
  queries: string,
  keys: string,
  mask: Mask,
  dataType: number,
): string[] {
  const filter = node.attributes.get('mask_filter_value')?.f ?? DEFAULT_FILTER;
  const biases: string[] = [];
  if (mask.rank === 1) biases.push(biasOfMask(graph, maskOfLengths(graph, mask.name, keys), filter, dataType));
  if (mask.rank === 2) biases.push(biasOfMask(graph, unsqueeze(graph, mask.name, [1, 2]), filter, dataType));
  if (mask.rank === 3) biases.push(biasOfMask(graph, unsqueeze(graph, mask.name, [1]), filter, dataType));
  if (node.attributes.get('unidirectional')?.i) {
    biases.push(biasOfMask(graph, causalMask(graph, queries, keys), filter, dataType));
  }
  return biases;
}

/** Zero, the default of com.microsoft's operators, means 1/√headSize. */
function scaleAttribute(node: Node): AttentionParts['scale'] {
  return node.attributes.get('scale')?.f || undefined;
}

function isGiven(name: string | undefined): name is string {
  return name !== undefined && name !== '';
}
