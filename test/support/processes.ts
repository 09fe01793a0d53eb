// Processes of the machine, as a test must see them: who is whose child, and who is still there.

import { execFileSync } from 'node:child_process';
import path from 'node:path';

/** Ids of the direct children of a process. Needs `ps`, as every Unix has it. */
export function childrenOf(parent: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .flatMap(([pid, ppid]) => (ppid === parent ? [pid] : []));
}

/**
 * Stops the encoders that run from below a folder, as if they had much to do, until the returned function is called. Throws
 * where there is none.
 */
export function holdEncoders(folder: string): () => void {
  const listed = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,args='], { encoding: 'utf8' }).split('\n');
  const pids = listed
    .filter((line) => line.includes(folder) && line.includes(path.join('dist', 'encoder.cjs')))
    .map((line) => Number.parseInt(line, 10));
  if (!pids.length) throw new Error('no encoder runs');
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    for (const pid of pids) if (isAlive(pid)) process.kill(pid, name);
  };
  signal('SIGSTOP');
  return () => signal('SIGCONT');
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
