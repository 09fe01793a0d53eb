// Makes tensors inside the graph readable from outside: as float outputs of a given name, in the shape that is promised.

import type { Analysis } from './analysis';
import type { HeadRows } from './attention';
import { FLOAT, isFloat } from './elementTypes';
import { OnnxError } from './errors';
import type { Graph } from './graph';
import type { Slice } from './wire';

/** Collects what is to become an output; `finish` edits the graph. Names are final only after that. */
export class Taps {
  readonly #wanted = new Map<string, string>();
  readonly #isOutput: ReadonlySet<string>;

  constructor(
    readonly graph: Graph,
    readonly analysis: Analysis,
  ) {
    this.#isOutput = new Set(graph.outputs.map((info) => info.name));
  }

  /** The output name under which this tensor will be read; `base` where it is free. */
  expose(tensor: string, base: string): string {
    const known = this.#wanted.get(tensor);
    if (known !== undefined) return known;
    const name = this.#isOutput.has(tensor) ? tensor : this.graph.fresh(base);
    this.#wanted.set(tensor, name);
    return name;
  }

  /**
   * Probabilities [B, heads, S, S]; a tensor of [B·heads, S, S] is unfolded. Undefined when that takes a number of heads
   * that is not known.
   */
  exposeProbabilities(tensor: string, numHeads: number | undefined, base: string): string | undefined {
    if ((this.analysis.rank(tensor) ?? 4) === 4) return this.expose(tensor, base);
    const unfolded = this.#unfold(tensor, numHeads, base);
    return unfolded && this.#exposeMade(unfolded, base, tensor);
  }

  /** Queries or keys [B, heads, S, headSize]. */
  exposeRows(rows: HeadRows, numHeads: number | undefined, base: string): string | undefined {
    const rank = this.analysis.rank(rows.name) ?? 4;
    if (!isFloat(this.analysis.dataType(rows.name) ?? FLOAT)) return undefined;
    let name = rows.name;
    if (rows.transposed) {
      const perm = rank === 4 ? [0, 1, 3, 2] : [0, 2, 1];
      name = this.graph.add(`${base}_rows`, 'Transpose', [name], { attributes: { perm } });
    }
    if (rank !== 4) {
      const unfolded = this.#unfold(name, numHeads, base, rows.name);
      if (unfolded === undefined) return undefined;
      name = unfolded;
    }
    if (name === rows.name) return this.expose(name, base);
    return this.#exposeMade(name, base, rows.name);
  }

  /** Declares the outputs. Those that the graph had stay; the ones of half precision among them become float. */
  finish(): void {
    for (const [tensor, name] of this.#wanted) {
      if (name === tensor && !this.#isHalf(tensor)) continue;
      if (this.#isHalf(tensor)) this.#castTo(name, tensor);
      else if (!this.#canRename(tensor) || !this.graph.rename(tensor, name)) {
        this.graph.addNode({ opType: 'Identity', inputs: [tensor], outputs: [name] });
      }
      const known = this.graph.model.valueInfo.get(tensor);
      this.#declare(name, this.analysis.rank(tensor), known?.dataType === FLOAT ? known.type : undefined);
    }
  }

  #castTo(name: string, tensor: string): void {
    let half = tensor;
    if (name === tensor) {
      half = this.graph.fresh(`${tensor}_half`);
      if (!this.graph.rename(tensor, half))
        throw new OnnxError('unsupported', 'a nested graph uses an output of half precision');
    }
    this.graph.addNode({ opType: 'Cast', inputs: [half], outputs: [name], attributes: { to: FLOAT } });
  }

  /** Exposes a tensor that was made here from `like`. */
  #exposeMade(tensor: string, base: string, like: string): string {
    const name = this.graph.fresh(base);
    if (this.#isHalf(like)) {
      this.graph.addNode({ opType: 'Cast', inputs: [tensor], outputs: [name], attributes: { to: FLOAT } });
    } else {
      this.graph.rename(tensor, name);
    }
    this.#declare(name, 4);
    return name;
  }

  #declare(name: string, rank: number | undefined, type?: Slice): void {
    const declared = this.graph.outputs.find((info) => info.name === name)?.shape;
    const shape = declared ?? (rank === undefined ? undefined : Array<undefined>(rank).fill(undefined));
    this.graph.outputs = this.graph.outputs.filter((info) => info.name !== name);
    this.graph.outputs.push({ name, dataType: FLOAT, shape, type });
  }

  /** [B·heads, a, b] → [B, heads, a, b]. */
  #unfold(tensor: string, numHeads: number | undefined, base: string, like = tensor): string | undefined {
    const { graph } = this;
    if (numHeads === undefined || this.analysis.rank(like) !== 3) return undefined;
    const shape = graph.add(`${base}_dims`, 'Shape', [tensor]);
    const ends = graph.constant(`${base}_ends`, [2], [1, 2]);
    const rest = graph.add(`${base}_rest`, 'Gather', [shape, ends], { attributes: { axis: 0 } });
    const front = graph.constant(`${base}_front`, [2], [-1, numHeads]);
    const target = graph.add(`${base}_target`, 'Concat', [front, rest], { attributes: { axis: 0 } });
    return graph.add(`${base}_unfolded`, 'Reshape', [tensor, target]);
  }

  #isHalf(tensor: string): boolean {
    const dataType = this.analysis.dataType(tensor);
    return isFloat(dataType) && dataType !== FLOAT;
  }

  #canRename(tensor: string): boolean {
    return !this.#isOutput.has(tensor) && this.analysis.producers.has(tensor);
  }
}
