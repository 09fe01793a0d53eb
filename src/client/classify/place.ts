// Where the examples and the classifier of a workspace are kept: in the extension's storage, or in the repository.

import { Uri, workspace, type ExtensionContext } from 'vscode';
import { readSetting } from '../configuration';
import { readWhole, replaceWhole, type FileAccess } from '../wholeFile';

/** Replaces a file of the disk at once, where there is a disk: node/replaceFile. */
export type ReplaceFile = (path: string, bytes: Uint8Array) => Promise<void>;

/** The folder of `examples.jsonl` and `classifier.json`. */
export function examplesFolder(context: Pick<ExtensionContext, 'storageUri' | 'globalStorageUri'>): Uri {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (folder && readSetting('classify.examplesIn') === 'workspace') {
    return Uri.joinPath(folder, '.vscode', 'semantic-text');
  }
  // A window without a folder has no storage of its own.
  return Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'classification');
}

/** Reads and writes text files whole. */
export class TextFiles {
  readonly #replaceFile: ReplaceFile | undefined;

  constructor(replaceFile: ReplaceFile | undefined) {
    this.#replaceFile = replaceFile;
  }

  /** A file's text; undefined where there is none. */
  async read(uri: Uri): Promise<string | undefined> {
    const bytes = await readWhole(access, uri);
    return bytes && new TextDecoder().decode(bytes);
  }

  /** A crash at any moment leaves the old text or the new one. */
  async write(uri: Uri, text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    if (this.#replaceFile && uri.scheme === 'file') return this.#replaceFile(uri.fsPath, bytes);
    await workspace.fs.createDirectory(Uri.joinPath(uri, '..'));
    await replaceWhole(access, uri, bytes);
  }
}

const access: FileAccess<Uri> = {
  read: async (uri) => {
    try {
      return await workspace.fs.readFile(uri);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  },
  write: async (uri, bytes) => workspace.fs.writeFile(uri, bytes),
  rename: async (from, to) => workspace.fs.rename(from, to, { overwrite: true }),
  beside: (uri, ending) => uri.with({ path: `${uri.path}${ending}` }),
};

const isNotFound = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'FileNotFound';
