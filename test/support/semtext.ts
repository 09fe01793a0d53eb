// Runs the built command line, dist/cli.cjs.

import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `cache`: folder for what it keeps. */
export function startSemtext(args: readonly string[], cache: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['dist/cli.cjs', ...args], { env: { ...process.env, XDG_CACHE_HOME: cache } });
}

export async function runSemtext(
  args: readonly string[],
  cache: string,
  stdin: string | Uint8Array = '',
): Promise<Ended> {
  const child = startSemtext(args, cache);
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => out.push(part));
  child.stderr.on('data', (part: Buffer) => err.push(part));
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { status, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() };
}
