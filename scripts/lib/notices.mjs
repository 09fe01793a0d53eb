// The licences of other people's code that the packages hold: what the bundler took in, and what is copied beside the bundles.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Names of the npm packages of which a bundle holds something. `metafile`: esbuild's. */
export function bundledPackages(metafile) {
  const inner = (file) => [...file.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1)?.[1];
  return new Set(Object.keys(metafile.inputs).flatMap((file) => inner(file) ?? []));
}

/** Writes each licence once, below the packages that it is for. Throws where a package states none. */
export function writeNotices(packages, file) {
  const named = new Map();
  for (const name of [...packages].sort()) {
    const folder = path.join('node_modules', name);
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const text = licenceIn(folder) ?? statedBy(manifest);
    named.set(text, [...(named.get(text) ?? []), `${name} ${manifest.version}`]);
  }
  const parts = [...named].map(([text, names]) => `${names.join('\n')}\n\n${text}`);
  const head = 'Semantic Text Tools holds code of the packages below, under the licence that follows their names.';
  writeFileSync(file, `${[head, ...parts].join(`\n\n${'-'.repeat(72)}\n\n`)}\n`);
}

function licenceIn(folder) {
  const name = readdirSync(folder).find((each) => /^licen[cs]e(-mit)?(\.(md|txt))?$/i.test(each));
  return name && readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim();
}

/** Where a package brings no text: what its manifest says, and for MIT the words that must go with it. */
function statedBy({ name, license, author, repository }) {
  if (typeof license !== 'string') throw new Error(`${name} states no licence`);
  const who = typeof author === 'string' ? author : (author?.name ?? `the authors of ${name}`);
  const where =
    typeof repository === 'string' ? repository : (repository?.url ?? `https://www.npmjs.com/package/${name}`);
  return [`${license}\nCopyright (c) ${who}, ${where}`, ...(license === 'MIT' ? [mit] : [])].join('\n\n');
}

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
