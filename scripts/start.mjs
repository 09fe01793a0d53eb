// `npm start`: from a fresh clone to Semantic Text Tools in a real VS Code with the sample workspace. The installed VS Code
// if there is one, else VS Code's workbench in the browser. Options: --no-open, --port N, --browser (even with VS Code).

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { removeDrafts } from '../test/harness/drafts.mjs';
import { startServer } from '../test/harness/server.mjs';
import { exitOnSignals, main, onPath, root, SetupError } from './lib/process.mjs';
import { build, installDependencies } from './lib/setup.mjs';
import { currentTarget, targets } from './lib/targets.mjs';
import { findVsCode, hasDisplay, openVsCode } from './lib/vscode.mjs';
import { makeVsix, manifest } from './lib/vsix.mjs';

const sample = path.join(root, 'sample');
/** The sample's README says what there is to try; it opens first. */
const settings = { 'workbench.startupEditor': 'readme', 'git.enabled': true };

exitOnSignals();
removeDrafts();
await main(async () => {
  const options = readOptions();
  if (options.port !== 0) await checkPort(options.port);
  await installDependencies();
  console.log('Building …');
  await build({ production: true });
  const target = currentTarget();
  if (!(target in targets)) throw new SetupError(`There is no package for ${target} yet.`);
  const vsix = await makeVsix(target);
  const program = options.browser ? undefined : await findVsCode();
  if (program) {
    console.log(`Opening ${program} with the sample workspace, in a profile of its own.\n${instructions()}`);
    await openVsCode(program, { vsix, folder: sample, settings });
    return;
  }
  await serve(vsix, options);
});

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        'no-open': { type: 'boolean', default: false },
        browser: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(`--port ${values.port} is not a port`);
    // Only the browser's VS Code has an address.
    return { port, browser: values.browser || port !== 0, open: !values['no-open'] };
  } catch (error) {
    throw new SetupError(`${error.message}\nUsage: npm start -- [--no-open] [--browser] [--port N]`);
  }
}

/** Said before the build, which takes a while, and not by VS Code's server. */
function checkPort(port) {
  const probe = net.createServer();
  return new Promise((resolve, reject) => {
    probe.once('error', ({ code }) => {
      const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`;
      reject(new SetupError(`Port ${port} ${why}. Name another one, or leave --port out: then a free one is taken.`));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
  });
}

async function serve(vsix, { port, open }) {
  const token = randomBytes(16).toString('hex');
  const server = await startServer({ vsix: [vsix], port, token, settings });
  const interrupted = new Promise((resolve) => exitOnSignals(resolve));
  const folder = path.join(server.folder, 'sample');
  cpSync(sample, folder, { recursive: true });
  const url = `${server.url}/?${new URLSearchParams({ tkn: token, folder })}`;
  const shown = open && openBrowser(url);
  console.log(`\nVS Code is at\n\n  ${url}\n`);
  if (!shown) console.log('Open this address in a browser on this machine.\n');
  console.log(`${instructions()}\nCtrl+C ends it; changes to the sample are thrown away.`);

  const first = await Promise.race([interrupted, server.ended]);
  await server.stop();
  if (typeof first !== 'string')
    throw new SetupError(`VS Code's server ended by itself:\n${server.log().slice(-2000)}`);
}

/** Hands the address to the desktop; says whether there is one that could take it. */
function openBrowser(url) {
  if (!hasDisplay()) return false;
  const [program, args] = {
    darwin: ['open', [url]],
    win32: ['rundll32', ['url.dll,FileProtocolHandler', url]],
  }[process.platform] ?? [onPath('xdg-open', 'wslview'), [url]];
  if (!program) return false;
  const child = spawn(program, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
  return true;
}

function instructions() {
  const { suggest, proofread } = { suggest: describe('suggestWord'), proofread: describe('proofread') };
  return [
    'To begin:',
    `  1. Open essay.md, put the caret in a word and run ${suggest}.`,
    '  2. Open blanks.md and put the caret at a [MASK].',
    `  3. Open slips.md and run ${proofread}.`,
    '  README.md in the workspace has more.',
  ].join('\n');
}

/** A command as the person sees it: title, and key where it has one. */
function describe(command) {
  const { contributes = {} } = manifest();
  const id = `semanticText.${command}`;
  const { title = id, category } = contributes.commands?.find((entry) => entry.command === id) ?? {};
  const binding = contributes.keybindings?.find((entry) => entry.command === id);
  const key = process.platform === 'darwin' ? (binding?.mac ?? binding?.key) : binding?.key;
  const name = [category, title].filter(Boolean).map(localised).join(': ');
  return `“${name}” (F1${key ? `, or ${key}` : ''})`;
}

function localised(text) {
  const key = /^%(.+)%$/.exec(text)?.[1];
  const file = path.join(root, 'package.nls.json');
  if (!key || !existsSync(file)) return text;
  const entry = JSON.parse(readFileSync(file, 'utf8'))[key] ?? text;
  return entry.message ?? entry;
}
