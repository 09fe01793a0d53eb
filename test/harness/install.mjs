// Installs the VS Code that tests and `npm start` use: code-server's build of it, from npm, pinned by the lock beside this
// file, into .cache/harness/<digest>. No install script runs and nothing is compiled.

import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm, root, run, SetupError } from '../../scripts/lib/process.mjs';

const here = path.join(root, 'test/harness');
const cache = path.join(root, '.cache/harness');
/** Native modules of VS Code that would need a compiler; a file in standIns/ takes the place of each. */
const replaced = ['spdlog', 'native-watchdog'];
const standIn = (name) => path.join('standIns', `${name}.cjs`);
const parts = ['package.json', 'package-lock.json', 'install.mjs', ...replaced.map(standIn)];

/** Paths of the installed VS Code and of the Node that runs it; installs them first where needed. */
export async function ensureHarness() {
  const digest = createHash('sha256');
  for (const name of parts) digest.update(readFileSync(path.join(here, name)));
  const folder = path.join(cache, `${digest.digest('hex').slice(0, 16)}-${process.platform}-${process.arch}`);
  if (!existsSync(folder)) await install(folder);
  return { vscode: vscodeIn(folder), node: nodeIn(folder), modules: path.join(folder, 'node_modules') };
}

/** Everything is made beside its place and moved there at the end, so that what is there is whole. */
async function install(folder) {
  console.log('Installing VS Code for the browser (code-server from npm, 850 MB on disk, once) …');
  const draft = `${folder}.${process.pid}.part`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  try {
    for (const name of ['package.json', 'package-lock.json']) cpSync(path.join(here, name), path.join(draft, name));
    const options = ['--ignore-scripts', '--no-audit', '--no-fund'];
    const env = { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1' };
    await npm(['ci', ...options], { cwd: draft, env });
    // Both are pinned by a shrinkwrap in the package, which `npm ci` refuses for a missing entry.
    const vscode = vscodeIn(draft);
    for (const cwd of [vscode, path.join(vscode, 'extensions')]) {
      await npm(['install', '--omit=dev', ...options], { cwd, env });
    }
    for (const name of replaced) {
      cpSync(path.join(here, standIn(name)), path.join(vscode, 'node_modules/@vscode', name, 'index.js'));
    }
    const check = [path.join(vscode, 'out/server-main.js'), '--version'];
    const { code, output } = await run(nodeIn(draft), check, { quiet: true });
    if (code !== 0) throw new SetupError(`The installed VS Code does not start:\n${output.slice(-2000)}`);
    moveIntoPlace(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function moveIntoPlace(draft, folder) {
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another run finished the same installation first: its result serves as well.
    if (!existsSync(folder)) throw error;
  }
  for (const other of readdirSync(cache)) {
    if (other !== path.basename(folder) && !other.endsWith('.part')) {
      rmSync(path.join(cache, other), { recursive: true, force: true });
    }
  }
}

const vscodeIn = (folder) => path.join(folder, 'node_modules/code-server/lib/vscode');

/** VS Code 1.139 needs Node 24: the one from npm where there is a package for this platform, else the one running now. */
function nodeIn(folder) {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const file = path.join(
    folder,
    `node_modules/node-${platform}-${process.arch}/bin/node${platform === 'win' ? '.exe' : ''}`,
  );
  if (existsSync(file)) return file;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new SetupError(
    `On ${process.platform} ${process.arch} the browser workbench needs Node 24 or later (this is ${process.version}). ` +
      'Install it from https://nodejs.org, or install VS Code.',
  );
}
