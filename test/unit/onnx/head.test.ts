// The gather before the MLM head, for each form in which decoders are written.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import { parseModel } from '../../../src/onnx/model';
import { memorySource } from '../../../src/onnx/source';
import { fixtureFolder, maxError, prepareBytes, rowsTensor, runBytes } from './reference';

const decoders = JSON.parse(readFileSync(path.join(fixtureFolder, 'decoders.json'), 'utf8')) as Record<string, string>;
const WORDS = 13;

/** Each row of the second text, then some of the first, one of them twice. */
const rows: [number, number][] = [
  [1, 0],
  [1, 1],
  [1, 2],
  [0, 2],
  [0, 0],
  [0, 2],
];
const ids = new ort.Tensor('int64', BigInt64Array.from([1n, 7n, 12n, 4n, 0n, 9n]), [2, 3]);

describe('rows before a decoder', () => {
  for (const [form, base64] of Object.entries(decoders)) {
    const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));

    it(`${form}: logits of the rows are those of the whole`, async () => {
      const graph = prepareBytes(bytes, { mlmRows: true });
      assert.equal(graph.mlmRowsInput, 'mlm_rows');
      assert.equal(graph.outputs.logits, 'logits');
      const full = (await runBytes(bytes, { input_ids: ids }))['logits'];
      const { dims, data } = (await runBytes(graph.bytes, { input_ids: ids, mlm_rows: rowsTensor(rows) }))['logits'];
      assert.deepEqual([...dims], [rows.length, WORDS]);
      const expected = rows.flatMap(([row, column]) => {
        const start = (row * 3 + column) * WORDS;
        return [...full.data.slice(start, start + WORDS)];
      });
      // An int8 head sees the same numbers here, since the rows cover the largest and the smallest of them.
      const error = maxError(data, expected);
      assert.ok(error < (/integer|shared/.test(form) ? 0.05 : 1e-5), `error ${error}`);
    });

    it(`${form}: computes only the rows`, () => {
      const { nodes } = parseModel(memorySource(prepareBytes(bytes, { mlmRows: true }).bytes));
      const products = nodes.filter((node) => /^(MatMul|MatMulInteger|Gemm)$/.test(node.opType));
      assert.equal(products.length, 2, 'the dense layer and one decoder');
    });
  }

  it('covers the forms of a tied decoder', () => {
    assert.deepEqual(
      new Set(Object.keys(decoders)),
      new Set('matmul transpose gemm flat integer dequantised shared cast'.split(' ')),
    );
  });

  it('declares the logits with the rows as first dimension', () => {
    const graph = prepareBytes(Uint8Array.from(Buffer.from(decoders['gemm'], 'base64')), { mlmRows: true });
    const { outputs } = parseModel(memorySource(graph.bytes));
    assert.deepEqual(outputs.find((info) => info.name === 'logits')?.shape, [undefined, WORDS]);
  });
});
