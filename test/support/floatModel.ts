// The bundled encoder with its weights as 32-bit floats: the numbers that its 8-bit file stands for. What a GPU runs, and what
// devices can be compared on without the rounding of activations.

import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { floatWeights } from '../../src/onnx/floats';
import { memorySource } from '../../src/onnx/source';

/** Writes the float form of `source`, a folder with onnx/model_quantized.onnx, to `target`. */
export function writeFloatModel(source: string, target: string): void {
  mkdirSync(path.join(target, 'onnx'), { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    cpSync(path.join(source, name), path.join(target, name));
  }
  const bytes = floatWeights(memorySource(readFileSync(path.join(source, 'onnx/model_quantized.onnx'))));
  if (!bytes) throw new Error('the bundled encoder has no float form');
  writeFileSync(path.join(target, 'onnx/model.onnx'), bytes);
}
