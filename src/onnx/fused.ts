// Reads the attention of a graph, also where an optimiser has fused it into one operator: those are taken apart where that
// is possible, and named where it is not.

import { Analysis } from './analysis';
import type { AttentionSite } from './attention';
import { findAttention, numHeadsOf } from './attention';
import type { Plan } from './fusedOps';
import { planFor } from './fusedOps';
import type { Graph } from './graph';
import { operatorKey } from './model';
import type { Node } from './types';

/**
 * `unfused`: found in the graph. `served`: inside fused operators of this name, which were taken apart. `fused`: inside an
 * operator that cannot be taken apart, and why. `none`: the graph has no attention.
 */
export type AttentionKind =
  | { readonly kind: 'unfused' }
  | { readonly kind: 'served'; readonly op: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'fused'; readonly op: string; readonly reason: string };

export interface AttentionReading {
  readonly analysis: Analysis;
  readonly attention: AttentionKind;
  /** Empty where the attention is not spelled out. */
  readonly sites: readonly AttentionSite[];
  /** The nodes that make each layer's context, also where the attention cannot be read. */
  readonly contexts: readonly Node[];
  /** Undefined where the graph does not tell. */
  readonly numHeads?: number;
}

/** Finds the attention of all layers. Fused operators are replaced in the graph when `takeApart` asks for it. */
export function readAttention(graph: Graph, takeApart: boolean): AttentionReading {
  const analysis = new Analysis(graph);
  const plans = new Map<Node, Plan>();
  for (const node of analysis.nodes) {
    const plan = planFor(analysis, graph, node);
    if (plan) plans.set(node, plan);
  }
  if (plans.size === 0) return readPlain(graph, analysis);
  // An optimiser may have fused some layers only.
  const contexts = [...plans.keys(), ...findAttention(analysis).map((site) => site.context)];
  contexts.sort((a, b) => analysis.orderOf(a) - analysis.orderOf(b));
  const numHeads = [...plans.keys()][0].attributes.get('num_heads')?.i;
  for (const [node, plan] of plans) {
    if ('reason' in plan) {
      const attention: AttentionKind = { kind: 'fused', op: nameOf(node), reason: plan.reason };
      return { analysis, attention, sites: [], contexts, numHeads };
    }
  }
  const attention: AttentionKind = { kind: 'served', op: nameOf([...plans.keys()][0]) };
  if (!takeApart) return { analysis, attention, sites: [], contexts, numHeads };
  graph.nodes = graph.nodes.filter((node) => !plans.has(node));
  for (const plan of plans.values()) if ('apply' in plan) plan.apply();
  const reading = readPlain(graph, new Analysis(graph));
  return reading.attention.kind === 'unfused' ? { ...reading, attention } : reading;
}

function readPlain(graph: Graph, analysis: Analysis): AttentionReading {
  const sites = findAttention(analysis);
  const contexts = sites.map((site) => site.context);
  const numHeads = numHeadsOf(analysis, sites);
  if (numHeads === undefined && sites.some((site) => analysis.rank(site.probabilities) === 3)) {
    const reason = 'the number of its heads, which are folded into the batch, cannot be told';
    return { analysis, attention: { kind: 'fused', op: nameOf(sites[0].softmax), reason }, sites: [], contexts };
  }
  if (sites.length > 0) return { analysis, attention: { kind: 'unfused' }, sites, contexts, numHeads };
  const hidden = graph.nodes.find((node) => hidesAttention(graph, operatorKey(node)));
  const attention: AttentionKind = hidden
    ? { kind: 'fused', op: nameOf(hidden), reason: 'the model keeps its layers in functions of its own' }
    : { kind: 'none' };
  return { analysis, attention, sites, contexts };
}

/** Whether this is a function of the model that makes probabilities somewhere inside. */
function hidesAttention(graph: Graph, operator: string): boolean {
  const { functions } = graph.model;
  const called = new Set<string>(functions.has(operator) ? [operator] : []);
  for (const name of called) for (const inner of functions.get(name) ?? []) called.add(inner);
  return [...called].some((name) => name === ':Softmax' || /attention/i.test(name));
}

function nameOf(node: Node): string {
  return `${node.domain || 'ai.onnx'}.${node.opType}`;
}
