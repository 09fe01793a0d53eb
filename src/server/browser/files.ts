// Files by way of the client, which can read what the editor can.

import type { Connection } from 'vscode-languageserver';
import { EngineError } from '../../engine/errors';
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
} from '../../protocol/files';
import { parseWireError } from '../../protocol/params';
import type { EditorPort } from '../../runtime/browser/workspaceFiles';

export function connectionFiles(connection: Connection): EditorPort {
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
