// What this machine can do at most: a single int8 matrix product, large enough that nothing else counts.

import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeNode, encodeTensor, encodeValueInfo, makeNode, makeTensor } from '../src/onnx/build';
import { INT32, INT8, UINT8 } from '../src/onnx/elementTypes';
import { memorySource } from '../src/onnx/source';
import { assemble, bytesField, concat, piecesField, Reader, textField, varintField } from '../src/onnx/wire';
import { mulberry32 } from '../src/core/random';

/** Rows, columns and depth of the product. */
const size = 1024;

export interface MatMulProbe {
  /** Runs the product once. */
  run(): Promise<void>;
  /** Multiplications and additions of one run. */
  readonly operations: number;
  dispose(): Promise<void>;
}

/** u8 × constant s8 → s32, the form that a quantised encoder uses, on this many threads. */
export async function openMatMulProbe(threads: number): Promise<MatMulProbe> {
  const session = await InferenceSession.create(matMulModel(), {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
  });
  const random = mulberry32(1);
  const left = Uint8Array.from({ length: size * size }, () => Math.floor(random() * 256));
  const feeds = { a: new Tensor('uint8', left, [size, size]) };
  return {
    run: async () => {
      await session.run(feeds);
    },
    operations: 2 * size ** 3,
    dispose: () => session.release(),
  };
}

/** A model of one node, y = MatMulInteger(a, b), with b a weight: constant weights are packed once. */
function matMulModel(): Uint8Array {
  const random = mulberry32(2);
  const weights = Uint8Array.from({ length: size * size }, () => Math.floor(random() * 256));
  const info = (name: string, dataType: number) => ({ name, dataType, shape: [size, size] });
  const graph = [
    ...encodeNode(makeNode({ opType: 'MatMulInteger', inputs: ['a', 'b'], outputs: ['y'] })),
    textField(2, 'peak'),
    ...encodeTensor(makeTensor('b', INT8, [size, size], weights)),
    ...encodeValueInfo(11, info('a', UINT8)),
    ...encodeValueInfo(12, info('y', INT32)),
  ];
  const opset = bytesField(8, concat([textField(1, ''), varintField(2, 17)]));
  return assemble(new Reader(memorySource(new Uint8Array())), [varintField(1, 8), ...piecesField(7, graph), opset]);
}
