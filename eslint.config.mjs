// Two jobs: the usual mistakes, and the fences between the zones of ARCHITECTURE.md.

import tseslint from 'typescript-eslint';

/** Zone → zones it may import (besides itself), and packages it may import ('*': any). */
const zones = {
  'src/core': { own: [], packages: [] },
  'src/onnx': { own: ['core'], packages: [] },
  'src/engine': { own: ['core', 'onnx'], packages: [] },
  'src/runtime': { own: ['core', 'onnx', 'engine'], packages: ['*'] },
  'src/protocol': { own: ['core'], packages: ['vscode-languageserver-protocol'] },
  'src/server': { own: ['core', 'engine', 'protocol', 'runtime'], packages: ['*'] },
  'src/client': { own: ['core', 'protocol'], packages: ['*'] },
  'src/cli': { own: ['core', 'engine', 'runtime', 'server', 'protocol'], packages: ['*'] },
};
/** What only Node has. Everything else of client, server and runtime is also bundled for browsers. */
const nodeFolders = ['src/cli', 'src/client/node', 'src/runtime/node', 'src/server/node'];
const nodeOnly = {
  regex: '^(node:.*|onnxruntime-node|undici|vscode-language(client|server)/node)$',
  message: 'A browser has no Node: this belongs in a node/ folder.',
};
const allZones = ['core', 'onnx', 'engine', 'runtime', 'protocol', 'server', 'client', 'cli'];

const isWithin = (folder) => (each) => each === folder || each.startsWith(`${folder}/`);

/** `inNode`: the rules for the part of a zone that only Node runs. */
function fence([folder, { own, packages }], inNode = false) {
  const mine = folder.split('/')[1];
  const forbidden = allZones.filter((zone) => zone !== mine && !own.includes(zone));
  const patterns = [
    {
      regex: `^(\\.\\./)+(${forbidden.join('|')})/`,
      message: `${folder} may import only: ${own.join(', ') || 'nothing'}.`,
    },
    { regex: '/(test|bench)/', message: 'Product code does not import tests.' },
  ];
  if (!packages.includes('*')) {
    const allowed = packages.length ? `(?!(${packages.join('|')})$)` : '';
    patterns.push({
      regex: `^${allowed}[^.]`,
      message: `${folder} may import packages: ${packages.join(', ') || 'none'}.`,
    });
  }
  if (folder !== 'src/client') patterns.push({ regex: '^vscode$', message: 'Only src/client knows VS Code.' });
  if (!inNode) patterns.push(nodeOnly);
  const files = inNode ? nodeFolders.filter(isWithin(folder)) : [folder];
  return { files: files.map((each) => `${each}/**/*.ts`), rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default tseslint.config(
  { ignores: ['dist/', 'dist-test/', '.tsbuild/', '.cache/', 'artefacts/', 'models/', 'node_modules/', 'training/'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['warn', { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } } },
  ...Object.entries(zones).map((zone) => fence(zone)),
  ...Object.entries(zones)
    .filter(([folder]) => nodeFolders.some(isWithin(folder)))
    .map((zone) => fence(zone, true)),
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { 'max-lines': 'off' } },
);
