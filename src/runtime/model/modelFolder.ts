// Reads a model folder in Hugging Face layout: which files are there, what they say, and which ONNX file to run. Where
// folders lie (a disk, an extension in a browser) comes as a FolderPort; the graph is looked at by the encoder process.

import { EngineError } from '../../engine/errors';
import { withEverydayWords } from '../../engine/everydayWords';
import type { PartOfSpeech, ThesaurusLists } from '../../engine/ports';
import type { WantedDevice } from '../encoder/messages';
import { arrayOf, FormError, object, optional, string } from '../parse';
import { manifestName, parseManifest, type InstallManifest } from './installManifest';
import { parseModelConfig, type ModelConfig } from './modelConfig';

/** A model folder on whatever holds it. Files are named relative to it, with forward slashes. */
export interface FolderPort {
  /** Last part of its name. */
  readonly name: string;
  /** How the folder (`''`) or a file of it is called in errors. */
  placeOf(file: string): string;
  /** Names in the folder (`''`) or in one below. EngineError modelNotFound or storage. */
  list(folder: string): Promise<readonly string[]>;
  /** EngineError modelNotFound or storage. */
  readText(file: string): Promise<string>;
}

export interface ModelFolder {
  /** Hub id where it was installed from one, else the folder's name. */
  readonly name: string;
  readonly config: ModelConfig;
  readonly tokenizerJson: unknown;
  /** Undefined where the model has none. */
  readonly tokenizerConfig: unknown;
  readonly truecase: ReadonlyMap<string, string>;
  readonly fragments: ReadonlySet<string>;
  /** Undefined where the model has none. */
  readonly thesaurus: Readonly<Record<PartOfSpeech, ThesaurusLists>> | undefined;
  /** The ONNX file to run, relative to the folder. */
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
  port: FolderPort,
  { device, file }: { readonly device: WantedDevice; readonly file?: string | undefined },
): Promise<ModelFolder> {
  const found = await onnxFiles(port);
  const onnxFile = file === undefined ? choose(found, device) : found.find((name) => name === normalised(file));
  if (onnxFile === undefined) {
    const reason = file === undefined ? 'it has no ONNX file' : `it has no file ${file}`;
    throw new EngineError('modelNotFound', { subject: port.placeOf(''), reason });
  }
  const json = (name: string): Promise<unknown> => readJson(port, name);
  const [config, tokenizerJson, tokenizerConfig, truecase, fragments, thesaurus, manifest] = await Promise.all([
    json('config.json'),
    json('tokenizer.json'),
    ifThere(json('tokenizer_config.json')),
    ifThere(json('truecase.json')),
    ifThere(json('fragments.json')),
    ifThere(json('thesaurus.json')),
    ifThere(json(manifestName)),
  ]);
  const parsed = <T>(name: string, parse: () => T): T => parsedFrom(port.placeOf(name), parse);
  const lists = parsed('thesaurus.json', () => optional(thesaurusOf)(thesaurus, 'thesaurus'));
  const install = parsed(manifestName, () => optional(parseManifest)(manifest, manifestName));
  return {
    name: install?.id ?? port.name,
    config: parseModelConfig(config, tokenizerConfig, port.placeOf('config.json')),
    tokenizerJson,
    tokenizerConfig,
    truecase: parsed('truecase.json', () => truecaseOf(truecase)),
    fragments: new Set(parsed('fragments.json', () => fragmentsOf(fragments))),
    thesaurus: lists && withEverydayWords(lists),
    onnxFile,
    manifest: install,
  };
}

/** Those in `onnx/` first. */
async function onnxFiles(port: FolderPort): Promise<string[]> {
  const inside = await ifThere(port.list('onnx'));
  const top = await port.list('');
  return [...(inside ?? []).map((name) => `onnx/${name}`), ...top].filter((name) => name.endsWith('.onnx'));
}

/** The best of the names that are known; a single file of any name will do as well. */
export function choose(files: readonly string[], device: WantedDevice): string | undefined {
  const wanted = preferences[device === 'webgpu' ? 'gpu' : 'cpu'];
  const known = wanted.flatMap((name) => files.filter((file) => bareName(file) === name));
  return known[0] ?? (files.length === 1 ? files[0] : undefined);
}

/** Names of the files beside an ONNX file that hold its weights, as exporters call them: `model.onnx_data`, `model.onnx.data`. */
export function weightFilesOf(onnxFile: string, names: readonly string[]): string[] {
  const base = normalised(onnxFile).split('/').at(-1) ?? '';
  return names.filter((name) => name.startsWith(`${base}_data`) || name.startsWith(`${base}.data`)).sort();
}

const normalised = (file: string): string => file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');

const bareName = (file: string): string => (normalised(file).split('/').at(-1) ?? '').replace(/\.[^.]*$/, '');

async function readJson(port: FolderPort, name: string): Promise<unknown> {
  const text = await port.readText(name);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    const pointer = text.startsWith('version https://git-lfs');
    const reason = pointer ? 'the file is a Git LFS pointer; the file itself was not downloaded' : 'it is no JSON';
    throw new EngineError('modelCorrupt', { subject: port.placeOf(name), reason });
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
  const spellings = listOf(value, 'truecase');
  return new Map(spellings.map((spelling) => [spelling.toLowerCase(), spelling]));
}

function fragmentsOf(value: unknown): string[] {
  return listOf(value, 'fragments');
}

/** Empty where the file is not there. */
const listOf = (value: unknown, name: string): string[] => arrayOf(string)(value ?? [], name);

const partLists = object<ThesaurusLists>({
  words: string,
  irregular: arrayOf(string),
  synonyms: arrayOf(string),
  kin: arrayOf(string),
  opposites: arrayOf(string),
});
const thesaurusOf = object<Record<PartOfSpeech, ThesaurusLists>>({
  noun: partLists,
  verb: partLists,
  adjective: partLists,
  adverb: partLists,
});

/** Runs a parser; what does not have its form is a damaged file. */
function parsedFrom<T>(subject: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof FormError) throw new EngineError('modelCorrupt', { subject, reason: error.message });
    throw error;
  }
}
