// Settings of the machine that the tested VS Code runs on, which neither a folder nor, in a window on a remote, a person's own
// settings set; and the person's own, of which VS Code takes its proxy in a window on a remote.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { requiredEnv } from './browser';

const file = (): string => path.join(requiredEnv('WORKBENCH_FOLDER'), 'user/Machine/settings.json');

export function writeMachineSettings(settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(path.dirname(file()), { recursive: true });
  writeFileSync(file(), JSON.stringify(settings));
}

/** Sets them for the suite that calls it, and takes them back afterwards. */
export function useMachineSettings(settings: Readonly<Record<string, unknown>>): void {
  before('set settings of the machine', () => writeMachineSettings(settings));
  after('take settings of the machine back', () => writeMachineSettings({}));
}

/** Adds to the person's own settings; the returned function takes it back. For windows that are opened afterwards. */
export function addUserSettings(settings: Readonly<Record<string, unknown>>): () => void {
  const own = path.join(requiredEnv('WORKBENCH_FOLDER'), 'user/User/settings.json');
  const before = readFileSync(own, 'utf8');
  writeFileSync(own, JSON.stringify({ ...(JSON.parse(before) as object), ...settings }));
  return () => writeFileSync(own, before);
}
