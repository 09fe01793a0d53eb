// Finds the hidden states: what goes into each layer and what comes out of the last one, by following the residual sums
// behind each attention.

import type { Analysis } from './analysis';
import type { Node } from './types';

/** Operators between the product with the values and the residual sum: output projection, its bias, quantised forms. */
const TO_RESIDUAL = new Set(
  (
    'Transpose Reshape Squeeze Unsqueeze Cast Identity Dropout Mul Div Flatten ' +
    'MatMul Gemm FusedMatMul MatMulInteger MatMulIntegerToFloat DynamicQuantizeMatMul MatMulNBits MatMulBnb4 QLinearMatMul ' +
    'QuantizeLinear DequantizeLinear DynamicQuantizeLinear Add Concat Split Einsum'
  ).split(' '),
);

interface Residual {
  readonly node: Node;
  /** The state that went into the layer: the other operand of the sum. */
  readonly state: string;
}

interface Step {
  readonly opType: string;
  readonly slot: number;
}

/**
 * Names of the states [B, S, H] before the first layer and after each one, numLayers + 1 of them. `contexts` are the
 * nodes that make each layer's context. `declaredLast` is the
 * model's own output of the last state where it has one. Undefined where the residual sums cannot be found.
 */
export function findHiddenStates(
  analysis: Analysis,
  contexts: readonly Node[],
  declaredLast: string | undefined,
): string[] | undefined {
  const residuals: Residual[] = [];
  for (const context of contexts) {
    const residual = findResidual(analysis, context);
    if (!residual) return undefined;
    residuals.push(residual);
  }
  if (residuals.length === 0) return undefined;
  const states = residuals.map((residual) => residual.state);
  const last = declaredLast ?? findLast(analysis, residuals);
  return last === undefined ? undefined : [...states, last];
}

/** The first sum behind the attention with something that is neither constant nor part of the way there. */
function findResidual(analysis: Analysis, context: Node): Residual | undefined {
  const seen = new Set<string>(context.outputs.filter((name) => name !== ''));
  for (const name of seen) {
    for (const node of analysis.consumers(name)) {
      const isSum = node.opType === 'Add' || /^Skip(Simplified)?LayerNormalization$/.test(node.opType);
      if (isSum && node.inputs.length >= 2) {
        const state = node.inputs[0] === name ? node.inputs[1] : node.inputs[0];
        if (analysis.isTainted(state) && !seen.has(state)) return { node, state };
      }
      if (TO_RESIDUAL.has(node.opType)) for (const output of node.outputs) if (output !== '') seen.add(output);
    }
  }
  return undefined;
}

/** The state after the last layer. */
function findLast(analysis: Analysis, residuals: readonly Residual[]): string | undefined {
  const last = residuals[residuals.length - 1].node.outputs[0];
  const lastInput = residuals[residuals.length - 1].state;
  let state: string | undefined;
  let normsFirst = true;
  if (residuals.length >= 2) {
    // What leads from the layer before to its output leads here to the last output.
    const before = residuals[residuals.length - 2].node.outputs[0];
    const steps = pathBetween(analysis, before, lastInput);
    normsFirst = normalised(analysis, lastInput) !== undefined;
    state = steps && replay(analysis, last, steps);
  } else {
    state = secondSum(analysis, last);
  }
  // Models that normalise before each layer do it once more at the end.
  return state !== undefined && normsFirst ? (normalised(analysis, state) ?? state) : state;
}

/** The shortest way from one tensor to another, as operators and the slots that it enters them by. */
function pathBetween(analysis: Analysis, from: string, to: string): Step[] | undefined {
  const cameFrom = new Map<string, { readonly from: string; readonly step: Step } | undefined>([[from, undefined]]);
  for (const name of cameFrom.keys()) {
    if (name === to) break;
    for (const node of analysis.consumers(name)) {
      const step = { opType: node.opType, slot: node.inputs.indexOf(name) };
      for (const output of node.outputs) {
        if (output !== '' && !cameFrom.has(output)) cameFrom.set(output, { from: name, step });
      }
    }
  }
  if (!cameFrom.has(to)) return undefined;
  const steps: Step[] = [];
  for (let at = cameFrom.get(to); at; at = cameFrom.get(at.from)) steps.push(at.step);
  return steps.reverse();
}

/** Walks the same operators from another start; all ways at once, so that it cannot take a wrong turn. */
function replay(analysis: Analysis, start: string, steps: readonly Step[]): string | undefined {
  let reached = new Set<string>([start]);
  for (const { opType, slot } of steps) {
    const next = new Set<string>();
    for (const name of reached) {
      for (const node of analysis.consumers(name)) {
        if (node.opType !== opType) continue;
        if (node.inputs.indexOf(name) === slot || opType === 'Add') next.add(node.outputs[0]);
      }
    }
    reached = next;
  }
  return reached.values().next().value;
}

/** In a model of one layer: the sum behind the feed-forward part, normalised if the first sum is. */
function secondSum(analysis: Analysis, first: string): string | undefined {
  const start = normalised(analysis, first);
  for (const name of start === undefined ? [first] : [start, first]) {
    for (const node of analysis.consumers(name)) {
      const isSum = node.opType === 'Add' || node.opType === 'SkipLayerNormalization';
      if (!isSum || node.inputs.length < 2) continue;
      const other = node.inputs[0] === name ? node.inputs[1] : node.inputs[0];
      if (analysis.isTainted(other) && analysis.rank(other) !== 0 && descends(analysis, other, first)) {
        return node.outputs[0];
      }
    }
  }
  return undefined;
}

/** Whether `name` is made from `ancestor` by way of a product with a weight, as the feed-forward part is. */
function descends(analysis: Analysis, name: string, ancestor: string): boolean {
  const seen = new Set<string>([name]);
  let products = 0;
  for (const each of seen) {
    if (each === ancestor) return products > 0;
    const node = analysis.producers.get(each);
    if (!node) continue;
    if (/MatMul|Gemm/.test(node.opType)) products++;
    for (const input of node.inputs) if (analysis.isTainted(input)) seen.add(input);
  }
  return false;
}

/** The output of a layer norm over this tensor, one operator or spelled out; undefined when it goes into none. */
function normalised(analysis: Analysis, name: string): string | undefined {
  const consumers = analysis.consumers(name);
  const single = consumers.find((node) => /^(Simplified)?LayerNormalization$|^RMSNormalization$/.test(node.opType));
  if (single) return single.outputs[0];
  const centred = consumers.find((node) => node.opType === 'Sub' && node.inputs[0] === name);
  if (!centred || !consumers.some((node) => node.opType === 'ReduceMean')) return undefined;
  let at: string | undefined = follow(analysis, centred.outputs[0], 'Div');
  for (const opType of ['Mul', 'Add']) {
    const next: string | undefined = at && follow(analysis, at, opType);
    // A norm without weight or bias lacks these.
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/** Output of the consumer of this kind whose other operand is a weight, or for Div of any. */
function follow(analysis: Analysis, name: string, opType: string): string | undefined {
  const node = analysis.consumers(name).find((each) => {
    if (each.opType !== opType || (opType === 'Div' && each.inputs[0] !== name)) return false;
    const other = each.inputs[0] === name ? each.inputs[1] : each.inputs[0];
    return opType === 'Div' || analysis.isConstant(other);
  });
  return node?.outputs[0];
}
