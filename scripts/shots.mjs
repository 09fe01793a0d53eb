// `npm run shots [-- name …]`: opens the packaged extension in the real workbench and writes the README's pictures to
// media/readme/. Which pictures there are stands in test/support/shots.main.ts.

import path from 'node:path';
import { startServer } from '../test/harness/server.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { exitOnSignals, main, root, run } from './lib/process.mjs';
import { build, installDependencies } from './lib/setup.mjs';
import { currentTarget } from './lib/targets.mjs';
import { makeVsix } from './lib/vsix.mjs';

exitOnSignals();
await main(async () => {
  await installDependencies();
  await build({ production: true, tests: true });
  const browser = await ensureBrowser();
  const server = await startServer({ vsix: [await makeVsix(currentTarget())] });
  try {
    const env = { ...process.env, WORKBENCH_URL: server.url, BROWSER_PATH: browser };
    const program = path.join(root, 'dist-test/test/support/shots.main.cjs');
    const { code } = await run(process.execPath, [program, ...process.argv.slice(2)], { env, timeoutMs: 15 * 60_000 });
    return code;
  } finally {
    await server.stop();
  }
});
