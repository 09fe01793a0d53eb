// The tests of the local index on a Node that has SQLite built in: editors run such a Node, the oldest that is supported has none.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { newerNode } from '../support/newerNode';

const files = ['sqliteIndex', 'openStore', 'termPages'].map(
  (name) => `dist-test/test/unit/runtime/node/index/${name}.test.cjs`,
);

describe("The local index on the editor's Node", function () {
  this.timeout(120_000);

  it('passes its tests', async () => {
    const mocha = path.resolve('node_modules/mocha/bin/mocha.js');
    const grep = "Node's SQLite|openStore, native|word index, native|Two processes";
    const child = spawn(newerNode(), [mocha, ...files, '--grep', grep, '--timeout', '60000'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    }
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, output);
    assert.match(output, /\b\d\d passing/);
  });
});
