// Finds out whether this processor's products of unsigned and signed bytes are exact. On x86 without VNNI the runtime's
// kernel adds pairs of them in 16 bits and clips; the runtime can take a slower, exact kernel, but only if told to, and
// told so on a machine with VNNI it would be slower for nothing.

import { bytesField, concat, textField, varintField } from '../../onnx/wire';
import type { OrtModule } from './ortSession';

const [rows, inner, columns] = [4, 64, 16];
const [activation, weight] = [255, 127];

/** True when a product of the largest values comes out too small. A few milliseconds. */
export async function productsSaturate(ort: OrtModule): Promise<boolean> {
  const session = await ort.InferenceSession.create(productModel(), { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const input = new Uint8Array(rows * inner).fill(activation);
    const { product } = await session.run({ input: new ort.Tensor('uint8', input, [rows, inner]) });
    return !(product.data instanceof Int32Array) || product.data.some((value) => value !== activation * weight * inner);
  } finally {
    await session.release();
  }
}

/** A model of one MatMulInteger: input uint8 [rows, inner] by constant int8 [inner, columns], in the bytes of onnx.proto3. */
function productModel(): Uint8Array {
  const [uint8, int8, int32] = [2, 3, 6];
  const node = concat([
    textField(1, 'input'),
    textField(1, 'weight'),
    textField(2, 'product'),
    textField(4, 'MatMulInteger'),
  ]);
  const weights = concat([
    varintField(1, inner),
    varintField(1, columns),
    varintField(2, int8),
    textField(8, 'weight'),
    bytesField(9, new Uint8Array(inner * columns).fill(weight)),
  ]);
  const value = (name: string, elementType: number, dims: readonly number[]): Uint8Array => {
    const shape = concat(dims.map((dim) => bytesField(1, varintField(1, dim))));
    const tensor = concat([varintField(1, elementType), bytesField(2, shape)]);
    return concat([textField(1, name), bytesField(2, bytesField(1, tensor))]);
  };
  const graph = concat([
    bytesField(1, node),
    textField(2, 'product'),
    bytesField(5, weights),
    bytesField(11, value('input', uint8, [rows, inner])),
    bytesField(12, value('product', int32, [rows, columns])),
  ]);
  return concat([varintField(1, 8), bytesField(7, graph), bytesField(8, varintField(2, 17))]);
}
