// The decoded form of a model: nodes, names and shapes as values, the bytes of weights as places in the file.
// Field names and numbers follow onnx.proto3 of ONNX 1.19.

import type { Piece, Reader, Slice } from './wire';

/** Contents of a tensor. `raw`: little-endian values in the file; `typed`: fields such as int64_data. */
export interface Tensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** TensorProto.DataType; see elementTypes.ts. */
  readonly dataType: number;
  readonly raw?: Piece;
  readonly typed: readonly {
    readonly number: number;
    readonly wireType: number;
    readonly data: Slice;
    readonly value: number;
  }[];
  readonly external?: { readonly location: string; readonly offset: number; readonly length?: number };
  /** The message as it lies in the file; absent for tensors that were made here. */
  readonly slice?: Slice;
}

export interface Attribute {
  readonly name: string;
  readonly i?: number;
  readonly f?: number;
  readonly s?: string;
  readonly ints?: readonly number[];
  readonly tensor?: Tensor;
  /** Names that nested graphs take from outside. */
  readonly captures?: readonly string[];
}

/** A node; `inputs` and `outputs` may be edited, everything else is written back as it was. */
export interface Node {
  readonly opType: string;
  /** '' for the default domain. */
  readonly domain: string;
  readonly name: string;
  inputs: string[];
  outputs: string[];
  readonly attributes: ReadonlyMap<string, Attribute>;
  /** All fields but inputs and outputs. */
  readonly rest: readonly Piece[];
  /** Tensors that nested graphs take from outside; empty for nearly all nodes. */
  readonly captures: readonly string[];
  /** The message as it lies in the file, until the node is edited. */
  slice?: Slice;
}

/** A dimension is a number, or unknown. */
export type Shape = readonly (number | undefined)[];

export interface ValueInfo {
  readonly name: string;
  /** Undefined for sequences, maps and optionals. */
  readonly dataType?: number;
  readonly shape?: Shape;
  /** The declared type as it lies in the file, with the names of its dimensions. */
  readonly type?: Slice;
  readonly slice?: Slice;
}

export interface Model {
  readonly reader: Reader;
  readonly nodes: Node[];
  readonly initializers: Map<string, Tensor>;
  readonly inputs: ValueInfo[];
  readonly outputs: ValueInfo[];
  readonly valueInfo: ReadonlyMap<string, ValueInfo>;
  /** Domain → version; the default domain is ''. */
  readonly opsets: ReadonlyMap<string, number>;
  /** Model-local functions, `domain:name`, and what they call in the same form. */
  readonly functions: ReadonlyMap<string, readonly string[]>;
  /** Fields of the model beside the graph and the operator sets, and of the graph beside the decoded ones. */
  readonly modelRest: readonly Piece[];
  readonly graphRest: readonly Piece[];
}
