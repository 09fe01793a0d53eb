// The prose files of the workspace, read for near-duplicates. What is hidden from search is left out.

import { l10n, workspace, type Uri } from 'vscode';
import { fileLanguage } from '../../core/fileLanguage';
import { readSetting } from '../configuration';
import { formatBytes } from '../bytes';
import { findFiles, hiddenBy } from '../findFiles';
import { sourceOfFile, type Source } from './source';

export interface ReadTexts {
  readonly sources: readonly Source[];
  /** What was left out and why, for a person; empty for nothing. */
  readonly note: string;
}

/** UTF-16 units that are sent to the server at once: about 3 million words of prose take minutes on a laptop. */
const mostUnits = 16_000_000;
/** Larger files are not read. */
export const largestFileBytes = 1_500_000;

/** Files that match `similarity.workspaceFiles`, in order of their paths. */
export async function readWorkspace(): Promise<ReadTexts> {
  const sources: Source[] = [];
  let units = 0;
  const leftOut = { large: 0, beyond: 0 };
  const files = await proseFiles();
  for (const [n, uri] of files.entries()) {
    const size = await sizeOf(uri);
    if (size > largestFileBytes && size < Infinity) leftOut.large++;
    const source = size <= largestFileBytes ? await sourceOfFile(uri) : undefined;
    if (!source) continue;
    if (units + source.text.length > mostUnits) {
      // All behind it is left out, unread: there may be any number of them.
      leftOut.beyond = files.length - n;
      break;
    }
    units += source.text.length;
    sources.push(withLanguage(source, uri));
  }
  return { sources, note: leftOutNote(leftOut, mostUnits) };
}

/** Where the editor knows no language, the name of the file may: so the search index reads it, too. */
function withLanguage(source: Source, { path }: Uri): Source {
  const languageId = source.languageId === 'plaintext' ? fileLanguage(path) : undefined;
  return languageId ? { ...source, languageId } : source;
}

/** How many files were too large, and how many did not fit into `mostUnits` of text; empty for none. */
export function leftOutNote(
  { large, beyond }: { readonly large: number; readonly beyond: number },
  mostUnits: number,
): string {
  const parts: string[] = [];
  if (large) parts.push(l10n.t('Files over {0} that were not read: {1}.', formatBytes(largestFileBytes), large));
  if (beyond) parts.push(l10n.t('Files beyond {0} of text that were not read: {1}.', formatBytes(mostUnits), beyond));
  return parts.join(' ');
}

/** What matches `similarity.workspaceFiles` and is not hidden from search. */
export async function proseFiles(): Promise<Uri[]> {
  const found = new Map<string, Uri>();
  for (const folder of workspace.workspaceFolders ?? []) {
    const pattern = readSetting('similarity.workspaceFiles', folder.uri);
    const exclude = ['**/node_modules/**', '**/.git/**', ...hiddenBy('search', folder.uri)];
    for (const uri of await findFiles([folder.uri], pattern, exclude)) found.set(uri.toString(), uri);
  }
  return [...found.values()].sort((a, b) => a.path.localeCompare(b.path));
}

/** Infinity for a file that cannot be read. */
export async function sizeOf(uri: Uri): Promise<number> {
  try {
    return (await workspace.fs.stat(uri)).size;
  } catch {
    return Infinity;
  }
}
