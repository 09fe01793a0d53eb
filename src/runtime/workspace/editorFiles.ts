// The files of a workspace folder as the editor gives them, wherever it has them from: walks it, applies all rules, reads
// text. As runtime/node/workspace does on a disk, but folders above the workspace and git's own settings cannot be seen.

import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { fileLanguage } from '../../core/fileLanguage';
import { globTest, type PathTest } from '../../core/glob';
import { hexOf } from '../../core/hex';
import type { FileEntry, FileReading, FilesPort, Hasher, LeftOut, ScanGroup } from '../../engine/index/ports';
import type { Exclusion } from '../../engine/index/types';
import { exclusionByName, exclusionBySize, textToIndex, unsavedText } from './builtInRules';
import { FolderIgnores } from './folderIgnores';

export interface PlaceFacts {
  /** `other`: a symbolic link, or nothing that can be read; such are not followed, as in git. */
  readonly kind: 'file' | 'folder' | 'other';
  readonly sizeBytes: number;
  /** Milliseconds since 1970; 0 where the file's home does not tell. */
  readonly modifiedMs: number;
}

/** A workspace through the editor. */
export interface WorkspacePort {
  /** EngineError modelNotFound or storage. The bytes are the caller's to keep. */
  read(place: string): Promise<Uint8Array<ArrayBuffer>>;
  /** What lies directly in a folder. EngineError modelNotFound or storage. */
  entries(place: string): Promise<readonly (PlaceFacts & { readonly name: string })[]>;
  /** EngineError modelNotFound where there is nothing, or storage. */
  look(place: string): Promise<PlaceFacts>;
}

export interface EditorFolder {
  /** First part of the paths of its files; empty where there is only one folder. */
  readonly id: string;
  /** Address, without a slash at the end. */
  readonly uri: string;
  readonly exclude: readonly { readonly pattern: string; readonly source: string }[];
  /** Text of files that are open with unsaved changes. */
  readonly openText: (path: string) => string | undefined;
}

/** Each is a message to the editor, and there perhaps one over a network. */
const foldersAtOnce = 8;

/** The first half of a SHA-256, in hex. */
export const sha256Half: Hasher = (text) => halfHash(new TextEncoder().encode(text));

interface Listed extends ScanGroup {
  /** Those to be walked, relative to the workspace folder. */
  readonly folders: readonly string[];
}

export class EditorFiles implements FilesPort {
  readonly #port: WorkspacePort;
  readonly #folder: EditorFolder;
  readonly #exclude: readonly (EditorFolder['exclude'][number] & { readonly test: PathTest })[];
  #ignores: FolderIgnores;
  /** Paths whose spelling there is another Unicode form. */
  readonly #spelled = new Map<string, string>();

  constructor(port: WorkspacePort, folder: EditorFolder) {
    this.#port = port;
    this.#folder = folder;
    this.#exclude = folder.exclude.map((glob) => ({ ...glob, test: globTest(glob.pattern) }));
    this.#ignores = this.#newIgnores();
  }

  /** Reads the ignore files anew. A folder that cannot be read is passed over; rejects where the workspace's cannot. */
  async *scan(signal: CancelSignal, below?: string): AsyncGenerator<ScanGroup> {
    const top = below === undefined ? '' : this.#insideOf(below);
    if (top === undefined) return;
    if (top === '') {
      this.#ignores = this.#newIgnores();
      await this.#port.look(this.#folder.uri);
    }
    for (let waiting = [top]; waiting.length > 0;) {
      throwIfCancelled(signal);
      const now = waiting.splice(0, foldersAtOnce);
      const listed = await Promise.all(now.map((folder) => this.#list(folder)));
      for (const { files, excluded } of listed) if (files.length + excluded.length > 0) yield { files, excluded };
      waiting = [...listed.flatMap(({ folders }) => folders), ...waiting];
    }
  }

  async read(path: string): Promise<FileReading> {
    const inside = this.#insideOf(path);
    if (inside === undefined) return { excluded: { rule: 'outside' } };
    if (/(^|\/)\.(git)?ignore$/.test(inside)) this.#ignores = this.#newIgnores();
    const found = await this.#admit(inside);
    if ('excluded' in found) return found;
    const bytes = await this.#port.read(this.#placeOf(inside));
    const open = unsavedText(bytes, this.#folder.openText(path));
    const entry = entryOf(path, found);
    const content = textToIndex(bytes, open, entry.language);
    if ('excluded' in content) return content;
    return { file: { ...entry, ...content, hash: await (open === undefined ? halfHash(bytes) : sha256Half(open)) } };
  }

  async explain(path: string): Promise<Exclusion | undefined> {
    try {
      const reading = await this.read(path);
      return 'excluded' in reading ? reading.excluded : undefined;
    } catch {
      return { rule: 'missing' };
    }
  }

  async #list(folder: string): Promise<Listed> {
    const entries = await this.#port.entries(this.#placeOf(folder)).catch((error: unknown) => {
      if (folder === '') throw error;
      return [];
    });
    this.#ignores.know(folder, new Set(entries.map(({ name }) => name)));
    const files: FileEntry[] = [];
    const excluded: ScanGroup['excluded'][number][] = [];
    const folders: string[] = [];
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inside = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.kind === 'other' || (await this.#excludedByUser(inside, entry.kind === 'folder'))) continue;
      if (entry.kind === 'folder') {
        folders.push(inside);
        continue;
      }
      const path = this.#pathOf(inside);
      const exclusion = exclusionByName(inside) ?? exclusionBySize(entry.sizeBytes);
      if (exclusion) excluded.push({ path, exclusion });
      else files.push(entryOf(path, entry));
    }
    return { files, excluded, folders };
  }

