// Where the examples and the classifier of a workspace are kept: in the extension's storage, or in the repository.

import { Uri, workspace, type ExtensionContext } from 'vscode';
import { readSetting } from '../configuration';

/** The folder of `examples.jsonl` and `classifier.json`. */
export function examplesFolder(context: Pick<ExtensionContext, 'storageUri' | 'globalStorageUri'>): Uri {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  if (folder && readSetting('classify.examplesIn') === 'workspace') {
    return Uri.joinPath(folder, '.vscode', 'semantic-text');
  }
  // A window without a folder has no storage of its own.
  return Uri.joinPath(context.storageUri ?? context.globalStorageUri, 'classification');
}

/** A file's text; undefined where there is none. */
export async function readText(uri: Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** Writes beside the file and renames, so that a crash leaves the old file or the new one. */
export async function writeText(uri: Uri, text: string): Promise<void> {
  const partial = uri.with({ path: `${uri.path}.partial` });
  await workspace.fs.createDirectory(Uri.joinPath(uri, '..'));
  await workspace.fs.writeFile(partial, new TextEncoder().encode(text));
  await workspace.fs.rename(partial, uri, { overwrite: true });
}

const isNotFound = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && Reflect.get(error, 'code') === 'FileNotFound';
