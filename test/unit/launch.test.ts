// What VS Code offers to run in this repository is what there is to run.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

describe('.vscode/launch.json', () => {
  it('offers each ring of tests, in their order', async () => {
    const { inputs } = JSON.parse(readFileSync('.vscode/launch.json', 'utf8')) as {
      inputs: readonly { readonly id: string; readonly options: readonly string[] }[];
    };
    const { rings } = (await import(pathToFileURL(path.resolve('scripts/lib/rings.mjs')).href)) as { rings: object };
    assert.deepEqual(inputs.find(({ id }) => id === 'ring')?.options, Object.keys(rings));
  });
});
