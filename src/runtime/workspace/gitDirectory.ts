// Where git keeps the data of a work tree, on a disk and in the folder of a browser alike.

/** How files are reached; `Place` is a path, or undefined where a relative path leads to what cannot be reached. */
export interface GitFiles<Place extends string | undefined> {
  /** The text of a file; undefined where there is none. */
  read(file: string): Promise<string | undefined>;
  resolve(folder: string, relative: string): Place;
}

/**
 * `.git` where this folder is the top of a repository; for a work tree or submodule what the file `.git` points to.
 * Undefined where it is no top; without `directory` where that cannot be reached (gitrepository-layout(5)).
 */
export async function findGitDirectory<Place extends string | undefined>(
  folder: string,
  { read, resolve }: GitFiles<Place>,
): Promise<{ readonly directory: Place } | undefined> {
  const place = resolve(folder, '.git');
  if (place === undefined) return undefined;
  if ((await read(`${place}/HEAD`)) !== undefined) return { directory: place };
  const pointer = /^gitdir:\s*(.+)/.exec((await read(place)) ?? '')?.[1].trim();
  if (!pointer) return undefined;
  const own = resolve(folder, pointer);
  const common = own === undefined ? undefined : (await read(`${own}/commondir`))?.trim();
  return { directory: own !== undefined && common ? resolve(own, common) : own };
}
