// What can be said of each tensor of a graph without running it: who makes and reads it, whether it depends on the
// inputs, its element type, and its shape as far as it is fixed. One pass in topological order, no recursion.

import { smallValues } from './constants';
import { INT64 } from './elementTypes';
import { outputType } from './elementTypesOf';
import { OnnxError } from './errors';
import type { Graph } from './graph';
import { readNames } from './graph';
import { outputShape } from './shapes';
import type { Node, Shape, Tensor } from './types';
import { outputValues } from './values';

/** Elements of a small integer tensor, as far as they are fixed. */
export type PartialValues = readonly (number | undefined)[];

/** Longer shapes and vectors are of no use here, and a hostile graph could double them with each node. */
const MAX_RANK = 16;
const MAX_VALUES = 256;

/** A graph read-only, with everything known of its tensors. Stale once the graph is edited. */
export class Analysis {
  /** In topological order. */
  readonly nodes: readonly Node[];
  readonly producers: ReadonlyMap<string, Node>;
  readonly #consumers = new Map<string, Node[]>();
  readonly #order = new Map<Node, number>();
  /** Depends on the values of graph inputs, not only on their shapes. */
  readonly #tainted = new Set<string>();
  /** Depends on nothing but initializers and constants. */
  readonly #constant = new Set<string>();
  readonly #types = new Map<string, number>();
  readonly #shapes = new Map<string, Shape>();
  readonly #values = new Map<string, PartialValues>();

  /** Throws OnnxError when it is no sound graph. */
  constructor(readonly graph: Graph) {
    this.nodes = graph.sorted();
    this.producers = graph.producers();
    for (const info of graph.inputs) {
      this.#tainted.add(info.name);
      this.#declare(info.name, info.dataType, info.shape);
    }
    for (const tensor of graph.initializers.values()) this.#declareTensor(tensor.name, tensor);
    for (const info of graph.model.valueInfo.values()) this.#declare(info.name, info.dataType, info.shape);
    for (const info of graph.outputs) this.#declare(info.name, info.dataType, info.shape);
    this.nodes.forEach((node, i) => this.#visit(node, i));
    for (const info of graph.outputs) {
      if (!this.exists(info.name)) throw missing();
    }
  }

  exists(name: string): boolean {
    return this.producers.has(name) || this.#tainted.has(name) || this.#constant.has(name);
  }

  consumers(name: string): readonly Node[] {
    return this.#consumers.get(name) ?? [];
  }

  /** Place of a node in the topological order. */
  orderOf(node: Node): number {
    return this.#order.get(node) ?? -1;
  }

  isTainted(name: string): boolean {
    return this.#tainted.has(name);
  }

  isConstant(name: string): boolean {
    return this.#constant.has(name);
  }

  dataType(name: string): number | undefined {
    return this.#types.get(name);
  }

  shape(name: string): Shape | undefined {
    return this.#shapes.get(name);
  }

  rank(name: string): number | undefined {
    return this.#shapes.get(name)?.length;
  }

  values(name: string): PartialValues | undefined {
    return this.#values.get(name);
  }

  /** Known to hold a single element. */
  isSingle(name: string): boolean {
    return this.#shapes.get(name)?.every((dim) => dim === 1) ?? false;
  }

  #declare(name: string, dataType: number | undefined, shape: Shape | undefined): void {
    if (dataType !== undefined) this.#types.set(name, dataType);
    if (shape !== undefined && shape.length <= MAX_RANK) this.#shapes.set(name, shape);
  }

  #declareTensor(name: string, tensor: Tensor): void {
    this.#constant.add(name);
    this.#types.set(name, tensor.dataType);
    if (tensor.dims.length <= MAX_RANK) this.#shapes.set(name, tensor.dims);
    const values = smallValues(this.graph.model.reader, tensor);
    if (values && values.every((value) => Number.isInteger(value))) this.#values.set(name, values);
  }

  #visit(node: Node, order: number): void {
    this.#order.set(node, order);
    const reads = readNames(node);
    for (const name of reads) {
      if (!this.exists(name)) throw missing();
      const consumers = this.#consumers.get(name);
      if (consumers) consumers.push(node);
      else this.#consumers.set(name, [node]);
    }
    const shapeOnly = node.domain === '' && (node.opType === 'Shape' || node.opType === 'Size');
    const tainted = !shapeOnly && reads.some((name) => this.#tainted.has(name));
    const constant = !tainted && reads.every((name) => this.#constant.has(name));
    node.outputs.forEach((name, slot) => {
      if (name === '') return;
      if (tainted) this.#tainted.add(name);
      if (constant) this.#constant.add(name);
      const tensor = node.opType === 'Constant' ? node.attributes.get('value')?.tensor : undefined;
      if (tensor) this.#declareTensor(name, tensor);
      else this.#infer(node, name, slot);
    });
  }

  #infer(node: Node, name: string, slot: number): void {
    if (!this.#types.has(name)) {
      const type = outputType(node, slot, this);
      if (type !== undefined) this.#types.set(name, type);
    }
    const values = slot === 0 ? outputValues(node, this) : undefined;
    if (values && values.length <= MAX_VALUES) {
      this.#values.set(name, values);
      if (!this.#types.has(name)) this.#types.set(name, INT64);
    }
    const declared = this.#shapes.get(name);
    if (!declared?.every((dim) => dim !== undefined)) {
      let inferred = outputShape(node, slot, this);
      if (values && inferred?.length === 1) inferred = [values.length];
      const merged = mergeShapes(declared, inferred);
      if (merged && merged.length <= MAX_RANK) this.#shapes.set(name, merged);
    }
  }
}

/** Takes from each what the other lacks; the declared one wins where they disagree. */
function mergeShapes(declared: Shape | undefined, inferred: Shape | undefined): Shape | undefined {
  if (!declared || !inferred || declared.length !== inferred.length) return declared ?? inferred;
  return declared.map((dim, i) => dim ?? inferred[i]);
}

function missing(): OnnxError {
  return new OnnxError('notOnnx', 'the graph uses a tensor that nothing makes');
}
