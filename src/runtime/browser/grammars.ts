// The parser of code and its grammars as files of the extension: read by way of the editor, never fetched.

import * as library from '@vscode/tree-sitter-wasm';
import { TreeSitterGrammars } from '../index/treeSitterGrammars';
import type { FilePort } from './files';

/** `folder` holds `tree-sitter.wasm` and `tree-sitter-<grammar>.wasm`. */
export function grammarsThrough(files: Pick<FilePort, 'read'>, folder: string): TreeSitterGrammars {
  return new TreeSitterGrammars({
    library: async () => {
      // Of its options the types know only the one that is not used with bytes.
      const options = {
        wasmBinary: await files.read(`${folder}/tree-sitter.wasm`),
        locateFile: (file: string) => file,
      };
      await library.Parser.init(options);
      return library;
    },
    grammar: (name) => files.read(`${folder}/tree-sitter-${name}.wasm`),
    breathe: () => new Promise((resolve) => setTimeout(resolve)),
  });
}
