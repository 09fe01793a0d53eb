// The files of a workspace on disk: walks its folders, applies all rules, reads text. Which rules there are by name and
// content stands in builtInRules.ts, git's in gitRules.ts. Symbolic links are not followed, as in git, so there are no
// loops and nothing outside the folders is read.

import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled, type CancelSignal } from '../../../core/cancel';
import { fileLanguage } from '../../../core/fileLanguage';
import { globTest, type PathTest } from '../../../core/glob';
import type { FileEntry, FileReading, FilesPort, Hasher, LeftOut, ScanGroup } from '../../../engine/index/ports';
import type { Exclusion } from '../../../engine/index/types';
import { codeOf } from '../fileErrors';
import { leadsOut } from '../paths';
import { exclusionByName, exclusionBySize, textToIndex, unsavedText } from '../../workspace/builtInRules';
import { GitRules } from './gitRules';

/** A folder of the workspace. */
export interface Root {
  /** Stands before the paths of its files; empty where there is one folder only. */
  readonly id: string;
  readonly folder: string;
}

/** A glob on the path inside a root, and where it is written: the name of a setting. */
export interface ExcludeGlob {
  readonly pattern: string;
  readonly source: string;
}

export interface WorkspaceFilesOptions {
  readonly roots: readonly Root[];
  readonly exclude?: readonly ExcludeGlob[];
  /** Default true. */
  readonly useIgnoreFiles?: boolean;
  /** Text of files that are open in an editor, which goes before the disk's; default none. */
  readonly openText?: (path: string) => string | undefined;
  /**
   * The path as the disk spells it, where the disk finds a file by other capitals too; false: it does not. Default: as the
   * system usually has it.
   */
  readonly spelling?: ((absolute: string) => Promise<string>) | false;
}

const usualSpelling = ['win32', 'darwin'].includes(process.platform) && ((absolute: string) => realpath(absolute));

/** What VS Code leaves out of a search by default: for hosts without its settings. */
export const defaultExcludes: readonly ExcludeGlob[] = [
  ...['**/.git', '**/.svn', '**/.hg', '**/.DS_Store', '**/Thumbs.db'].map((pattern) => ({
    pattern,
    source: 'files.exclude',
  })),
  ...['**/node_modules', '**/bower_components', '**/*.code-search'].map((pattern) => ({
    pattern,
    source: 'search.exclude',
  })),
];

/** The first half of a SHA-256, in hex. */
export const sha256Half: Hasher = (text) => Promise.resolve(halfHash(text));

const statsAtOnce = 64;
/** Folders that are read before their turn: most of a scan is waiting for the disk. */
const foldersAhead = 8;

/** What stands in a folder, by name; its folders are read in their turn. */
interface FolderListing {
  readonly group: ScanGroup;
  readonly folders: Place[];
}

interface Place {
  readonly root: Root;
  /** In the root, '/' between its parts, as the disk spells it. */
  readonly inside: string;
  readonly absolute: string;
}

export class WorkspaceFiles implements FilesPort {
  readonly #options: WorkspaceFilesOptions;
  readonly #exclude: readonly (ExcludeGlob & { readonly test: PathTest })[];
  #git = new Map<string, GitRules>();
  /** Paths whose spelling on disk is another Unicode form. */
  readonly #spelled = new Map<string, string>();

  constructor(options: WorkspaceFilesOptions) {
    this.#options = options;
    this.#exclude = (options.exclude ?? defaultExcludes).map((glob) => ({ ...glob, test: globTest(glob.pattern) }));
  }

  /** Reads the ignore files anew. A folder that cannot be read is passed over; Error where a root is not there. */
  async *scan(signal: CancelSignal, below?: string): AsyncGenerator<ScanGroup> {
    const top = below === undefined ? undefined : this.#placeOf(below);
    if (top) yield* this.#walk(top, signal);
    if (below !== undefined) return;
    this.forgetRules();
    for (const root of this.#options.roots) {
      await realpath(root.folder);
      yield* this.#walk({ root, inside: '', absolute: path.resolve(root.folder) }, signal);
    }
  }

