// Follows small integer tensors through the arithmetic that exporters do on shapes, as far as elements are fixed. It is
// how the number of heads is read out of a Reshape.

import type { PartialValues } from './analysis';
import type { Node, Shape } from './types';

interface Known {
  values(name: string): PartialValues | undefined;
  shape(name: string): Shape | undefined;
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => Math.trunc(a / b),
};

/** Elements of the node's first output, undefined when nothing is known of them. Scalars count as one element. */
export function outputValues(node: Node, known: Known): PartialValues | undefined {
  const { opType, inputs, attributes } = node;
  if (node.domain !== '') return undefined;
  const first = inputs.length > 0 ? known.values(inputs[0]) : undefined;
  switch (opType) {
    case 'Constant':
      return attributes.get('value_ints')?.ints ?? single(attributes.get('value_int')?.i);
    case 'Shape': {
      const shape = known.shape(inputs[0]);
      return shape?.slice(attributes.get('start')?.i ?? 0, attributes.get('end')?.i ?? shape.length);
    }
    case 'Identity':
    case 'Cast':
    case 'Unsqueeze':
    case 'Squeeze':
    case 'Reshape':
      return first;
    case 'Concat': {
      const parts = inputs.map((name) => known.values(name));
      return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
    }
    case 'Gather': {
      const at = known.values(inputs[1]);
      if (!first || !at || (attributes.get('axis')?.i ?? 0) !== 0) return undefined;
      return at.map((i) => (i === undefined ? undefined : first[i < 0 ? i + first.length : i]));
    }
    case 'Slice':
      return first && sliced(node, first, known);
    default:
      return Object.hasOwn(ARITHMETIC, opType)
        ? arithmetic(ARITHMETIC[opType], first, known.values(inputs[1]))
        : undefined;
  }
}

function single(value: number | undefined): PartialValues | undefined {
  return value === undefined ? undefined : [value];
}

/** Slice along the only axis with step 1; bounds are inputs since operator set 10, attributes before. */
function sliced(node: Node, first: PartialValues, known: Known): PartialValues | undefined {
  const [, starts, ends, , steps] = node.inputs;
  const start = starts ? known.values(starts)?.[0] : node.attributes.get('starts')?.ints?.[0];
  const end = ends ? known.values(ends)?.[0] : node.attributes.get('ends')?.ints?.[0];
  const step = steps ? known.values(steps)?.[0] : 1;
  return start === undefined || end === undefined || step !== 1 ? undefined : first.slice(start, end);
}

function arithmetic(
  apply: (a: number, b: number) => number,
  a: PartialValues | undefined,
  b: PartialValues | undefined,
): PartialValues | undefined {
  if (!a || !b || (a.length !== b.length && a.length !== 1 && b.length !== 1)) return undefined;
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => {
    const x = a[a.length === 1 ? 0 : i];
    const y = b[b.length === 1 ? 0 : i];
    return x === undefined || y === undefined ? undefined : apply(x, y);
  });
}
