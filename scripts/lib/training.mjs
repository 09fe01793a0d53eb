// The ring that runs every step of the training on a small part of the data. Not among those that run by default: it takes
// minutes, Python and PyTorch.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root, run, SetupError } from './process.mjs';

const limitMs = 5 * 60_000;
const requirements = path.join(root, 'training/requirements.txt');
const folder = path.join(root, '.cache/training');

/** Installs what training needs into a place of its own, then runs training/smoke.sh, which may take five minutes. */
export async function trainSmall() {
  const python = await ensurePython();
  const { code, signal } = await run('bash', [path.join(root, 'training/smoke.sh')], {
    env: { ...process.env, PYTHON: python },
    timeoutMs: limitMs,
  });
  if (code === 0) return { passed: 1, failures: [] };
  const what = signal === 'SIGKILL' ? `took more than ${limitMs / 60_000} minutes` : `ended with code ${code}`;
  return { passed: 0, failures: [`training/smoke.sh ${what}.`] };
}

/** The Python of an environment that holds what requirements.txt names. */
async function ensurePython() {
  const python = path.join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const mark = path.join(folder, 'installed.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return python;
  console.log('Installing PyTorch and the like for training (a few GB, once) …');
  mkdirSync(folder, { recursive: true });
  await must(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder]);
  await must(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements]);
  writeFileSync(mark, wanted);
  return python;
}

async function must(program, args) {
  const { code, output } = await run(program, args, { quiet: true }).catch((error) => ({
    code: 1,
    output: String(error),
  }));
  if (code === 0) return;
  const command = [program, ...args].join(' ');
  throw new SetupError(
    `Training needs Python 3.11 or later with venv and pip: \`${command}\` failed:\n${output.slice(-1500)}`,
  );
}