  async read(path: string): Promise<FileReading> {
    const place = this.#placeOf(path);
    if (!place) return { excluded: { rule: 'outside' } };
    if (/(^|\/)\.(git)?ignore$/.test(path)) this.forgetRules();
    const judged = await this.#judge(place);
    if ('excluded' in judged && !judged.isFolder) return judged;
    if (await this.#isRespelled(place)) return { excluded: { rule: 'missing' } };
    if ('excluded' in judged) return judged;
    const bytes = await readFile(place.absolute);
    // From before the reading: a file that changes meanwhile looks older than it is, and is read again.
    const { size, mtimeMs } = judged.stat;
    const open = unsavedText(bytes, this.#options.openText?.(path));
    const entry = entryOf(path, size, mtimeMs);
    const content = textToIndex(bytes, open, entry.language);
    if ('excluded' in content) return content;
    return { file: { ...entry, ...content, hash: halfHash(open ?? bytes) } };
  }

  async explain(path: string): Promise<Exclusion | undefined> {
    try {
      const reading = await this.read(path);
      return 'excluded' in reading ? reading.excluded : undefined;
    } catch {
      return { rule: 'missing' };
    }
  }

  /** The ignore files changed. */
  forgetRules(): void {
    this.#git = new Map();
  }

  /** The absolute path of a file of the index; undefined outside the roots. */
  absolutePath(path: string): string | undefined {
    return this.#placeOf(path)?.absolute;
  }

  /** The index's path of an absolute one; undefined outside the roots. */
  indexPath(absolute: string): string | undefined {
    for (const root of this.#options.roots) {
      const inside = path.relative(root.folder, absolute);
      if (inside !== '' && !leadsOut(inside)) {
        return keyOf(root, inside.split(path.sep).join('/'));
      }
    }
    return undefined;
  }

  /** Folder by folder, in order; the next ones are read while the first is waited for. */
  async *#walk(top: Place, signal: CancelSignal): AsyncGenerator<ScanGroup> {
    const waiting: { readonly place: Place; found?: Promise<FolderListing> }[] = [{ place: top }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      throwIfCancelled(signal);
      const listing = next.found ?? this.#listFolder(next.place);
      for (const ahead of waiting.slice(-foldersAhead)) ahead.found ??= this.#listFolder(ahead.place);
      const { group, folders } = await listing;
      if (group.files.length > 0 || group.excluded.length > 0) yield group;
      for (const place of folders.reverse()) waiting.push({ place });
    }
  }

  /** Nothing where the folder cannot be read. */
  async #listFolder(folder: Place): Promise<FolderListing> {
    const found = await readdir(folder.absolute, { withFileTypes: true }).catch(() => []);
    const files: FileEntry[] = [];
    const excluded: ScanGroup['excluded'][number][] = [];
    const folders: Place[] = [];
    const names = found.filter((each) => each.isFile()).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (let from = 0; from < names.length; from += statsAtOnce) {
      const listed = await Promise.all(
        names.slice(from, from + statsAtOnce).map(({ name }) => this.#list(folder, name)),
      );
      for (const each of listed) {
        if (each && 'entry' in each) files.push(each.entry);
        else if (each) excluded.push(each);
      }
    }
    for (const each of found) {
      if (!each.isDirectory()) continue;
      const place = inner(folder, each.name);
      if (!(await this.#excludedByUser(place, true))) folders.push(place);
    }
    return { group: { files, excluded }, folders: folders.sort((a, b) => (a.inside < b.inside ? -1 : 1)) };
  }

  /** Undefined where the user's own rules leave it out, or it has gone. */
  async #list(
    folder: Place,
    name: string,
  ): Promise<{ readonly entry: FileEntry } | ScanGroup['excluded'][number] | undefined> {
    const place = inner(folder, name);
    if (await this.#excludedByUser(place, false)) return undefined;
    const key = keyOf(place.root, place.inside);
    if (key !== rawKey(place.root, place.inside)) this.#spelled.set(key, place.inside);
    const byName = exclusionByName(place.inside);
    if (byName) return { path: key, exclusion: byName };
    const stat = await lstat(place.absolute).catch(() => undefined);
    if (!stat) return undefined;
    const exclusion = exclusionBySize(stat.size);
    return exclusion ? { path: key, exclusion } : { entry: entryOf(key, stat.size, stat.mtimeMs) };
  }

  /** All rules but those on the content, of the folders above first; what the disk says of the file where none applies. */
  async #judge(place: Place): Promise<LeftOut | { readonly stat: Stats }> {
    const parts = place.inside.split('/');
    const way = parts.map((_, n): Place => {
      if (n === parts.length - 1) return place;
      const inside = parts.slice(0, n + 1).join('/');
      return { ...place, inside, absolute: path.join(place.root.folder, inside) };
    });
    // Asked at once: one after the other they were most of the time of a search.
    const stats = await Promise.all(way.map(({ absolute }) => statAt(absolute)));
    for (const [n, each] of way.entries()) {
      const isFolder = each !== place;
      const excluded = exclusionByStat(stats[n]) ?? (await this.#excludedByUser(each, isFolder));
      if (excluded) return { excluded };
    }
    const found = stats[stats.length - 1];
    if (!('stat' in found)) return { excluded: { rule: 'missing' } };
    const { stat } = found;
    if (stat.isDirectory()) return this.#judgeFolder(place);
    const excluded = exclusionByName(place.inside) ?? exclusionByKind(stat);
    return excluded ? { excluded } : { stat };
  }

  /** The disk finds it, but by now it is spelled with other capitals: it was renamed. */
  async #isRespelled({ inside, absolute }: Place): Promise<boolean> {
    const spelling = this.#options.spelling ?? usualSpelling;
    if (!spelling) return false;
    const real = (await spelling(absolute).catch(() => absolute)).split(path.sep);
    const now = real.slice(-inside.split('/').length).join('/').normalize('NFC');
    const asked = inside.normalize('NFC');
    return now !== asked && now.toLowerCase() === asked.toLowerCase();
  }

  /** A rule that ends with a slash speaks of folders alone. */
  async #judgeFolder(place: Place): Promise<LeftOut> {
    const excluded = await this.#excludedByUser(place, true);
    return excluded ? { excluded } : { excluded: { rule: 'notText' }, isFolder: true };
  }

  async #excludedByUser({ root, inside, absolute }: Place, isFolder: boolean): Promise<Exclusion | undefined> {
    const glob = this.#exclude.find(({ test }) => test(inside));
    if (glob) return { rule: 'exclude', pattern: glob.pattern, source: glob.source };
    // A file in a work tree and in a submodule.
    if (path.basename(absolute) === '.git') return { rule: 'exclude', pattern: '.git' };
    if (this.#options.useIgnoreFiles === false) return undefined;
    let git = this.#git.get(root.folder);
    if (!git) this.#git.set(root.folder, (git = new GitRules(path.resolve(root.folder))));
    return git.test(absolute, isFolder);
  }

  #placeOf(key: string): Place | undefined {
    const root = this.#options.roots.find(({ id }) => id === '' || key.startsWith(`${id}/`));
    if (!root) return undefined;
    const inside = this.#spelled.get(key) ?? (root.id === '' ? key : key.slice(root.id.length + 1));
    const parts = inside.split('/');
    if (inside === '' || path.isAbsolute(inside) || parts.includes('..')) return undefined;
    return { root, inside, absolute: path.join(path.resolve(root.folder), ...parts) };
  }
}

