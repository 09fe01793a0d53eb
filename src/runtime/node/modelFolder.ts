// Reads a model folder in Hugging Face layout: which files are there, what they say, and which ONNX file to run.
// The graph inside is looked at by the encoder process.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../engine/errors';
import type { WantedDevice } from '../encoder/messages';
import { FormError, optional, record, string } from '../parse';
import { parseManifest, manifestName, type InstallManifest } from './installManifest';
import { parseModelConfig, type ModelConfig } from './modelConfig';
import { storageError } from './fileErrors';

export interface ModelFolder {
  readonly folder: string;
  /** Hub id where it was installed from one, else the folder's name. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly tokenizerJson: unknown;
  /** Undefined where the model has none. */
  readonly tokenizerConfig: unknown;
  readonly truecase: ReadonlyMap<string, string>;
  readonly fragments: ReadonlySet<string>;
  /** The ONNX file to run, absolute. */
  readonly onnxFile: string;
  readonly manifest: InstallManifest | undefined;
}

/** File names without `.onnx`, best first. Whole numbers are fast on a CPU; a GPU wants floating point. */
const preferences: Readonly<Record<'cpu' | 'gpu', readonly string[]>> = {
  cpu: ['model_quantized', 'model_int8', 'model_uint8', 'model', 'model_fp16', 'model_q4', 'model_q4f16', 'model_bnb4'],
  gpu: ['model_fp16', 'model', 'model_q4f16', 'model_q4', 'model_quantized', 'model_int8', 'model_uint8'],
};

/**
 * `file` (relative to the folder) overrides the choice of the ONNX file. EngineError modelNotFound for a folder or file
 * that is missing, storage for one that cannot be read, modelCorrupt and modelUnsupported for what is in them.
 */
export async function readModelFolder(
  folder: string,
  { device, file }: { readonly device: WantedDevice; readonly file?: string | undefined },
): Promise<ModelFolder> {
  const found = await onnxFiles(folder);
  const onnxFile = file === undefined ? choose(found, device) : found.find((name) => name === path.normalize(file));
  if (onnxFile === undefined) {
    const reason = file === undefined ? 'it has no ONNX file' : `it has no file ${file}`;
    throw new EngineError('modelNotFound', { subject: folder, reason });
  }
  const json = (name: string): Promise<unknown> => readJson(path.join(folder, name));
  const [config, tokenizerJson, tokenizerConfig, truecase, fragments, manifest] = [
    await json('config.json'),
    await json('tokenizer.json'),
    await ifThere(json('tokenizer_config.json')),
    await ifThere(json('truecase.json')),
    await ifThere(json('fragments.json')),
    await ifThere(json(manifestName)),
  ];
  const install = parsed(path.join(folder, manifestName), () => optional(parseManifest)(manifest, manifestName));
  return {
    folder,
    name: install?.id ?? path.basename(path.resolve(folder)),
    config: parseModelConfig(config, tokenizerConfig, path.join(folder, 'config.json')),
    tokenizerJson,
    tokenizerConfig,
    truecase: parsed(path.join(folder, 'truecase.json'), () => truecaseOf(truecase)),
    fragments: new Set(parsed(path.join(folder, 'fragments.json'), () => fragmentsOf(fragments))),
    onnxFile: path.join(folder, onnxFile),
    manifest: install,
  };
}

/** Paths of the ONNX files relative to the folder: those in `onnx/` first. */
async function onnxFiles(folder: string): Promise<string[]> {
  const inside = await ifThere(listFiles(path.join(folder, 'onnx')));
  const top = await listFiles(folder);
  return [...(inside ?? []).map((name) => path.join('onnx', name)), ...top].filter((name) => name.endsWith('.onnx'));
}

/** The best of the names that are known; a single file of any name will do as well. */
export function choose(files: readonly string[], device: WantedDevice): string | undefined {
  const wanted = preferences[device === 'webgpu' ? 'gpu' : 'cpu'];
  const known = wanted.flatMap((name) => files.filter((file) => path.parse(file).name === name));
  return known[0] ?? (files.length === 1 ? files[0] : undefined);
}

async function listFiles(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw storageError(error, folder);
  }
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const pointer = text.startsWith('version https://git-lfs');
    const reason = pointer ? 'the file is a Git LFS pointer; the file itself was not downloaded' : 'it is no JSON';
    throw new EngineError('modelCorrupt', { subject: file, reason });
  }
}

async function readText(file: string): Promise<string> {
  try {
    if (!(await stat(file)).isFile()) throw new EngineError('modelNotFound', { subject: file, reason: 'not a file' });
    return await readFile(file, 'utf8');
  } catch (error) {
    throw storageError(error, file);
  }
}

/** Undefined where the file or folder is not there; all else still fails. */
async function ifThere<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof EngineError && error.code === 'modelNotFound') return undefined;
    throw error;
  }
}

function truecaseOf(value: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(record(value ?? {}, 'truecase'));
  return new Map(entries.map(([word, spelling]) => [word, string(spelling, 'a spelling')]));
}

function fragmentsOf(value: unknown): string[] {
  const list = value ?? [];
  if (!Array.isArray(list)) throw new FormError('fragments', 'a list');
  return list.map((piece) => string(piece, 'a piece'));
}

/** Runs a parser; what does not have its form is a damaged file. */
function parsed<T>(subject: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FormError) throw new EngineError('modelCorrupt', { subject, reason: error.message });
    throw error;
  }
}
