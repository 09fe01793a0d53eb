// Finds files by a glob where the editor cannot: folders of some providers can be listed, but not searched. Pure; the editor's
// own search, and how a folder is listed, are findFiles.ts's matter.

import { anyGlobTest } from '../core/glob';

export interface WalkedEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'other';
}

export interface Walk {
  /** Of a folder by its path below the root, with '/' between its parts; the root is ''. */
  readonly list: (path: string) => Promise<readonly WalkedEntry[]>;
  readonly pattern: string;
  readonly exclude: readonly string[];
  /** Infinity for all. */
  readonly mostFiles: number;
}

const atOnce = 16;

/** Paths of files, nearest to the root first. A folder that cannot be listed is left out. */
export async function walkFiles({ list, pattern, exclude, mostFiles }: Walk): Promise<string[]> {
  const fits = anyGlobTest([pattern]);
  // `**/name` and `**/name/**` both leave a folder out.
  const isExcluded = anyGlobTest(exclude.flatMap((glob) => [glob, glob.replace(/\/\*\*$/, '')]));
  const found: string[] = [];
  let folders = [''];
  while (folders.length > 0) {
    const below: string[] = [];
    for (let at = 0; at < folders.length && found.length < mostFiles; at += atOnce) {
      const some = folders.slice(at, at + atOnce);
      const listed = await Promise.all(some.map((folder) => list(folder).catch(() => [])));
      listed.forEach((entries, n) => {
        for (const { name, kind } of entries) {
          const path = some[n] ? `${some[n]}/${name}` : name;
          if (isExcluded(path)) continue;
          if (kind === 'folder') below.push(path);
          else if (kind === 'file' && fits(path)) found.push(path);
        }
      });
    }
    folders = below;
  }
  return found.slice(0, mostFiles);
}
