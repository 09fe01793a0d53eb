// Ends with 0 where onnxruntime-node runs a small model on WebGPU; else the last line says why it does not.

import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

try {
  const model = readFileSync('test/unit/fixtures/tiny-bert/onnx/model.onnx');
  const session = await InferenceSession.create(model, { executionProviders: ['webgpu'], logSeverityLevel: 3 });
  const ids = new Tensor('int64', BigInt64Array.of(2n, 5n, 3n), [1, 3]);
  const ones = new Tensor('int64', BigInt64Array.of(1n, 1n, 1n), [1, 3]);
  const zeros = new Tensor('int64', BigInt64Array.of(0n, 0n, 0n), [1, 3]);
  const feeds = { input_ids: ids, attention_mask: ones, token_type_ids: zeros };
  await session.run(feeds, ['last_hidden_state']);
} catch (error) {
  console.log(
    String(error.message)
      .replace(/^.* was false\. /, '')
      .split('\n', 1)[0],
  );
  process.exitCode = 1;
}
