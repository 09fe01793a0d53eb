// An esbuild plugin for a bundle that runs in a Worker of a browser: what libraries load where they find Node is left out, and
// the parser of code no longer insists on an address of its own script, which a Worker from a blob has none of.

import { readFileSync } from 'node:fs';
import { leaveOut } from './leaveOut.mjs';

const insists = "throw new Error('Unable to determine script URL');";

export const inWorker = {
  name: 'inWorker',
  setup(build) {
    leaveOut('fs/promises', 'module', 'url').setup(build);
    build.onLoad({ filter: /tree-sitter-wasm[\\/]wasm[\\/]tree-sitter\.js$/ }, ({ path }) => {
      const code = readFileSync(path, 'utf8');
      if (!code.includes(insists))
        throw new Error(`${path} has changed: it no longer asks for the address of its script.`);
      return { contents: code.replace(insists, 'return undefined;') };
    });
  },
};
