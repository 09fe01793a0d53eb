// The platforms that get a package of their own, and every file that each of them may hold. The files common to all stand
// in .vscodeignore; here is what differs: which ONNX runtime, and where it lies.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './process.mjs';

/**
 * `native`: folder of onnxruntime-node's binaries; without it the WASM runtime, which all have, is the only one. Budgets in bytes of the
 * finished VSIX, each a little above what it takes, so that growth is seen in the change that brings it.
 */
export const targets = {
  'linux-x64': { native: 'linux/x64', budgetMb: 45 },
  'linux-arm64': { native: 'linux/arm64', budgetMb: 45 },
  'darwin-arm64': { native: 'darwin/arm64', budgetMb: 55 },
  'win32-x64': { native: 'win32/x64', budgetMb: 60 },
  'win32-arm64': { native: 'win32/arm64', budgetMb: 65 },
  'darwin-x64': { budgetMb: 35 },
  'alpine-x64': { budgetMb: 35 },
  'alpine-arm64': { budgetMb: 35 },
  web: { browser: true, budgetMb: 35 },
};

/** Of the allow list: what only Node runs. */
const nodeFiles = /\.cjs$/;

/** Bundles of a package for browsers; those of Node stay out of it, as these stay out of all others. */
const browserFiles = [
  'dist/browser/client.js',
  'dist/browser/server.js',
  'dist/browser/encoder.js',
  'dist/browser/index.js',
  'dist/browser/sqlite3.wasm',
  ...['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.asyncify'].flatMap((name) => [
    `dist/browser/${name}.mjs`,
    `dist/browser/${name}.wasm`,
  ]),
];

/** Packages that bundles leave to run time, packed beside them: in dist/node_modules, where Node looks first. */
export const packedModules = 'dist/node_modules';

/** The macOS library comes twice, under two names; the binding loads it by the shorter one. */
const libraries = (folder) =>
  folder.startsWith('darwin/') ? ['onnxruntime_binding.node', 'libonnxruntime.1.dylib'] : ['*'];

const nodeRuntime = (folder) => [
  'onnxruntime-node/package.json',
  'onnxruntime-node/dist/*.js',
  ...libraries(folder).map((name) => `onnxruntime-node/bin/napi-v6/${folder}/${name}`),
  'onnxruntime-common/package.json',
  'onnxruntime-common/dist/cjs/*.js',
  // Says `"type": "commonjs"`: without it `require` fails in the installed extension only.
  'onnxruntime-common/dist/cjs/package.json',
];
/** Everywhere: it takes over where the native one cannot be loaded. It imports what the native one requires. */
const wasmRuntime = [
  'onnxruntime-web/package.json',
  'onnxruntime-web/dist/ort.node.min.mjs',
  'onnxruntime-web/dist/ort-wasm-simd-threaded.mjs',
  'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm',
  'onnxruntime-common/package.json',
  'onnxruntime-common/dist/esm/*.js',
  'onnxruntime-common/dist/esm/package.json',
];

/** The index where Node brings no SQLite along. */
const sqliteWasm = [
  '@sqlite.org/sqlite-wasm/package.json',
  '@sqlite.org/sqlite-wasm/dist/node.mjs',
  '@sqlite.org/sqlite-wasm/dist/sqlite3.wasm',
];

/** Glob patterns of the files that a target's package may hold, and of the npm packages' files. */
export function contentsOf(name) {
  const { native, browser } = targets[name];
  if (browser) {
    const common = allowList().filter((file) => !nodeFiles.test(file));
    return { files: [...common, ...browserFiles], modules: [] };
  }
  return { files: allowList(), modules: [...wasmRuntime, ...sqliteWasm, ...(native ? nodeRuntime(native) : [])] };
}

/** The parser of code, and one that stands for the others. */
const grammars = ['dist/grammars/tree-sitter.wasm', 'dist/grammars/tree-sitter-typescript.wasm'];

const commonFiles = [
  'package.json',
  'readme.md',
  'LICENSE.txt',
  'dist/ThirdPartyNotices.txt',
  'models/semtext-mini-en/config.json',
  'models/semtext-mini-en/tokenizer.json',
  'models/semtext-mini-en/README.md',
];

/** Files without which a package is not worth shipping. */
export function requiredFiles(name) {
  const { native, browser } = targets[name];
  if (browser) return [...commonFiles, ...grammars, ...browserFiles];
  const runtime = [
    ...wasmRuntime.filter((file) => !file.includes('*')),
    ...sqliteWasm,
    ...(native
      ? ['onnxruntime-node/dist/index.js', `onnxruntime-node/bin/napi-v6/${native}/onnxruntime_binding.node`]
      : []),
  ];
  return [
    ...commonFiles,
    'dist/client.cjs',
    'dist/languageClient.cjs',
    'dist/server.cjs',
    'dist/encoder.cjs',
    'dist/index.cjs',
    'dist/store.cjs',
    ...grammars,
    ...runtime.map((file) => `${packedModules}/${file}`),
  ];
}

/** The target that this machine runs. */
export function currentTarget() {
  const platform = process.platform === 'linux' && isMusl() ? 'alpine' : process.platform;
  return `${platform}-${process.arch}`;
}

function isMusl() {
  return !process.report.getReport().header.glibcVersionRuntime;
}

function allowList() {
  return readFileSync(path.join(root, '.vscodeignore'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1).trim());
}
