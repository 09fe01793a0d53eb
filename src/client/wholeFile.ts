// Files that are replaced whole where there is no atomic rename, over a port: at every step, and after a crash at any of
// them, reading gives the old content or the new one. Where there is a disk node/replaceFile does better.

/** The few things that every file system of VS Code can do. A rename may take the target away before it renames. */
export interface FileAccess<Place> {
  /** The bytes; undefined where there is no such file. */
  read(place: Place): Promise<Uint8Array | undefined>;
  write(place: Place, bytes: Uint8Array): Promise<void>;
  rename(from: Place, to: Place): Promise<void>;
  /** The place beside this one that has this ending more in its name. */
  beside(place: Place, ending: string): Place;
}

/** May be cut short: nobody reads it. */
const partial = '.partial';
/** Is whole, since it only ever got its name when it was. */
const next = '.next';

export async function replaceWhole<Place>(files: FileAccess<Place>, place: Place, bytes: Uint8Array): Promise<void> {
  await files.write(files.beside(place, partial), bytes);
  await files.rename(files.beside(place, partial), files.beside(place, next));
  await files.rename(files.beside(place, next), place);
}

/** The bytes of the file; those that were about to take its place where it is gone. Undefined where there are neither. */
export async function readWhole<Place>(files: FileAccess<Place>, place: Place): Promise<Uint8Array | undefined> {
  return (
    (await files.read(place)) ??
    (await files.read(files.beside(place, next))) ??
    // The rename may have happened between the two.
    files.read(place)
  );
}
