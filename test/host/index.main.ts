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
  for (const file of testFiles()) mocha.addFile(path.join(__dirname, file));
  await new Promise<void>((resolve, reject) => {
    mocha.run((failures) => (failures ? reject(new Error(`${failures} tests failed`)) : resolve()));
  });
}

/** What must see a fresh window comes first, what looks back on all others last. */
function testFiles(): string[] {
  const rank = (file: string): number => (file.startsWith('activation.') ? 0 : file.startsWith('privacy.') ? 2 : 1);
  return readdirSync(__dirname)
    .filter((file) => file.endsWith('.test.cjs'))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** In this process and, by the environment, in all that it starts from now on: the language server and its encoders. */
function refuseNetwork(): void {
  const module = path.join(root, 'test/harness/noNetwork.cjs');
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- patches node:net, which only CommonJS can
  require(module);
  process.env.NODE_OPTIONS = `--require ${JSON.stringify(module)}`;
}
