// Reads for the server what the editor can read: the extension's own files and folders of models.

import { FileSystemError, FileType, Uri, workspace } from 'vscode';
import { ResponseError } from 'vscode-languageclient';
import { parseFileParams } from '../../protocol/files';
import { engineErrorCode, type WireError } from '../../protocol/requests';

/** The bytes of a file, in a buffer of their own. */
export async function readFile(extensionUri: Uri, params: unknown): Promise<Uint8Array> {
  const bytes = await reading(() => workspace.fs.readFile(uriOf(extensionUri, params)));
  // Of a view the whole buffer behind it would be sent.
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

export async function listFolder(extensionUri: Uri, params: unknown): Promise<string[]> {
  const entries = await reading(() => workspace.fs.readDirectory(uriOf(extensionUri, params)));
  return entries.filter(([, type]) => type !== FileType.Directory).map(([name]) => name);
}

/** An address, a path of the local disk, or a path relative to the extension. */
function uriOf(extensionUri: Uri, params: unknown): Uri {
  const { place } = parseFileParams(params, '');
  if (/^[a-z][\w+.-]*:/i.test(place)) return Uri.parse(place, true);
  return place.startsWith('/') ? Uri.file(place) : Uri.joinPath(extensionUri, place);
}

async function reading<T>(read: () => Thenable<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const isMissing = error instanceof FileSystemError && /^(FileNotFound|FileNotADirectory)$/.test(error.code);
    const data: WireError = isMissing
      ? { code: 'modelNotFound', reason: 'it does not exist' }
      : { code: 'storage', reason: error instanceof Error ? error.message : 'unknown error' };
    throw new ResponseError(engineErrorCode, data.code, data);
  }
}
