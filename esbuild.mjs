// The only build script. Bundles every entry that exists: client, server, encoder (for Node and for browsers), command line, panels; with
// --tests also the tests, with --tools the programs of `npm run eval` and `npm run bench`. Options: --production
// (minified, no source maps), --watch, --tests, --tools.

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, context } from 'esbuild';
import { leaveOut } from './scripts/lib/leaveOut.mjs';
import { bundledPackages, writeNotices } from './scripts/lib/notices.mjs';
import { inWorker } from './scripts/lib/inWorker.mjs';
import { assembleWat } from './scripts/lib/wat.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');
const tools = process.argv.includes('--tools');

/** Loaded at run time from node_modules or from the folder beside the bundle, never bundled. */
const runtimeExternals = [
  'vscode',
  'onnxruntime-node',
  'onnxruntime-web',
  '@huggingface/transformers',
  '@sqlite.org/sqlite-wasm',
];

/** Of which whole files are in a package. */
const copiedPackages = [
  'onnxruntime-common',
  'onnxruntime-node',
  'onnxruntime-web',
  '@sqlite.org/sqlite-wasm',
  '@vscode/tree-sitter-wasm',
];

const common = {
  bundle: true,
  logLevel: 'warning',
  sourcemap: production ? false : 'linked',
  minify: production,
  keepNames: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
};
const node = { ...common, platform: 'node', format: 'cjs', target: 'node20', external: runtimeExternals };
const page = {
  ...common,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  loader: { '.css': 'css', '.svg': 'dataurl' },
};

/** In a browser nothing is loaded beside the bundle but what VS Code gives. ONNX Runtime's glue and binary stay files. */
const browser = {
  ...common,
  platform: 'browser',
  target: 'es2022',
  external: ['vscode'],
  conditions: ['onnxruntime-web-use-extern-wasm', 'module'],
  define: { ...common.define, 'import.meta.url': '""' },
};
const ortFiles = ['ort-wasm-simd-threaded', 'ort-wasm-simd-threaded.asyncify'].flatMap((name) => [
  `${name}.mjs`,
  `${name}.wasm`,
]);

/** One bundle for each process; a face that does not exist yet is left out. */
const bundles = [
  {
    ...node,
    entryPoints: { client: 'src/client/node/main.ts' },
    plugins: [apart('./languageClient')],
    // VS Code gives its API to modules that are required.
    supported: { 'dynamic-import': false },
  },
  { ...node, entryPoints: { languageClient: 'src/client/node/languageClient.ts' } },
  { ...node, entryPoints: { server: 'src/server/node/main.ts' } },
  { ...node, entryPoints: { encoder: 'src/runtime/node/encoderMain.ts' } },
  { ...node, entryPoints: { index: 'src/server/node/index/indexMain.ts' } },
  { ...node, entryPoints: { store: 'src/runtime/node/index/storeMain.ts' } },
  { ...node, entryPoints: { cli: 'src/cli/main.ts' }, banner: { js: '#!/usr/bin/env node' } },
  { ...browser, format: 'cjs', entryPoints: { 'browser/client': 'src/client/browser/main.ts' } },
  { ...browser, format: 'iife', entryPoints: { 'browser/server': 'src/server/browser/main.ts' } },
  {
    ...browser,
    format: 'iife',
    entryPoints: { 'browser/index': 'src/server/browser/index/indexMain.ts' },
    plugins: [inWorker],
  },
  { ...browser, format: 'iife', entryPoints: { 'browser/encoder': 'src/runtime/browser/encoderMain.ts' } },
  ...panels().map((name) => ({ ...page, entryPoints: { [`media/${name}`]: `media/${name}/main.ts` } })),
]
  .filter((bundle) => Object.values(bundle.entryPoints).every((file) => existsSync(file)))
  .map((bundle) => ({
    ...bundle,
    outdir: 'dist',
    outExtension: { '.js': bundle.platform === 'node' ? '.cjs' : '.js' },
  }));

/** Leaves a module in a bundle of its own, which is read when it is first asked for: reading costs more than running. */
function apart(module) {
  return {
    name: 'apart',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path: wanted }) =>
        wanted === module ? { path: `${module}.cjs`, external: true } : undefined,
      );
    },
  };
}

if (existsSync('src/runtime/browser')) {
  mkdirSync('dist/browser', { recursive: true });
  for (const file of ortFiles) copyFileSync(`node_modules/onnxruntime-web/dist/${file}`, `dist/browser/${file}`);
  copyFileSync('node_modules/@sqlite.org/sqlite-wasm/dist/sqlite3.wasm', 'dist/browser/sqlite3.wasm');
}

/** The parser of code and its grammars, for the chunker: WASM that is read when a language is first met. */
function copyGrammars() {
  const from = 'node_modules/@vscode/tree-sitter-wasm/wasm';
  const names = new Set(Object.values(JSON.parse(readFileSync('src/runtime/index/grammars.json', 'utf8'))));
  mkdirSync('dist/grammars', { recursive: true });
  for (const file of ['tree-sitter.wasm', ...[...names].map((name) => `tree-sitter-${name}.wasm`)]) {
    copyFileSync(path.join(from, file), path.join('dist/grammars', file));
  }
}

/** What is shipped; the rest is for this repository alone. */
const shipped = bundles.length;

if (tests) {
  bundles.push({
    ...node,
    packages: 'external',
    minify: false,
    // Functions that tests hand to the browser must not call a helper of the bundle.
    keepNames: false,
    sourcemap: 'inline',
    entryPoints: testFiles('test').concat(testFiles('bench')),
    outbase: '.',
    outdir: 'dist-test',
    outExtension: { '.js': '.cjs' },
  });
}

if (tests) {
  // What tests run in a page of a browser.
  bundles.push({
    ...browser,
    format: 'iife',
    minify: false,
    sourcemap: 'inline',
    entryPoints: Object.fromEntries(
      ['page', 'enginePage', 'storePage', 'storeWorker'].map((name) => [`test/web/${name}`, `test/web/${name}.ts`]),
    ),
    outdir: 'dist-test',
  });
}

if (tools) {
  const programs = {
    evaluation: 'evaluation/main.ts',
    figures: 'evaluation/figures/main.ts',
    bench: 'bench/main.ts',
    queryStore: 'bench/queryStore.main.ts',
    matMulPeak: 'bench/matMulPeak.main.ts',
  };
  bundles.push({
    ...node,
    packages: 'external',
    minify: false,
    sourcemap: 'inline',
    entryPoints: Object.fromEntries(Object.entries(programs).filter(([, file]) => existsSync(file))),
    outdir: '.cache/tools',
    outExtension: { '.js': '.cjs' },
  });
}

function panels() {
  if (!existsSync('media')) return [];
  return readdirSync('media').filter((name) => existsSync(`media/${name}/main.ts`));
}

/** Tests, and the programs that tests start (`*.main.ts`). */
function testFiles(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(test|main)\.ts$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

for (const bundle of bundles) bundle.plugins = [assembleWat, leaveOut('pg-native'), ...(bundle.plugins ?? [])];

copyGrammars();

if (watch) {
  const contexts = await Promise.all(bundles.map((bundle) => context(bundle)));
  await Promise.all(contexts.map((each) => each.watch()));
} else {
  const built = await Promise.all(bundles.map((bundle) => build({ ...bundle, metafile: true })));
  const within = built.slice(0, shipped).flatMap(({ metafile }) => [...bundledPackages(metafile)]);
  writeNotices(new Set([...within, ...copiedPackages]), 'dist/ThirdPartyNotices.txt');
}
