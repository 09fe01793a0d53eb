// Which files are not indexed although they were listed, and why. Remembers what their content kept out, so that it is not
// read again before it changes.

import type { FileEntry } from './ports';
import type { SkippedFile } from './report';

type Stamp = Pick<FileEntry, 'sizeBytes' | 'modifiedMs'>;

export class Skips {
  readonly #files = new Map<string, { readonly skipped: SkippedFile; readonly stamp: Stamp | undefined }>();
  #before = new Map(this.#files);

  get files(): readonly SkippedFile[] {
    return [...this.#files.values()].map(({ skipped }) => skipped);
  }

  /** A new scan finds them anew. */
  begin(): void {
    this.#before = new Map(this.#files);
    this.#files.clear();
  }

  /** `stamp`: of a file whose content is the reason. */
  add(path: string, reason: SkippedFile['reason'], detail?: string, stamp?: Stamp): void {
    const skipped = { path, reason, ...(detail !== undefined && { detail }) };
    this.#files.set(path, { skipped, stamp });
  }

  delete(path: string): void {
    this.#files.delete(path);
  }

  /** Takes over what was found before this scan when the file is still the same; false when it must be looked at. */
  keep(entry: FileEntry): boolean {
    const before = this.#before.get(entry.path);
    if (!before || !isSame(before.stamp, entry)) return false;
    this.#files.set(entry.path, before);
    return true;
  }
}

/** By size and time, as build tools and git judge it. */
export function isSame(known: Stamp | undefined, { sizeBytes, modifiedMs }: Stamp): boolean {
  return known?.sizeBytes === sizeBytes && known.modifiedMs === modifiedMs;
}
