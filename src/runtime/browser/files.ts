// Files where there is no disk: those of the extension, and folders that the editor can read. Who reads them comes as a port.

import { EngineError } from '../../engine/errors';
import type { FolderPort } from '../model/modelFolder';
import type { WorkspacePort } from '../workspace/editorFiles';

/** Reads through the editor. Places are addresses, or paths relative to the extension. */
export interface FilePort {
  /** EngineError modelNotFound or storage. The bytes are the caller's to keep. */
  read(place: string): Promise<Uint8Array<ArrayBuffer>>;
  /** Names of the files directly in a folder. EngineError modelNotFound or storage. */
  list(place: string): Promise<readonly string[]>;
}

/** All that can be read through the editor. */
export type EditorPort = FilePort & WorkspacePort;

/** A folder whose files are known, where the place that holds it cannot list them: extensions on a web server. */
export interface KnownFolder {
  readonly folder: string;
  /** Relative to the folder. */
  readonly files: readonly string[];
}

/** The folder at a place that may not be asked what it holds, or whether it holds a file. */
export function knownFolder(files: FilePort, { folder, files: names }: KnownFolder): FolderPort {
  const port = folderAt(files, folder);
  const missing = (subject: string): EngineError => new EngineError('modelNotFound', { subject });
  return {
    ...port,
    list: (below) => {
      const inside = names.map((name) => name.split('/')).filter((parts) => parts.slice(0, -1).join('/') === below);
      return Promise.resolve(inside.map((parts) => parts[parts.length - 1]));
    },
    readText: (file) => (names.includes(file) ? port.readText(file) : Promise.reject(missing(port.placeOf(file)))),
  };
}

/** A model folder at an address. */
export function folderAt(files: FilePort, folder: string): FolderPort {
  const base = folder.replace(/\/+$/, '');
  const placeOf = (file: string): string => (file === '' ? base : `${base}/${file}`);
  return {
    name: decodeURIComponent(base.split('/').at(-1) ?? ''),
    placeOf,
    list: (below) => files.list(placeOf(below)),
    readText: async (file) => {
      const bytes = await files.read(placeOf(file));
      try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      } catch {
        throw new EngineError('modelCorrupt', { subject: placeOf(file), reason: 'it is no text' });
      }
    },
  };
}
