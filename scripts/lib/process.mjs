// Starts other programs for the scripts: npm, the build, the tests. Leaves what they mean to its callers.

import { spawn } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** A message for a person: what is wrong and what to do. Scripts print it without a stack. */
export class SetupError extends Error {}

/**
 * Runs a program to its end. Returns its exit code; with `quiet` its output is kept and returned instead of shown. One that
 * runs longer than `timeoutMs` is killed.
 */
export function run(program, args, { cwd = root, env = process.env, quiet = false, shell = false, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const stdio = quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit';
    const child = spawn(program, args, { cwd, env, shell, stdio, timeout: timeoutMs, killSignal: 'SIGKILL' });
    // Nothing outlives the script that started it.
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    let output = '';
    child.stdout?.on('data', (data) => (output += data));
    child.stderr?.on('data', (data) => (output += data));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.removeListener('exit', kill);
      resolve({ code: code ?? 1, signal, output });
    });
  });
}

/** As `run`, with this Node. */
export const runNode = (args, options) => run(process.execPath, args, options);

/** Runs npm in a folder and throws SetupError with the end of its output when it fails. */
export async function npm(args, { cwd = root, env = {} } = {}) {
  const cli = npmCli();
  const options = { cwd, env: { ...withoutNpmState(process.env), ...env }, quiet: true };
  const { code, output } = cli
    ? await runNode([cli, ...args], options)
    : await run('npm', args, { ...options, shell: process.platform === 'win32' });
  if (code !== 0) throw new SetupError(`npm ${args.join(' ')} failed in ${cwd}:\n${output.trim().slice(-3000)}`);
}

/** npm's own script where it can be found, so that no shell stands between. */
function npmCli() {
  const { npm_execpath: current } = process.env;
  const besideNode = path.join(path.dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
  return [current, besideNode].find((file) => file && /npm-cli\.c?js$/.test(file) && existsSync(file));
}

/** What `npm run` tells its child about the outer project would mislead an npm that works in another folder. */
function withoutNpmState(env) {
  const state = /^(npm_package_|npm_lifecycle_|npm_config_(local_prefix|prefix)$|INIT_CWD$)/i;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !state.test(name)));
}

/** The first of these programs that is on PATH, as an absolute path. */
export function onPath(...names) {
  const suffixes = process.platform === 'win32' ? (process.env.PATHEXT ?? '.EXE;.CMD').split(';') : [''];
  for (const name of names) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      for (const suffix of suffixes) {
        const file = path.join(folder, name + suffix);
        if (folder && isFile(file)) return file;
      }
    }
  }
  return undefined;
}

export const isFile = (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;

/**
 * Ends this process on Ctrl+C and the like by way of `exit`, where what it started is ended too. Where `first` is given it is
 * told of the first signal instead, and only a further one ends the process at once.
 */
export function exitOnSignals(first) {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  let tell = first;
  for (const [signal, code] of Object.entries(codes)) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (!tell) process.exit(code);
      tell(signal);
      tell = undefined;
    });
  }
}

/** Runs a script's main function; a SetupError ends it with its message alone. */
export async function main(action) {
  try {
    process.exitCode = (await action()) ?? 0;
  } catch (error) {
    console.error(error instanceof SetupError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
