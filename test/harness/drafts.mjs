// What installations of the test's VS Code left behind that were killed: 850 MB each. Not in install.mjs, a change of which
// installs it anew everywhere.

import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from '../../scripts/lib/process.mjs';

/** Removes half-made installations of processes that run no more. */
export function removeDrafts(folder = path.join(root, '.cache/harness')) {
  const names = existsSync(folder) ? readdirSync(folder) : [];
  for (const name of names) {
    const pid = Number(/\.(\d+)\.part$/.exec(name)?.[1]);
    if (pid && !isRunning(pid)) rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
