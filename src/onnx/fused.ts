// Reads the attention of a graph, also where an optimiser has fused it into one operator: those are taken apart where that
// is possible, and named where it is not.

import { Analysis } from './analysis';
import type { AttentionSite } from './attention';
import { findAttention } from './attention';
import type { Plan } from './fusedOps';
import { planFor } from './fusedOps';
import type { Graph } from './graph';
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
  for (const [node, plan] of plans) {
    if ('reason' in plan) {
      return { analysis, attention: { kind: 'fused', op: nameOf(node), reason: plan.reason }, sites: [], contexts };
    }
  }
  const attention: AttentionKind = { kind: 'served', op: nameOf([...plans.keys()][0]) };
  if (!takeApart) return { analysis, attention, sites: [], contexts };
  graph.nodes = graph.nodes.filter((node) => !plans.has(node));
  for (const plan of plans.values()) if ('apply' in plan) plan.apply();
  const reading = readPlain(graph, new Analysis(graph));
  return { ...reading, attention };
}

function readPlain(graph: Graph, analysis: Analysis): AttentionReading {
  const sites = findAttention(analysis);
  const contexts = sites.map((site) => site.context);
  if (sites.length > 0) return { analysis, attention: { kind: 'unfused' }, sites, contexts };
  const hidden = graph.nodes.find((node) => graph.model.functions.has(`${node.domain}:${node.opType}`));
  const attention: AttentionKind = hidden
    ? { kind: 'fused', op: nameOf(hidden), reason: 'the model keeps its layers in functions of its own' }
    : { kind: 'none' };
  return { analysis, attention, sites, contexts };
}

function nameOf(node: Node): string {
  return `${node.domain || 'ai.onnx'}.${node.opType}`;
}
