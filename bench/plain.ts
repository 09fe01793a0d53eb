// The ordinary way to run the same model: transformers.js pipelines with their defaults, in this process.

import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { prepareGraph } from '../src/onnx/prepare';
import { memorySource } from '../src/onnx/source';

export interface PlainFiller {
  fill(text: string, top: number): Promise<unknown>;
  dispose(): Promise<void>;
}

export interface PlainEmbedder {
  embed(texts: readonly string[]): Promise<unknown>;
  dispose(): Promise<void>;
}

/** File stem → transformers.js's name of the data type. */
const dtypes = { model_quantized: 'q8', model_int8: 'int8', model_uint8: 'uint8', model: 'fp32' } as const;
type Dtype = (typeof dtypes)[keyof typeof dtypes];

/** The data type of the best file that the folder has. Error where it has none that the pipelines know. */
export function dtypeOf(folder: string): Dtype {
  for (const [stem, dtype] of Object.entries(dtypes)) {
    if (existsSync(path.join(folder, 'onnx', `${stem}.onnx`))) return dtype;
  }
  throw new Error(`${folder} has no onnx/model.onnx or model_quantized.onnx, which the plain pipelines need.`);
}

/** transformers.js, told to read local files only: the folder's name is the model's id below its parent. */
async function pipelines(folder: string) {
  const { env, pipeline } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(folder);
  return { pipeline, id: path.basename(folder) };
}

export async function plainFiller(folder: string, dtype: Dtype): Promise<PlainFiller> {
  const { pipeline, id } = await pipelines(folder);
  const filler = await pipeline('fill-mask', id, { dtype });
  return {
    fill: (text, top) => filler(text, { top_k: top }),
    dispose: () => filler.dispose(),
  };
}

export async function plainEmbedder(folder: string, dtype: Dtype): Promise<PlainEmbedder> {
  const { pipeline, id } = await pipelines(folder);
  const extractor = await pipeline('feature-extraction', id, { dtype });
  return {
    embed: (texts) => extractor([...texts], { pooling: 'mean', normalize: true }),
    dispose: () => extractor.dispose(),
  };
}

const plainBatch = 32;

/** All texts, in the order in which they come. */
export async function inBatches(embedder: PlainEmbedder, texts: readonly string[]): Promise<void> {
  for (let from = 0; from < texts.length; from += plainBatch) {
    await embedder.embed(texts.slice(from, from + plainBatch));
  }
}

/**
 * A copy of the model whose file lacks the MLM head, and the folder it is in. The plain pipeline computes every output of
 * a file, so on the file with the head it scores the vocabulary at each token of a text that only wants a vector: a
 * comparison with that would flatter us.
 */
export function withoutHeads(folder: string, dtype: Dtype, cacheFolder: string): string {
  const copy = path.join(cacheFolder, 'plain', `${path.basename(folder)}-encoder-${dtype}`);
  mkdirSync(path.join(copy, 'onnx'), { recursive: true });
  for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json']) {
    if (existsSync(path.join(folder, name))) cpSync(path.join(folder, name), path.join(copy, name));
  }
  const stem = Object.entries(dtypes).find(([, each]) => each === dtype)?.[0] ?? 'model';
  const file = readFileSync(path.join(folder, 'onnx', `${stem}.onnx`));
  const { bytes: edited } = prepareGraph(memorySource(file), { keep: 'encoder' });
  writeFileSync(path.join(copy, 'onnx', `${stem}.onnx`), edited);
  return copy;
}
