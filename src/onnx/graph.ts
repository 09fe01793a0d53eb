// A graph that can be edited: nodes, initializers, inputs and outputs, with names that do not collide. Writing it to bytes
// is encode.ts's; finding things in it is analysis.ts's.

import type { NodeSpec } from './build';
import { makeNode, tensorOf } from './build';
import { INT64 } from './elementTypes';
import { OnnxError } from './errors';
import type { Model, Node, Tensor, ValueInfo } from './types';

const FIRST_OPSET = 13;

export class Graph {
  nodes: Node[];
  readonly initializers: Map<string, Tensor>;
  readonly inputs: ValueInfo[];
  outputs: ValueInfo[];
  readonly opsets: Map<string, number>;
  readonly #names = new Set<string>();

  constructor(readonly model: Model) {
    this.nodes = [...model.nodes];
    this.initializers = new Map(model.initializers);
    this.inputs = [...model.inputs];
    this.outputs = [...model.outputs];
    this.opsets = new Map(model.opsets);
    for (const name of this.initializers.keys()) this.#names.add(name);
    for (const info of this.inputs) this.#names.add(info.name);
    for (const node of this.nodes) {
      this.#names.add(node.name);
      for (const names of [node.inputs, node.outputs, node.captures]) for (const name of names) this.#names.add(name);
    }
  }

  /** Version of the default operator set; the one that is declared when a graph without plain operators gets some. */
  get opset(): number {
    return this.opsets.get('') ?? FIRST_OPSET;
  }

  /** `base`, or `base_1`, `base_2`, … when that name is taken. The name is taken from then on. */
  fresh(base: string): string {
    let name = base;
    for (let i = 1; this.#names.has(name); i++) name = `${base}_${i}`;
    this.#names.add(name);
    return name;
  }

  /** Adds a node with one output, named after `base`; returns the output. */
  add(
    base: string,
    opType: string,
    inputs: readonly string[],
    more: Pick<NodeSpec, 'attributes' | 'domain'> = {},
  ): string {
    const output = this.fresh(base);
    this.addNode({ opType, inputs, outputs: [output], ...more });
    return output;
  }

  addNode(spec: NodeSpec): Node {
    const node = makeNode(spec);
    const domain = node.domain;
    if (!this.opsets.has(domain)) this.opsets.set(domain, domain === '' ? FIRST_OPSET : 1);
    this.nodes.push(node);
    return node;
  }

  /** Adds a constant; int64 unless told. Returns its name. */
  constant(base: string, dims: readonly number[], values: readonly number[], dataType = INT64): string {
    const name = this.fresh(base);
    this.initializers.set(name, tensorOf(name, dataType, dims, values));
    return name;
  }

  /** Makes `nodes` (all when absent) read `to` where they read `from`. Graph outputs keep reading `from`. */
  redirect(from: string, to: string, nodes: Iterable<Node> = this.nodes): void {
    for (const node of nodes) {
      if (!node.inputs.includes(from)) continue;
      node.inputs = node.inputs.map((name) => (name === from ? to : name));
      node.slice = undefined;
    }
  }

  /** Gives a tensor that a node makes another name, everywhere but in nested graphs; false when one of those takes it. */
  rename(from: string, to: string): boolean {
    if (this.nodes.some((node) => node.captures.includes(from))) return false;
    for (const node of this.nodes) {
      if (!node.outputs.includes(from)) continue;
      node.outputs = node.outputs.map((name) => (name === from ? to : name));
      node.slice = undefined;
    }
    this.redirect(from, to);
    return true;
  }

  /** Puts the nodes in the order of `sorted`. */
  sort(): void {
    this.nodes = this.sorted();
  }

  /** The nodes in an order in which each comes after what it reads, near to the order they have. */
  sorted(): Node[] {
    const producers = this.producers();
    const state = new Map<Node, 'open' | 'done'>();
    const sorted: Node[] = [];
    for (const root of this.nodes) {
      const stack: Node[] = [root];
      while (stack.length > 0) {
        const node = stack[stack.length - 1];
        if (state.get(node) === 'done') {
          stack.pop();
          continue;
        }
        const waiting = readNames(node)
          .map((name) => producers.get(name))
          .filter((other) => other !== undefined && state.get(other) !== 'done');
        if (waiting.length === 0) {
          state.set(node, 'done');
          sorted.push(node);
          stack.pop();
        } else if (state.get(node) === 'open') {
          throw new OnnxError('notOnnx', 'the graph runs in a circle');
        } else {
          state.set(node, 'open');
          for (const other of waiting.reverse()) if (other) stack.push(other);
        }
      }
    }
    return sorted;
  }

  /** Drops nodes and initializers that no output needs. */
  prune(): void {
    const producers = this.producers();
    const needed = new Set<Node>();
    const read = new Set<string>(this.outputs.map((info) => info.name));
    const waiting = [...read];
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      const node = producers.get(name);
      if (!node || needed.has(node)) continue;
      needed.add(node);
      for (const input of readNames(node)) {
        read.add(input);
        waiting.push(input);
      }
    }
    this.nodes = this.nodes.filter((node) => needed.has(node));
    for (const name of this.initializers.keys()) if (!read.has(name)) this.initializers.delete(name);
  }

  /** Tensor → the node that makes it. Throws OnnxError when two nodes claim the same tensor. */
  producers(): Map<string, Node> {
    const producers = new Map<string, Node>();
    for (const node of this.nodes) {
      for (const name of node.outputs) {
        if (name === '') continue;
        if (producers.has(name)) throw new OnnxError('notOnnx', 'two nodes make the same tensor');
        producers.set(name, node);
      }
    }
    return producers;
  }
}

/** What a node reads, nested graphs included, without the empty names of left-out inputs. */
export function readNames(node: Node): string[] {
  return [...node.inputs, ...node.captures].filter((name) => name !== '');
}
