// Model folders on the disk.

import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { EngineError } from '../../engine/errors';
import type { WantedDevice } from '../encoder/messages';
import { readModelFolder as read, type FolderPort, type ModelFolder } from '../model/modelFolder';
import { storageError } from './fileErrors';

export interface ModelOnDisk extends Omit<ModelFolder, 'onnxFile'> {
  readonly folder: string;
  /** The ONNX file to run, absolute. */
  readonly onnxFile: string;
}

/** See readModelFolder of runtime/model; `folder` is a path. */
export async function readModelFolder(
  folder: string,
  options: { readonly device: WantedDevice; readonly file?: string | undefined },
): Promise<ModelOnDisk> {
  const model = await read(portOf(folder), options);
  return { ...model, folder, onnxFile: path.join(folder, model.onnxFile) };
}

function portOf(folder: string): FolderPort {
  const placeOf = (file: string): string => path.join(folder, file);
  return {
    name: path.basename(path.resolve(folder)),
    placeOf,
    list: (below) =>
      readdir(placeOf(below)).catch((error: unknown) => Promise.reject(storageError(error, placeOf(below)))),
    readText: (file) => readText(placeOf(file)),
  };
}

async function readText(file: string): Promise<string> {
  try {
    if (!(await stat(file)).isFile()) throw new EngineError('modelNotFound', { subject: file, reason: 'not a file' });
    return await readFile(file, 'utf8');
  } catch (error) {
    throw storageError(error, file);
  }
}