  /** All rules but those on the content. Rejects where the editor cannot tell. */
  async #admit(inside: string): Promise<PlaceFacts | LeftOut> {
    const parts = inside.split('/');
    for (let count = 1; count < parts.length; count++) {
      const excluded = await this.#excludedByUser(parts.slice(0, count).join('/'), true);
      if (excluded) return { excluded };
    }
    const byUser = await this.#excludedByUser(inside, false);
    if (byUser) return { excluded: byUser };
    const facts = await this.#port.look(this.#placeOf(inside)).catch(() => undefined);
    if (facts?.kind === 'folder') return this.#admitFolder(inside);
    const byName = exclusionByName(inside);
    if (byName) return { excluded: byName };
    if (!facts) return { excluded: { rule: 'missing' } };
    const excluded = exclusionByFacts(facts);
    return excluded ? { excluded } : facts;
  }

  /** A rule that ends with a slash speaks of folders alone. */
  async #admitFolder(inside: string): Promise<LeftOut> {
    const excluded = await this.#excludedByUser(inside, true);
    return excluded ? { excluded } : { excluded: { rule: 'notText' }, isFolder: true };
  }

  async #excludedByUser(inside: string, isFolder: boolean): Promise<Exclusion | undefined> {
    const glob = this.#exclude.find(({ test }) => test(inside));
    if (glob) return { rule: 'exclude', pattern: glob.pattern, source: glob.source };
    if (/(^|\/)\.git$/.test(inside)) return { rule: 'exclude', pattern: '.git' };
    return this.#ignores.test(inside, isFolder);
  }

  #newIgnores(): FolderIgnores {
    return new FolderIgnores(async (inside) => new TextDecoder().decode(await this.#port.read(this.#placeOf(inside))));
  }

  #placeOf(inside: string): string {
    const { uri } = this.#folder;
    // The root of an authority has a path, too.
    if (inside === '') return /^[^/]+:\/\/[^/]*$/.test(uri) ? `${uri}/` : uri;
    return `${uri}/${inside.split('/').map(encodeURIComponent).join('/')}`;
  }

  #pathOf(inside: string): string {
    const { id } = this.#folder;
    const raw = id === '' ? inside : `${id}/${inside}`;
    const path = raw.normalize('NFC');
    if (path !== raw) this.#spelled.set(path, inside);
    return path;
  }

  #insideOf(path: string): string | undefined {
    const { id } = this.#folder;
    if (id !== '' && !path.startsWith(`${id}/`)) return undefined;
    const inside = this.#spelled.get(path) ?? (id === '' ? path : path.slice(id.length + 1));
    return inside === '' || inside.startsWith('/') || inside.split('/').includes('..') ? undefined : inside;
  }
}

function exclusionByFacts({ kind, sizeBytes }: PlaceFacts): Exclusion | undefined {
  return kind === 'other' ? { rule: 'outside', pattern: 'symbolic link' } : exclusionBySize(sizeBytes);
}

/** Without a time of change, now: then it is read at each look, and its hash tells. */
function entryOf(path: string, { sizeBytes, modifiedMs }: PlaceFacts): FileEntry {
  return {
    path,
    language: fileLanguage(path) ?? 'plaintext',
    sizeBytes,
    modifiedMs: Math.floor(modifiedMs) || Date.now(),
  };
}

async function halfHash(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes), 0, 16));
}
