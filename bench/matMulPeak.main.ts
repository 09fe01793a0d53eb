// A process that multiplies int8 matrices as often as it is told and answers when it is done. Started by matMulPeak.ts.

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { mulberry32 } from '../src/core/random';
import { encodeNode, encodeTensor, encodeValueInfo, makeNode, makeTensor } from '../src/onnx/build';
import { INT32, INT8, UINT8 } from '../src/onnx/elementTypes';
import { memorySource } from '../src/onnx/source';
import { assemble, bytesField, concat, piecesField, Reader, textField, varintField } from '../src/onnx/wire';
import { object, wholeFrom } from '../src/runtime/parse';
import type { ProductRun, Shape } from './matMulPeak';

const whole = wholeFrom(1);
const parseRun = object<ProductRun>({ rows: whole, depth: whole, columns: whole, threads: whole, repeats: whole });

interface Product {
  readonly key: string;
  readonly session: InferenceSession;
  readonly feeds: Record<string, Tensor>;
}

/** Keeps one product at a time. */
class Multiplier {
  #product: Product | undefined;

  async run(run: ProductRun): Promise<void> {
    const { session, feeds } = await this.#productOf(run);
    for (let n = 0; n < run.repeats; n++) await session.run(feeds);
  }

  async #productOf({ rows, depth, columns, threads }: ProductRun): Promise<Product> {
    const key = [rows, depth, columns, threads].join('×');
    if (this.#product?.key === key) return this.#product;
    await this.#product?.session.release();
    const session = await InferenceSession.create(productModel({ rows, depth, columns }), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    });
    const random = mulberry32(1);
    const left = Uint8Array.from({ length: rows * depth }, () => Math.floor(random() * 256));
    this.#product = { key, session, feeds: { a: new Tensor('uint8', left, [rows, depth]) } };
    return this.#product;
  }
}

/**
 * A model of one node, y = MatMulInteger(a, b), u8 × s8 → s32, the form that a quantised encoder uses. b is a weight, because
 * constant weights are packed once; of seven bits, which no instruction set lets overflow.
 */
function productModel({ rows, depth, columns }: Shape): Uint8Array {
  const random = mulberry32(2);
  const weights = Int8Array.from({ length: depth * columns }, () => Math.floor(random() * 128) - 64);
  const graph = [
    ...encodeNode(makeNode({ opType: 'MatMulInteger', inputs: ['a', 'b'], outputs: ['y'] })),
    textField(2, 'peak'),
    ...encodeTensor(makeTensor('b', INT8, [depth, columns], new Uint8Array(weights.buffer))),
    ...encodeValueInfo(11, { name: 'a', dataType: UINT8, shape: [rows, depth] }),
    ...encodeValueInfo(12, { name: 'y', dataType: INT32, shape: [rows, columns] }),
  ];
  const opset = bytesField(8, concat([textField(1, ''), varintField(2, 17)]));
  return assemble(new Reader(memorySource(new Uint8Array())), [varintField(1, 8), ...piecesField(7, graph), opset]);
}

const multiplier = new Multiplier();
process.on('message', (value) => {
  const run = parseRun(value, 'run');
  multiplier.run(run).then(
    () => process.send?.({ repeats: run.repeats }),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exit(1);
    },
  );
});
