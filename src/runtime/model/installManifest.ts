// The note that an installed model carries: where it came from, and the checksums of its files as they were downloaded.

import { arrayOf, object, optional, string, wholeFrom } from '../parse';

export const manifestName = 'semtext-install.json';

export interface InstalledFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** Hex. */
  readonly sha256: string;
}

export interface InstallManifest {
  /** `owner/name` of the hub, or the name of the folder that it was copied from. */
  readonly id: string;
  readonly revision?: string | undefined;
  readonly host?: string | undefined;
  readonly licence?: string | undefined;
  readonly files: readonly InstalledFile[];
}

export const parseManifest = object<InstallManifest>({
  id: string,
  revision: optional(string),
  host: optional(string),
  licence: optional(string),
  files: arrayOf(object<InstalledFile>({ path: string, sizeBytes: wholeFrom(0), sha256: string })),
});
