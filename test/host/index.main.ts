// What VS Code's extension host loads and runs as `extensionTestsPath`: mocha over the tests beside this file.

import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';

const root = path.join(__dirname, '../../..');

export async function run(): Promise<void> {
  refuseNetwork();
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: 60_000,
    forbidOnly: true,
    forbidPending: true,
    grep: process.env.TEST_GREP || undefined,
    reporter: path.join(root, 'test/support/reporter.cjs'),
  });
  for (const file of readdirSync(__dirname).sort()) {
    if (file.endsWith('.test.cjs')) mocha.addFile(path.join(__dirname, file));
  }
  await new Promise<void>((resolve, reject) => {
    mocha.run((failures) => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}

/** In this process and, by the environment, in all that it starts from now on: the language server and its encoders. */
function refuseNetwork(): void {
  const module = path.join(root, 'test/harness/noNetwork.cjs');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- patches node:net, which only CommonJS can
  require(module);
  process.env.NODE_OPTIONS = `--require ${JSON.stringify(module)}`;
}
