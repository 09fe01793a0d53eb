// Decodes nodes and their attributes, with the names that nested graphs (If, Loop, Scan) take from outside.

import { OnnxError } from './errors';
import { integers, parseTensor, parseValueInfo } from './parts';
import type { Attribute, Node, Tensor } from './types';
import type { Field, Reader, Slice } from './wire';
import { BYTES, FIXED32 } from './wire';

/** Graphs nested deeper than this are an attack, not a model. */
const MAX_NESTING = 16;

/** A node; `depth` counts how many graphs it is nested in. */
export function parseNode(reader: Reader, slice: Slice, depth: number): Node {
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, Attribute>();
  const rest: Slice[] = [];
  let name = '';
  let opType = '';
  let domain = '';
  for (const field of reader.fields(slice)) {
    if (field.number === 1) inputs.push(text(reader, field));
    else if (field.number === 2) outputs.push(text(reader, field));
    else {
      if (field.number === 3) name = text(reader, field);
      else if (field.number === 4) opType = text(reader, field);
      else if (field.number === 7) domain = text(reader, field);
      else if (field.number === 5) {
        const attribute = parseAttribute(reader, field.data, depth);
        attributes.set(attribute.name, attribute);
      }
      rest.push(field.whole);
    }
  }
  if (opType === '') throw new OnnxError('notOnnx', 'a node has no operator');
  if (domain === 'ai.onnx') domain = '';
  const captures = [...attributes.values()].flatMap((attribute) => attribute.captures ?? []);
  return { opType, domain, name, inputs, outputs, attributes, rest, captures, slice };
}

export function parseAttribute(reader: Reader, slice: Slice, depth: number): Attribute {
  if (depth > MAX_NESTING) throw new OnnxError('unsupported', `graphs are nested more than ${MAX_NESTING} deep`);
  let name = '';
  let i: number | undefined;
  let f: number | undefined;
  let s: string | undefined;
  let tensor: Tensor | undefined;
  const ints: number[] = [];
  const captures: string[] = [];
  for (const field of reader.fields(slice)) {
    if (field.number === 1) name = reader.text(field.data);
    else if (field.number === 2 && field.wireType === FIXED32) f = float32(reader, field.data);
    else if (field.number === 3) i = field.value;
    else if (field.number === 4 && field.data.length < 256) s = latin1(reader.bytes(field.data));
    else if (field.number === 5) tensor = parseTensor(reader, field.data);
    else if (field.number === 6 || field.number === 11) {
      for (const each of parseCaptures(reader, field.data, depth + 1)) captures.push(each);
    } else if (field.number === 8) for (const each of integers(reader, field)) ints.push(each);
  }
  return { name, i, f, s, tensor, ints: ints.length > 0 ? ints : undefined, captures };
}

/** Names that the nodes of a nested graph use but that nothing inside it makes. */
function parseCaptures(reader: Reader, slice: Slice, depth: number): string[] {
  const used = new Set<string>();
  const made = new Set<string>(['']);
  for (const field of reader.fields(slice)) {
    if (field.number === 1) {
      const node = parseNode(reader, field.data, depth);
      for (const name of [...node.inputs, ...node.captures]) used.add(name);
      for (const name of node.outputs) made.add(name);
    } else if (field.number === 5) made.add(parseTensor(reader, field.data).name);
    else if (field.number === 11) made.add(parseValueInfo(reader, field.data).name);
    else if (field.number === 12) used.add(parseValueInfo(reader, field.data).name);
  }
  return [...used].filter((name) => !made.has(name));
}

function float32(reader: Reader, slice: Slice): number {
  const bytes = reader.bytes(slice);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}

function latin1(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}

function text(reader: Reader, field: Field): string {
  if (field.wireType !== BYTES) throw new OnnxError('notOnnx', 'a name is not text');
  return reader.text(field.data);
}
