// Says in one word what the weights of the matrix products are: fp32, fp16, int8, uint8, q4, …

import type { Analysis } from './analysis';
import { BFLOAT16, DOUBLE, FLOAT, FLOAT16, INT4, INT8, UINT4, UINT8 } from './elementTypes';
import { weightOf } from './head';
import type { Node } from './types';

const WORDS = new Map<number, string>([
  [FLOAT, 'fp32'],
  [FLOAT16, 'fp16'],
  [BFLOAT16, 'bf16'],
  [DOUBLE, 'fp64'],
  [INT8, 'int8'],
  [UINT8, 'uint8'],
  [INT4, 'q4'],
  [UINT4, 'q4'],
]);

/** The kind of weight that most elements belong to; `fp32` for a graph without products. */
export function weightDtype(analysis: Analysis): string {
  return [...weightElements(analysis)].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'fp32';
}

/** How many elements the weights of products have, by the word for their type. */
export function weightElements(analysis: Analysis): Map<string, number> {
  const elements = new Map<string, number>();
  for (const node of analysis.nodes) {
    const kind = kindOf(analysis, node);
    if (kind) elements.set(kind.word, (elements.get(kind.word) ?? 0) + kind.elements);
  }
  return elements;
}

function kindOf(analysis: Analysis, node: Node): { word: string; elements: number } | undefined {
  const weight =
    /^(QAttention|Attention)$/.test(node.opType) && node.domain !== '' ? node.inputs[1] : weightOf(analysis, node);
  if (weight === undefined || !analysis.isConstant(weight)) return undefined;
  if (node.opType === 'MatMulNBits' || node.opType === 'MatMulBnb4') {
    const elements = (node.attributes.get('N')?.i ?? 0) * (node.attributes.get('K')?.i ?? 0);
    if (node.opType === 'MatMulBnb4') return { word: 'bnb4', elements };
    const isHalf = analysis.dataType(node.inputs[2]) === FLOAT16;
    return { word: `q${node.attributes.get('bits')?.i ?? 4}${isHalf ? 'f16' : ''}`, elements };
  }
  // A weight may be cast, transposed or dequantised on its way.
  let name = weight;
  for (let maker = analysis.producers.get(name); maker; maker = analysis.producers.get(name)) {
    if (!/^(Cast|Transpose|DequantizeLinear|Identity|Reshape)$/.test(maker.opType)) break;
    name = maker.inputs[0];
  }
  const elements = analysis.shape(name)?.reduce<number>((product, dim) => product * (dim ?? 1), 1) ?? 1;
  const word = WORDS.get(analysis.dataType(name) ?? 0);
  return word === undefined ? undefined : { word, elements };
}
