// The Node that the editor's test harness brings along: newer than the oldest that is supported, as editors have it.

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Path of the program, or undefined where the harness is not installed (`npm test host` installs it). */
export function newerNode(root: string): string | undefined {
  const harness = path.join(root, '.cache/harness');
  if (!existsSync(harness)) return undefined;
  const program = process.platform === 'win32' ? 'node.exe' : 'bin/node';
  return readdirSync(harness)
    .map((each) => path.join(harness, each, 'node_modules', `node-${process.platform}-${process.arch}`, program))
    .find((file) => !file.includes('.part') && existsSync(file));
}