/** What the disk says of a path, or why it says nothing. */
function statAt(absolute: string): Promise<Found> {
  return lstat(absolute).then(
    (stat) => ({ stat }),
    (error: unknown) => ({ error }),
  );
}

type Found = { readonly stat: Stats } | { readonly error: unknown };

/** Missing, or a symbolic link. Throws any other error of the disk. */
function exclusionByStat(found: Found): Exclusion | undefined {
  if ('stat' in found) {
    return found.stat.isSymbolicLink() ? { rule: 'outside', pattern: 'symbolic link' } : undefined;
  }
  if (codeOf(found.error) === 'ENOENT' || codeOf(found.error) === 'ENOTDIR') return { rule: 'missing' };
  throw found.error;
}

function exclusionByKind(stat: Stats): Exclusion | undefined {
  return stat.isFile() ? exclusionBySize(stat.size) : { rule: 'notText' };
}

function inner(folder: Place, name: string): Place {
  const inside = folder.inside === '' ? name : `${folder.inside}/${name}`;
  return { root: folder.root, inside, absolute: path.join(folder.absolute, name) };
}

function rawKey({ id }: Root, inside: string): string {
  return id === '' ? inside : `${id}/${inside}`;
}

function keyOf(root: Root, inside: string): string {
  return rawKey(root, inside).normalize('NFC');
}

function entryOf(path: string, sizeBytes: number, mtimeMs: number): FileEntry {
  return { path, language: fileLanguage(path) ?? 'plaintext', sizeBytes, modifiedMs: Math.floor(mtimeMs) };
}

function halfHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}
