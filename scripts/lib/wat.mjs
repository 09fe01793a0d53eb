// An esbuild plugin: assembles WebAssembly text (`*.wat`) into the bytes of a module, so that the repository holds sources
// alone.

import { readFile } from 'node:fs/promises';
import path from 'node:path';

export const assembleWat = {
  name: 'wat',
  setup({ onLoad }) {
    onLoad({ filter: /\.wat$/ }, async ({ path: file }) => {
      const { default: wabt } = await import('wabt');
      const { parseWat } = await wabt();
      const module = parseWat(path.basename(file), await readFile(file, 'utf8'), { simd: true });
      try {
        return { contents: module.toBinary({}).buffer, loader: 'binary' };
      } finally {
        module.destroy();
      }
    });
  },
};
