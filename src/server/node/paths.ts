// Where things lie on a machine with Node: beside the bundles, and in the user's cache.

import { homedir } from 'node:os';
import path from 'node:path';

/** The encoder that ships with the package; `distFolder` holds the bundles. */
export function bundledModel(distFolder: string): string {
  return path.join(distFolder, '..', 'models', 'semtext-mini-en');
}

export function encoderProgram(distFolder: string): string {
  return path.join(distFolder, 'encoder.cjs');
}

/** Downloads and caches of this user where no editor gives a place of its own. `env` as process.env. */
export function defaultStorage(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const name = 'semantic-text-tools';
  if (platform === 'win32') return path.join(env.LOCALAPPDATA || path.join(home, 'AppData', 'Local'), name);
  if (platform === 'darwin') return path.join(home, 'Library', 'Caches', name);
  return path.join(env.XDG_CACHE_HOME || path.join(home, '.cache'), name);
}

/** Vectors of texts that are kept for the next session. */
export const vectorsIn = (storageFolder: string): string => path.join(storageFolder, 'vectors');
