// Loads the values of a whole tensor, wherever they lie: in the model's file, in fields of its own, in a file beside it.

import { FLOAT, INT8, UINT8 } from './elementTypes';
import { OnnxError } from './errors';
import { integers } from './parts';
import type { ByteSource } from './source';
import type { Tensor } from './types';
import type { Reader } from './wire';
import { BYTES, concat, isSlice } from './wire';

/** Opens an external data file of the model by its name. */
export type OpenExternal = (name: string) => ByteSource;

const WIDTHS = new Map([
  [FLOAT, 4],
  [INT8, 1],
  [UINT8, 1],
]);

/**
 * Little-endian bytes of a float, int8 or uint8 tensor. Throws OnnxError when they are not all there, or lie in an external
 * file and `open` is missing.
 */
export function contentsOf(reader: Reader, tensor: Tensor, open: OpenExternal | undefined): Uint8Array {
  const width = WIDTHS.get(tensor.dataType);
  if (width === undefined) throw new RangeError('only float and 8-bit tensors are read');
  const expected = tensor.dims.reduce((product, dim) => product * dim, width);
  const bytes = load(reader, tensor, open, expected);
  if (bytes.length !== expected) throw new OnnxError('notOnnx', 'a weight has another size than its dimensions say');
  return bytes;
}

/** Float values; a copy, since weights need not lie at a multiple of four (and a Buffer's `slice` would copy nothing). */
export function floatsOf(reader: Reader, tensor: Tensor, open: OpenExternal | undefined): Float32Array {
  return new Float32Array(new Uint8Array(contentsOf(reader, tensor, open)).buffer);
}

/** The bytes of a tensor that lies in an external file. */
export function externalBytes(external: NonNullable<Tensor['external']>, open: OpenExternal | undefined): Uint8Array {
  if (!open) throw new OnnxError('unsupported', 'the weights lie in another file');
  const source = open(external.location);
  const length = external.length ?? source.sizeBytes - external.offset;
  if (length < 0 || external.offset + length > source.sizeBytes) {
    throw new OnnxError('truncated', 'the file of the weights is shorter than the model says');
  }
  return source.read(external.offset, length);
}

function load(reader: Reader, tensor: Tensor, open: OpenExternal | undefined, expected: number): Uint8Array {
  if (tensor.external) return externalBytes(tensor.external, open);
  if (tensor.raw) {
    if (tensor.raw.length !== expected)
      throw new OnnxError('notOnnx', 'a weight has another size than its dimensions say');
    return isSlice(tensor.raw) ? reader.bytes(tensor.raw) : tensor.raw;
  }
  if (tensor.dataType === FLOAT) {
    const data = tensor.typed
      .filter((field) => field.number === 4)
      .map((field) => new Uint8Array(reader.bytes(field.data)));
    return concat(data);
  }
  const values = tensor.typed.filter(
    (field) => field.number === 5 && (field.wireType === BYTES || field.wireType === 0),
  );
  return Uint8Array.from(values.flatMap((field) => integers(reader, field)).map((value) => value & 255));
}
