// Reads for the server what the editor can read: folders of the workspace that are not on a disk, and in a browser also the
// extension's own files and folders of models.

import { FileSystemError, FileType, Uri, workspace, type FileStat } from 'vscode';
import { ResponseError } from 'vscode-languageclient';
import { parseFileParams, type FolderEntry, type PlaceFacts } from '../protocol/files';
import { engineErrorCode, type WireError } from '../protocol/requests';

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

/** Each file is asked after by itself, and a provider may have to ask a server. */
const looksAtOnce = 32;

export async function listEntries(extensionUri: Uri, params: unknown): Promise<FolderEntry[]> {
  const folder = uriOf(extensionUri, params);
  const entries = await reading(() => workspace.fs.readDirectory(folder));
  const found: FolderEntry[] = [];
  for (let from = 0; from < entries.length; from += looksAtOnce) {
    const some = entries.slice(from, from + looksAtOnce);
    const facts = await Promise.all(some.map(([name, type]) => entryFacts(Uri.joinPath(folder, name), type)));
    some.forEach(([name], n) => facts[n] && found.push({ name, ...facts[n] }));
  }
  return found;
}

export async function look(extensionUri: Uri, params: unknown): Promise<PlaceFacts> {
  const uri = uriOf(extensionUri, params);
  return factsOf(await reading(() => workspace.fs.stat(uri)));
}

/** Undefined where it has gone. Only of files more is told than what they are. */
async function entryFacts(uri: Uri, type: FileType): Promise<PlaceFacts | undefined> {
  if (type !== FileType.File) return factsOf({ type, size: 0, mtime: 0 });
  try {
    return factsOf(await workspace.fs.stat(uri));
  } catch {
    return undefined;
  }
}

function factsOf({ type, size, mtime }: Pick<FileStat, 'type' | 'size' | 'mtime'>): PlaceFacts {
  const kind = type === FileType.File ? 'file' : type === FileType.Directory ? 'folder' : 'other';
  return { kind, sizeBytes: size || 0, modifiedMs: mtime || 0 };
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
