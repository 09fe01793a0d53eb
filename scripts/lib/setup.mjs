// Brings a fresh clone to where it can build: checks Node, installs the locked packages when they are missing or stale.

import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { npm, root, runNode, SetupError } from './process.mjs';

/** Installs what package-lock.json names, unless it is there already. */
export async function installDependencies() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new SetupError(`Node 20.19 or later is needed, this is ${process.version}: see https://nodejs.org`);
  const reason = staleReason();
  if (!reason) return;
  console.log(`Installing packages (${reason}) …`);
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}

/**
 * Bundles into dist/, with tests also into dist-test/; both are emptied first, so that nothing stale is run or packed. With
 * tools also the programs of eval and bench into .cache/tools/.
 */
export async function build({ production = false, tests = false, tools = false } = {}) {
  for (const folder of tests ? ['dist', 'dist-test'] : ['dist']) {
    rmSync(path.join(root, folder), { recursive: true, force: true });
  }
  const chosen = { '--production': production, '--tests': tests, '--tools': tools };
  const options = Object.keys(chosen).filter((option) => chosen[option]);
  const { code } = await runNode([path.join(root, 'esbuild.mjs'), ...options]);
  if (code !== 0) throw new SetupError('The build failed; see the messages above.');
}

/** Why node_modules does not hold what the lock names, or undefined when it does. */
function staleReason() {
  const installed = packagesOf('node_modules/.package-lock.json');
  if (!installed) return 'none yet';
  for (const [where, entry] of Object.entries(packagesOf('package-lock.json') ?? {})) {
    if (where === '' || entry.link) continue;
    const present = installed[where];
    // An optional package of another platform is not installed, and need not be.
    if (!present && entry.optional) continue;
    if (present?.version !== entry.version || !existsSync(path.join(root, where, 'package.json'))) {
      return `${where.replace(/^node_modules\//, '')} ${entry.version} is missing`;
    }
  }
  return undefined;
}

function packagesOf(lock) {
  const file = path.join(root, lock);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}
