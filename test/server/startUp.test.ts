// What the programs read when they start: each further module is time that a person waits for the first suggestion. Needs
// the built bundles.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

/** Node's own modules that a program has read when its bundle has run; they tell what else it has. */
function builtinsOf(bundle: string, ...args: readonly string[]): readonly string[] {
  const code = `
    require(${JSON.stringify(path.resolve(bundle))});
    require('node:fs').writeSync(2, JSON.stringify(process.moduleLoadList));
    process.exit(0);`;
  const { stderr } = spawnSync(process.execPath, ['-e', code, 'x', ...args], { encoding: 'utf8', stdio: 'pipe' });
  return JSON.parse(stderr) as string[];
}

describe('at its start', () => {
  for (const [name, bundle, args] of [
    ['the server', 'dist/server.cjs', ['--stdio']],
    ['the command line', 'dist/cli.cjs', ['--version']],
    ['the process of the index', 'dist/index.cjs', []],
    ['the encoder', 'dist/encoder.cjs', []],
  ] as const) {
    it(`${name} does not read what only downloads need`, () => {
      assert.ok(!builtinsOf(bundle, ...args).includes('NativeModule http2'));
    });
  }
});
