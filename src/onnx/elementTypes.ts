// The element types of ONNX tensors by number and by name (TensorProto.DataType).

export const FLOAT = 1;
export const UINT8 = 2;
export const INT8 = 3;
export const INT32 = 6;
export const INT64 = 7;
export const BOOL = 9;
export const FLOAT16 = 10;
export const DOUBLE = 11;
export const BFLOAT16 = 16;
export const UINT4 = 21;
export const INT4 = 22;

const NAMES: readonly string[] = [
  'undefined',
  'float',
  'uint8',
  'int8',
  'uint16',
  'int16',
  'int32',
  'int64',
  'string',
  'bool',
  'float16',
  'double',
  'uint32',
  'uint64',
  'complex64',
  'complex128',
  'bfloat16',
];

/** The name that ONNX and its runtimes use, for example `int64`; `type<n>` for one this table lacks. */
export function elementTypeName(dataType: number | undefined): string {
  return NAMES[dataType ?? 0] ?? `type${dataType}`;
}

export function isFloat(dataType: number | undefined): boolean {
  return dataType === FLOAT || dataType === FLOAT16 || dataType === DOUBLE || dataType === BFLOAT16;
}
