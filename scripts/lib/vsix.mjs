// Makes the package of one platform from what is built, and checks a finished one file by file.

import { cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { askPackage } from './answer.mjs';
import { filesMatching, matcher } from './glob.mjs';
import { root, runNode, SetupError } from './process.mjs';
import { contentsOf, currentTarget, packedModules, requiredFiles, targets } from './targets.mjs';
import { zipEntries } from './zip.mjs';

/** Fields of package.json that serve the repository only. */
const repositoryFields = ['private', 'scripts', 'bin', 'dependencies', 'devDependencies', 'allowScripts', 'overrides'];

/** What vsce writes beside the files that it is given. */
const vsceFiles = ['[Content_Types].xml', 'extension.vsixmanifest'];
const vsceNames = { 'README.md': 'readme.md', 'CHANGELOG.md': 'changelog.md', LICENSE: 'LICENSE.txt' };

export const manifest = () => JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));

/** Why this target cannot be packaged now, in a sentence, or undefined. */
export function obstacle(target) {
  if (targets[target].browser && !manifest().browser) return 'package.json names no browser entry.';
  return undefined;
}

/** The packages of one build: each is written once, whoever asks for it. */
export class Packages {
  #made = new Map();

  /** As makeVsix. */
  make(target) {
    if (!this.#made.has(target)) this.#made.set(target, makeVsix(target));
    return this.#made.get(target);
  }
}

/** Writes artefacts/<name>-<target>-<version>.vsix from dist/ and returns its path. */
export async function makeVsix(target) {
  const { name, version } = manifest();
  const stage = path.join(root, '.cache/package', target);
  const file = path.join(root, 'artefacts', `${name}-${target}-${version}.vsix`);
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(path.dirname(file), { recursive: true });
  fillStage(stage, target);
  const args = ['package', '--no-dependencies', '--target', target, '--out', file];
  const vsce = path.join(root, 'node_modules/@vscode/vsce/vsce');
  const { code, output } = await runNode([vsce, ...args], { cwd: stage, quiet: true });
  if (code !== 0) throw new SetupError(`Packaging ${target} failed:\n${output.trim()}`);
  rmSync(stage, { recursive: true, force: true });
  return file;
}

function fillStage(stage, target) {
  const { files, modules } = contentsOf(target);
  const copies = [
    ...filesMatching(root, files).map((file) => [file, file]),
    ...filesMatching(path.join(root, 'node_modules'), modules).map((file) => [
      `node_modules/${file}`,
      `${packedModules}/${file}`,
    ]),
  ];
  for (const [from, to] of copies) {
    const place = path.join(stage, to);
    mkdirSync(path.dirname(place), { recursive: true });
    cpSync(path.join(root, from), place);
  }
  writeFileSync(path.join(stage, 'package.json'), JSON.stringify(packedManifest(target), null, 2));
}

function packedManifest(target) {
  const fields = targets[target].browser ? [...repositoryFields, 'main'] : [...repositoryFields, 'browser'];
  return Object.fromEntries(Object.entries(manifest()).filter(([key]) => !fields.includes(key)));
}

/**
 * Checks a finished package. Returns `{ sizeBytes, checks }`; a check is `{ title, problems }`, good when there are none.
 * One that can run on this machine is also asked a question.
 */
export async function checkVsix(file, target) {
  const entries = zipEntries(file);
  const inside = new Map(
    entries
      .filter(({ name }) => !vsceFiles.includes(name))
      .map((entry) => [entry.name.replace(/^extension\//, ''), entry]),
  );
  const sizeBytes = statSync(file).size;
  const checks = [
    ['holds only files of the allow list', strangers(inside, target)],
    ['holds every file that it needs', requiredFiles(target).filter((name) => !inside.has(name))],
    ['stays in its size budget', overBudget(sizeBytes, target)],
    ['holds every module that its bundles load', missingModules(inside, target)],
    ['starts without the protocol', readAtTheStart(inside, target)],
    ['names no place on the machine that built it', machinePaths(inside)],
    ['is marked for its platform and version', wrongMarks(entries, target)],
  ];
  const device = deviceHere(target);
  if (device) checks.push([`answers on ${device}`, await askPackage(file, device)]);
  return { sizeBytes, checks: checks.map(([title, problems]) => ({ title, problems })) };
}

/** What the package would run on here: WASM runs everywhere, a native runtime on its own platform only. */
function deviceHere(target) {
  const { native, browser } = targets[target];
  if (browser) return undefined;
  if (!native) return 'wasm';
  return target === currentTarget() ? 'cpu' : undefined;
}

function strangers(inside, target) {
  const { files, modules } = contentsOf(target);
  const allowed = matcher([
    ...files.map((file) => vsceNames[file] ?? file),
    ...modules.map((file) => `${packedModules}/${file}`),
  ]);
  return [...inside.keys()].filter((name) => !allowed(name) || name.endsWith('.map'));
}

function overBudget(sizeBytes, target) {
  const { budgetMb } = targets[target];
  return sizeBytes <= budgetMb * 1e6 ? [] : [`${(sizeBytes / 1e6).toFixed(1)} MB of ${budgetMb} MB`];
}

/** Modules that bundles leave to run time and that are not in the package. */
function missingModules(inside, target) {
  const present = (module) => inside.has(`${packedModules}/${module}/package.json`);
  // Where there is no native runtime the encoder process takes the WASM one.
  const optional = targets[target].native ? [] : ['onnxruntime-node'];
  // VS Code's Node has node:sqlite, which older ones that build packages do not list; bundles ask for it only where it is.
  const ofNode = [...builtinModules, 'sqlite'];
  // A browser has VS Code's API and nothing else.
  const provided = new Set(targets[target].browser ? ['vscode'] : ['vscode', ...ofNode, ...optional]);
  const problems = [];
  for (const [name, entry] of inside) {
    if (!/^dist\/([^/]+\.cjs|browser\/[^/]+\.js)$/.test(name)) continue;
    for (const module of modulesLoadedBy(entry.read().toString())) {
      if (!provided.has(module) && !present(module)) problems.push(`${name} loads ${module}`);
    }
  }
  return problems;
}

/** The protocol's library is a third of what the client would read at its start; it comes with the language client. */
function readAtTheStart(inside, target) {
  if (targets[target].browser) return [];
  const hasProtocol = inside.get('dist/client.cjs')?.read().toString().includes('textDocument/foldingRange');
  return hasProtocol
    ? ['dist/client.cjs holds vscode-languageserver-protocol: some module imports more than its types']
    : [];
}

function modulesLoadedBy(code) {
  const names = [...code.matchAll(/\b(?:require|require\.resolve|import)\((["'`])([^"'`.$][^"'`$]*)\1\)/g)];
  const packages = names
    .map(([, , name]) => name)
    .map((name) => name.replace(/^node:/, ''))
    .map((name) => (name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0]));
  return new Set(packages.filter((name) => !path.isAbsolute(name)));
}

function machinePaths(inside) {
  const text = /\.(cjs|js|mjs|json|css|md|txt)$/;
  return [...inside]
    .filter(([name, entry]) => text.test(name) && !name.startsWith('models/') && entry.read().includes(root))
    .map(([name]) => name);
}

function wrongMarks(entries, target) {
  const { name, publisher, version } = manifest();
  const found =
    entries
      .find((entry) => entry.name === 'extension.vsixmanifest')
      ?.read()
      .toString() ?? '';
  const marks = [`Id="${name}"`, `Publisher="${publisher}"`, `Version="${version}"`, `TargetPlatform="${target}"`];
  return marks.filter((mark) => !found.includes(mark)).map((mark) => `${mark} is missing`);
}
