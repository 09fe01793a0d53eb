// Files of folders by a glob: by the editor's search, or by walking where a folder that is on no disk has none.

import { FileType, RelativePattern, Uri, workspace } from 'vscode';
import { walkFiles, type WalkedEntry } from './walkFiles';

/** `exclude` undefined: what the setting files.exclude leaves out. Without `mostFiles`, all files that there are. */
export async function findFiles(
  folders: readonly Uri[],
  pattern: string,
  exclude: readonly string[] | undefined,
  mostFiles = Infinity,
): Promise<Uri[]> {
  const found: Uri[] = [];
  for (const folder of folders) found.push(...(await filesOf(folder, pattern, exclude, mostFiles - found.length)));
  return found;
}

export const workspaceRoots = (): Uri[] => (workspace.workspaceFolders ?? []).map(({ uri }) => uri);

async function filesOf(
  folder: Uri,
  pattern: string,
  exclude: readonly string[] | undefined,
  mostFiles: number,
): Promise<Uri[]> {
  if (mostFiles <= 0) return [];
  const glob = exclude && `{${exclude.join(',')}}`;
  const found = await workspace.findFiles(
    new RelativePattern(folder, pattern),
    glob,
    isFinite(mostFiles) ? mostFiles : undefined,
  );
  if (found.length > 0 || folder.scheme === 'file' || folder.scheme === 'vscode-remote') return found;
  const list = async (path: string): Promise<WalkedEntry[]> => {
    const entries = await workspace.fs.readDirectory(Uri.joinPath(folder, path));
    return entries.map(([name, type]) => ({ name, kind: kindOf(type) }));
  };
  const paths = await walkFiles({ list, pattern, exclude: exclude ?? hiddenBy('files', folder), mostFiles });
  return paths.map((path) => Uri.joinPath(folder, path));
}

function kindOf(type: FileType): WalkedEntry['kind'] {
  if (type === FileType.File) return 'file';
  return type === FileType.Directory ? 'folder' : 'other';
}

/** The globs that the setting `files.exclude` or `search.exclude` switches on for a folder. */
export function hiddenBy(section: 'files' | 'search', folder: Uri): string[] {
  const hidden = workspace.getConfiguration(section, folder).get<Record<string, unknown>>('exclude') ?? {};
  return Object.entries(hidden).flatMap(([glob, on]) => (on === true ? [glob] : []));
}
