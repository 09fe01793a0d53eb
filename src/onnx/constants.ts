// Reads the values of small constant tensors; large ones are left in the file.

import { FLOAT, FLOAT16, INT32, INT64 } from './elementTypes';
import { integers } from './parts';
import type { Tensor } from './types';
import type { Reader } from './wire';
import { isSlice } from './wire';

const MOST_VALUES = 64;

/** Values of an int32, int64, float or float16 tensor of at most 64 elements that lies in the model itself; else undefined. */
export function smallValues(reader: Reader, tensor: Tensor): number[] | undefined {
  const count = tensor.dims.reduce((product, dim) => product * dim, 1);
  if (count > MOST_VALUES || tensor.external) return undefined;
  const width = { [FLOAT]: 4, [INT32]: 4, [FLOAT16]: 2, [INT64]: 8 }[tensor.dataType];
  if (!width) return undefined;
  let values: number[] = [];
  if (tensor.raw) {
    const bytes = isSlice(tensor.raw) ? reader.bytes(tensor.raw) : tensor.raw;
    if (bytes.length !== count * width) return undefined;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let i = 0; i < count; i++) values.push(readValue(view, i * width, tensor.dataType));
  } else if (tensor.dataType === INT32 || tensor.dataType === INT64) {
    values = tensor.typed.flatMap((field) => integers(reader, field));
  } else {
    return undefined;
  }
  return values.length === count ? values : undefined;
}

function readValue(view: DataView, at: number, dataType: number): number {
  if (dataType === FLOAT) return view.getFloat32(at, true);
  if (dataType === INT32) return view.getInt32(at, true);
  if (dataType === INT64) return Number(view.getBigInt64(at, true));
  return halfToNumber(view.getUint16(at, true));
}

/** IEEE 754 binary16. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
}
