// From nothing to the first suggestion: a new process of the command line, with its encoder process, each time.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Setting } from './setting';
import { median, rounded } from './timing';

export interface ColdStartFigures {
  /** Spawn → first answer of `semtext suggest`, median, what the first run ever prepares being there. */
  readonly coldStartMs: number;
  /** The same with an empty cache: the very first start on a machine. */
  readonly firstStartMs: number;
}

const text = 'The committee will publish its final report next month.';
const word = 'publish';

export async function benchColdStart(setting: Setting): Promise<ColdStartFigures> {
  setting.log('cold start');
  const storage = mkdtempSync(path.join(tmpdir(), 'semtext-bench-'));
  try {
    const first = await startOnce(setting, storage);
    const times: number[] = [];
    for (let n = 0; n < (setting.quick ? 2 : 9); n++) times.push(await startOnce(setting, storage));
    return { coldStartMs: rounded(median(times)), firstStartMs: rounded(first) };
  } finally {
    rmSync(storage, { recursive: true, force: true });
  }
}

/** Milliseconds until the answer stands on stdout. Error with the program's words when there is none. */
function startOnce({ root, modelFolder }: Setting, storage: string): Promise<number> {
  const began = performance.now();
  const args = [path.join(root, 'dist/cli.cjs'), 'suggest', '--jsonl', '--json', '--model', modelFolder];
  // Where the command line keeps its caches, by platform.
  const env = { ...process.env, XDG_CACHE_HOME: storage, LOCALAPPDATA: storage, HOME: storage };
  const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
  const start = text.indexOf(word);
  child.stdin.on('error', () => {});
  child.stdin.end(`${JSON.stringify({ text, start, end: start + word.length, mode: 'fits', top: 10 })}\n`);
  return new Promise((resolve, reject) => {
    let output = '';
    let complaints = '';
    let took: number | undefined;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaints += chunk));
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      if (output.includes('\n')) took ??= performance.now() - began;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0 && took !== undefined && output.includes('"candidates"')) resolve(took);
      else reject(new Error(`semtext suggest ended with ${code}. ${complaints || output}`.trim()));
    });
  });
}
