// What a graph is fed with, in the words of ONNX.

import { elementTypeName } from './elementTypes';
import type { ValueInfo } from './types';

export interface GraphInput {
  readonly name: string;
  /** `int64`, `int32`, `float`, `float16`, `bool`, … in the words of ONNX. */
  readonly elementType: string;
  readonly rank?: number | undefined;
}

export function describeInput({ name, dataType, shape }: ValueInfo): GraphInput {
  return { name, elementType: elementTypeName(dataType), rank: shape?.length };
}
