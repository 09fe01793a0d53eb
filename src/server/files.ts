// Files by way of the client, which can read what the editor can: in a browser all of them, elsewhere those of folders that are
// not on a disk.

import type { Connection } from 'vscode-languageserver';
import { EngineError } from '../engine/errors';
import {
  listEntriesMethod,
  listFolderMethod,
  lookMethod,
  parseBytes,
  parseEntries,
  parseFacts,
  parseNames,
  readFileMethod,
  type FileParams,
} from '../protocol/files';
import { parseWireError } from '../protocol/params';
import type { WorkspacePort } from '../runtime/workspace/editorFiles';

/** All that a client can be asked of files. */
export interface ClientFiles extends WorkspacePort {
  /** Names of the files directly in a folder. EngineError modelNotFound or storage. */
  list(place: string): Promise<readonly string[]>;
}

export function connectionFiles(connection: Connection): ClientFiles {
  const ask = async (method: string, place: string): Promise<unknown> => {
    try {
      return await connection.sendRequest<unknown>(method, { place } satisfies FileParams);
    } catch (error) {
      throw failureOf(error, place);
    }
  };
  return {
    read: async (place) => parseBytes(await ask(readFileMethod, place), 'file'),
    list: async (place) => parseNames(await ask(listFolderMethod, place), 'folder'),
    entries: async (place) => parseEntries(await ask(listEntriesMethod, place), 'folder'),
    look: async (place) => parseFacts(await ask(lookMethod, place), 'place'),
  };
}

function failureOf(error: unknown, subject: string): EngineError {
  const data: unknown = error instanceof Error ? Reflect.get(error, 'data') : undefined;
  const wire = parseWireError(data);
  const code = wire?.code === 'modelNotFound' ? 'modelNotFound' : 'storage';
  return new EngineError(code, { subject, reason: wire?.reason });
}
