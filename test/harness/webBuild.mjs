// Makes "VS Code for the Web", a build without any server of its own, out of the installed code-server: the same workbench,
// linked into a folder in which @vscode/test-web finds it, with code-server's presumption of a remote taken out.

import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, SetupError } from '../../scripts/lib/process.mjs';

/** Stands for a commit of VS Code: test-web looks for a build of that name before it would download one. */
export const commit = '0'.repeat(40);

const workbench = 'out/vs/code/browser/workbench';

/** What code-server changed in the workbench so that it always has a remote, and how it was before. */
const patches = [
  // Settings on the disk of the remote: in the browser again.
  [
    /get userRoamingDataHome\(\)\{return [\w$]+\(([\w$]+)\.file\(this\.userDataPath\)\.with\(\{scheme:([\w$]+)\.vscodeRemote\}\),"User"\)\}/,
    'get userRoamingDataHome(){return $1.file("/User").with({scheme:$2.vscodeUserData})}',
  ],
  // Options that its server always gives.
  [/if\(typeof this\.options\.isEnabled\w+>"u"\)throw new Error\("[^"]*"\);/g, ''],
  [/\{\.\.\.JSON\.parse\((\w+)\),remoteAuthority:location\.host\}/, '{...JSON.parse($1)}'],
  [/=\(window\.location\.pathname\+"\/mint-key"\)\.replace\(\/\\\/\\\/\+\/g,"\/"\)/, '=""'],
];

/** code-server ships only the bundle that starts itself; it reads the configuration that test-web writes into the page. */
const startsItself = `import '../code/browser/workbench/workbench.js';
export const create = () => ({ dispose() {} });
export class URI { static revive(x) { return x; } static from(x) { return x; } static parse(s) { const u = new URL(s); return { scheme: u.protocol.slice(0, -1), authority: u.host, path: u.pathname, with: (c) => ({ ...c }), toString: () => s }; } }
export class Emitter { event = () => ({ dispose() {} }); fire() {} dispose() {} }
`;

/** The folder for test-web's `testRunnerDataDir`. `vscode`: the installed VS Code. Made once for each. */
export function ensureWebBuild(vscode) {
  const digest = createHash('sha256')
    .update(vscode)
    .update(readFileSync(fileURLToPath(import.meta.url)));
  const folder = path.join(root, '.cache/web', digest.digest('hex').slice(0, 16));
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${process.pid}.part`;
  rmSync(path.dirname(folder), { recursive: true, force: true });
  make(vscode, path.join(draft, `vscode-web-stable-${commit}`));
  renameSync(draft, folder);
  return folder;
}

function make(vscode, place) {
  const link = (from, to) => {
    mkdirSync(path.dirname(to), { recursive: true });
    symlinkSync(from, to);
  };
  /** Links what is in a folder, except what is made anew. */
  const linkInside = (folder, ...made) => {
    for (const name of readdirSync(path.join(vscode, folder))) {
      if (!made.includes(name)) link(path.join(vscode, folder, name), path.join(place, folder, name));
    }
  };
  const write = (file, text) => {
    mkdirSync(path.dirname(path.join(place, file)), { recursive: true });
    writeFileSync(path.join(place, file), text);
  };
  linkInside('', 'out', 'extensions', 'package.json');
  linkInside('out', 'vs');
  linkInside('out/vs', 'workbench', 'code');
  linkInside('out/vs/workbench');
  linkInside('out/vs/code', 'browser');
  linkInside('out/vs/code/browser', 'workbench');
  linkInside(workbench, 'workbench.js');
  const { version } = JSON.parse(readFileSync(path.join(vscode, 'package.json'), 'utf8'));
  write('package.json', JSON.stringify({ name: 'code-oss', version, type: 'module' }));
  write('version', commit);
  write('manifest.json', '{"name":"code-oss"}');
  write(`${workbench}/workbench.js`, patched(readFileSync(path.join(vscode, workbench, 'workbench.js'), 'utf8')));
  write('out/vs/workbench/workbench.web.main.internal.js', startsItself);
  write(
    'out/vs/workbench/workbench.web.main.internal.css',
    "@import url('../code/browser/workbench/workbench.css');\n",
  );
  for (const name of readdirSync(path.join(vscode, 'extensions'))) {
    const missing = missingBundle(vscode, name);
    if (!missing) {
      link(path.join(vscode, 'extensions', name), path.join(place, 'extensions', name));
      continue;
    }
    linkInside(`extensions/${name}`, missing.split('/')[0]);
    write(`extensions/${name}/${missing}`, 'exports.activate = () => {};\n');
  }
}

function patched(source) {
  return patches.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new SetupError(`This VS Code's workbench has changed: ${pattern} is not in it.`);
    pattern.lastIndex = 0;
    return text.replace(pattern, replacement);
  }, source);
}

/** The browser bundle of a built-in extension that is not in the package (relative); without a stand-in it shows an error. */
function missingBundle(vscode, name) {
  const manifest = path.join(vscode, 'extensions', name, 'package.json');
  const entry = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')).browser : undefined;
  if (!entry) return undefined;
  const file = (entry.endsWith('.js') ? entry : `${entry}.js`).replace(/^\.\//, '');
  return existsSync(path.join(vscode, 'extensions', name, file)) ? undefined : file;
}
