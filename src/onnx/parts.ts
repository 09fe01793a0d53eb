// Decodes the parts of a graph that are not nodes: tensors and declared types. No tensor bytes are loaded.

import { OnnxError } from './errors';
import type { Shape, Tensor, ValueInfo } from './types';
import type { Field, Reader, Slice } from './wire';
import { BYTES, VARINT } from './wire';

export function parseTensor(reader: Reader, slice: Slice): Tensor {
  const dims: number[] = [];
  const typed: { number: number; wireType: number; data: Slice; value: number }[] = [];
  const entries = new Map<string, string>();
  let name = '';
  let dataType = 0;
  let isExternal = false;
  let raw: Slice | undefined;
  for (const field of reader.fields(slice)) {
    if (field.number === 1) for (const dim of integers(reader, field)) dims.push(dim);
    else if (field.number === 2) dataType = field.value;
    else if (field.number === 8) name = reader.text(field.data);
    else if (field.number === 9) raw = field.data;
    else if (field.number === 13) {
      const [key, value] = parseEntry(reader, field.data);
      entries.set(key, value);
    } else if (field.number === 14) isExternal = field.value === 1;
    else if ([4, 5, 6, 7, 10, 11].includes(field.number)) typed.push(field);
  }
  if (dims.some((dim) => dim < 0)) throw new OnnxError('notOnnx', 'a weight has a negative dimension');
  const external = isExternal ? parseExternal(entries) : undefined;
  return { name, dims, dataType, raw, typed, external, slice };
}

export function parseValueInfo(reader: Reader, slice: Slice): ValueInfo {
  let name = '';
  let dataType: number | undefined;
  let shape: Shape | undefined;
  let type: Slice | undefined;
  for (const field of reader.fields(slice)) {
    if (field.number === 1) name = reader.text(field.data);
    else if (field.number === 2) {
      type = field.data;
      for (const kind of reader.fields(field.data)) {
        if (kind.number !== 1 || kind.wireType !== BYTES) continue;
        for (const part of reader.fields(kind.data)) {
          if (part.number === 1) dataType = part.value;
          else if (part.number === 2) shape = parseShape(reader, part.data);
        }
      }
    }
  }
  return { name, dataType, shape, type, slice };
}

/** A repeated integer field, packed or not. */
export function integers(reader: Reader, field: Pick<Field, 'wireType' | 'value' | 'data'>): number[] {
  if (field.wireType === VARINT) return [field.value];
  if (field.wireType !== BYTES) throw new OnnxError('notOnnx', 'a number has the wrong form');
  return reader.packedVarints(field.data);
}

function parseShape(reader: Reader, slice: Slice): Shape {
  const dims: (number | undefined)[] = [];
  for (const field of reader.fields(slice)) {
    if (field.number !== 1) continue;
    let dim: number | undefined;
    for (const part of reader.fields(field.data)) {
      // Some exporters write 0 or −1 for a dimension that varies.
      if (part.number === 1 && part.value > 0) dim = part.value;
    }
    dims.push(dim);
  }
  return dims;
}

function parseEntry(reader: Reader, slice: Slice): [string, string] {
  let key = '';
  let value = '';
  for (const field of reader.fields(slice)) {
    if (field.number === 1) key = reader.text(field.data);
    else if (field.number === 2) value = reader.text(field.data);
  }
  return [key, value];
}

function parseExternal(entries: ReadonlyMap<string, string>): Tensor['external'] {
  const location = entries.get('location') ?? '';
  const offset = Number(entries.get('offset') ?? 0);
  const length = entries.has('length') ? Number(entries.get('length')) : undefined;
  if (!Number.isSafeInteger(offset) || offset < 0 || (length !== undefined && !Number.isSafeInteger(length))) {
    throw new OnnxError('notOnnx', 'a weight lies at no sound place of its external file');
  }
  // A model must not reach files outside of its own folder.
  if (location === '' || /^[/\\]|^[a-zA-Z]:|(^|[/\\])\.\.([/\\]|$)/.test(location)) {
    throw new OnnxError('unsupported', 'the weights lie outside of the model’s folder');
  }
  return { location, offset, length };
}
