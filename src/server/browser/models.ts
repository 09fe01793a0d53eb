// From the choice of a model to its folder, in a browser.

import { EngineError } from '../../engine/errors';
import { folderAt, knownFolder, type FilePort } from '../../runtime/browser/files';
import type { FolderPort } from '../../runtime/model/modelFolder';
import type { ModelChoice } from '../runtime';
import { bundledModel } from './bundledModel';

export const noHubHere = 'encoders of the hub are not available in a browser';

/** EngineError modelNotFound for an id of the hub: it may be installed on the person's machine, but not here. */
export function folderOf(files: FilePort, { folder, id }: Pick<ModelChoice, 'folder' | 'id'>): FolderPort {
  if (folder) return folderAt(files, folder);
  if (id) throw new EngineError('modelNotFound', { subject: id, reason: noHubHere });
  return knownFolder(files, bundledModel);
}
