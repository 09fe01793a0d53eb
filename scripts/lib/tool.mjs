// Runs one of the measuring programs (`npm run eval`, `npm run bench`) from a fresh clone: installs, builds, passes the
// arguments on. Its stdout is the program's alone, so that --json can be piped.

import { existsSync } from 'node:fs';
import path from 'node:path';
import { main, root, runNode, SetupError } from './process.mjs';
import { build, installDependencies } from './setup.mjs';

/** `--no-build` measures what is built already. */
export async function runTool(name) {
  console.log = console.error;
  await main(async () => {
    const args = process.argv.slice(2);
    const program = path.join(root, '.cache/tools', `${name}.cjs`);
    if (!args.includes('--no-build')) {
      await installDependencies();
      await build({ production: true, tools: true });
    } else if (!existsSync(program)) {
      throw new SetupError('Nothing is built yet: leave --no-build out.');
    }
    const { code } = await runNode([program, ...args]);
    return code;
  });
}
