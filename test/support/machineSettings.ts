// Settings of the machine that the tested VS Code runs on, which neither a folder nor, in a window on a remote, a person's own
// settings set.

import { mkdirSync, writeFileSync } from 'node:fs';
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
