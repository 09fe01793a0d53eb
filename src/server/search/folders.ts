// The folders of the workspace: a short id for each, and the way from a file's address to its path in the index and back.

export interface RootFolder {
  /** Empty where there is only one folder. */
  readonly id: string;
  /** Without a slash at the end. */
  readonly uri: string;
}

interface NamedFolder {
  readonly uri: string;
  readonly name: string;
}

export const isOnDisk = (uri: string): boolean => uri.startsWith('file:');

/** The folders that `canRead` lets through, with ids that are told apart, and the number of the others. */
export function rootsOf(
  folders: readonly NamedFolder[],
  canRead: (uri: string) => boolean = isOnDisk,
): {
  readonly roots: readonly RootFolder[];
  readonly virtual: number;
} {
  const readable = folders.filter(({ uri }) => canRead(uri));
  const taken = new Set<string>();
  const roots = readable.map(({ uri, name }) => {
    const plain = name.replaceAll('/', '-').normalize('NFC') || 'folder';
    let id = plain;
    for (let n = 2; taken.has(id); n++) id = `${plain}-${n}`;
    taken.add(id);
    return { id: readable.length > 1 ? id : '', uri: uri.replace(/\/$/, '') };
  });
  return { roots, virtual: folders.length - roots.length };
}

/** Path in the index of a file's address; undefined for one outside all folders. The innermost folder counts. */
export function indexPath(roots: readonly RootFolder[], uri: string): string | undefined {
  const file = plain(uri);
  const holding = roots.filter((root) => file.startsWith(`${plain(root.uri)}/`));
  const [inner] = holding.sort((a, b) => b.uri.length - a.uri.length);
  if (!inner) return undefined;
  const relative = file.slice(plain(inner.uri).length + 1).normalize('NFC');
  return inner.id ? `${inner.id}/${relative}` : relative;
}

/** Address of a path in the index. */
export function uriOf(roots: readonly RootFolder[], path: string): string {
  const root = roots.find(({ id }) => id !== '' && path.startsWith(`${id}/`)) ?? roots[0];
  const relative = root?.id ? path.slice(root.id.length + 1) : path;
  return `${root?.uri ?? ''}/${relative.split('/').map(encodeURIComponent).join('/')}`;
}

/** One spelling for an address: editors differ in what they escape (`%3A`) and in the case of a drive's letter. */
function plain(uri: string): string {
  const decoded = unescaped(uri);
  return decoded.replace(/^file:\/\/\/([A-Z]):/, (_, drive: string) => `file:///${drive.toLowerCase()}:`);
}

/** An address, or a part of one, without escapes; as it is where a `%` in it is none: some editors escape nothing. */
export function unescaped(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
