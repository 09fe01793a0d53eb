// Where git keeps what belongs to a folder: the repository of a work tree, a submodule or a plain clone, and the few values
// of git's configuration that ignoring files depends on.

import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { findGitDirectory } from '../../workspace/gitDirectory';

export interface Repository {
  /** The top of its work tree. */
  readonly root: string;
  /** Holds `config` and `info`: `.git`, or for a work tree and a submodule what the file `.git` points to. */
  readonly directory: string;
}

/** The repository whose work tree has its top in this folder; undefined: none. */
export async function repositoryIn(folder: string): Promise<Repository | undefined> {
  const found = await findGitDirectory(folder, { read: text, resolve: path.resolve });
  return found && { root: folder, directory: found.directory };
}

/** The repository that a folder lies in. */
export async function repositoryAbove(folder: string): Promise<Repository | undefined> {
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await repositoryIn(at);
    if (found || path.dirname(at) === at) return found;
  }
}

export interface IgnoreConfig {
  /** The user's own file of patterns, for all repositories. */
  readonly excludesFile: string;
  /** The file system does not tell capitals from small letters. */
  readonly ignoreCase: boolean;
}

/** What git's configuration says, that of the repository before the user's. Included files are not read. */
export async function ignoreConfig(repository: Repository | undefined): Promise<IgnoreConfig> {
  const folder = path.join(process.env.XDG_CONFIG_HOME || path.join(homedir(), '.config'), 'git');
  const users = [path.join(homedir(), '.gitconfig'), path.join(folder, 'config')];
  const files = [...(repository ? [path.join(repository.directory, 'config')] : []), ...users];
  const values = await Promise.all(files.map(async (file) => coreValues((await text(file)) ?? '')));
  const value = (key: string): string | undefined => values.map((of) => of.get(key)).find((each) => each !== undefined);
  const excludes = value('excludesfile')?.replace(/^~(?=\/)/, homedir());
  return {
    excludesFile: excludes === undefined ? path.join(folder, 'ignore') : path.resolve(homedir(), excludes),
    ignoreCase: /^(?:true|yes|on|1|)$/i.test(value('ignorecase') ?? 'false'),
  };
}

/** Of the section `core`, names in small letters; the last of equal names counts. A name without a value is true. */
function coreValues(config: string): Map<string, string> {
  const values = new Map<string, string>();
  let section = '';
  for (const line of config.split(/\r?\n/)) {
    const header = /^\s*\[([^\]]*)\]\s*(.*)$/.exec(line);
    if (header) section = header[1].trim().toLowerCase();
    const [, name, value] = /^\s*([a-z][a-z\d-]*)\s*(?:=\s*(.*))?$/i.exec(header ? header[2] : line) ?? [];
    if (section === 'core' && name) values.set(name.toLowerCase(), plain(value ?? ''));
  }
  return values;
}

/** Without its quotes, escapes and comment. */
function plain(value: string): string {
  let read = '';
  let isQuoted = false;
  for (const [piece] of value.matchAll(/\\.|[^]/g)) {
    if (piece === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (piece === '#' || piece === ';')) break;
    else read += piece.length > 1 ? piece[1] : piece;
  }
  return read.trim();
}

function text(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
