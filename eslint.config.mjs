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
const allZones = ['core', 'onnx', 'engine', 'runtime', 'protocol', 'server', 'client', 'cli'];

function fence([folder, { own, packages }]) {
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
  return { files: [`${folder}/**/*.ts`], rules: { 'no-restricted-imports': ['error', { patterns }] } };
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
  ...Object.entries(zones).map(fence),
  { files: ['test/**/*.ts', 'bench/**/*.ts'], rules: { 'max-lines': 'off' } },
);
