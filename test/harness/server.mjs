// Runs VS Code's own server with a web workbench in a profile of its own. The window is whatever browser opens its url.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, run, SetupError } from '../../scripts/lib/process.mjs';
import { ensureHarness } from './install.mjs';

const startLimitMs = 60_000;
const settingsFile = path.join(root, 'test/harness/settings.json');

/**
 * Starts a server and resolves once it listens.
 * `vsix`: packages to install first. `settings`: user settings beside the quiet ones. `env`: reaches the extension host.
 * `testDriver`: allows tests in the extension host and gives the page `window.driver`. `token`: required in the url.
 * `graceSeconds`: how long a window that went away may come back; until then its extension host and all that it started go on.
 */
export async function startServer(options = {}) {
  const { vsix = [], settings = {}, env = {}, port = 0, testDriver = false, token, graceSeconds } = options;
  const { vscode, node } = await ensureHarness();
  // Short: the path of a socket may have 108 characters.
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stt-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  process.once('exit', removeFolder);
  const forget = () => {
    process.removeListener('exit', removeFolder);
    removeFolder();
  };
  const places = {
    '--user-data-dir': path.join(folder, 'user'),
    '--extensions-dir': path.join(folder, 'ext'),
    '--server-data-dir': path.join(folder, 'server'),
  };
  const user = path.join(places['--user-data-dir'], 'User');
  for (const place of [user, ...Object.values(places)]) mkdirSync(place, { recursive: true });
  const quiet = JSON.parse(readFileSync(settingsFile, 'utf8'));
  writeFileSync(path.join(user, 'settings.json'), JSON.stringify({ ...quiet, ...settings }, null, 2));

  const childEnv = environment(folder, env);
  const program = path.join(vscode, 'out/server-main.js');
  const common = [...Object.entries(places).flat(), '--accept-server-license-terms'];
  for (const file of vsix) {
    const install = [program, '--install-extension', file, '--force', ...common];
    const { code, output } = await run(node, install, { env: childEnv, quiet: true });
    if (code === 0) continue;
    forget();
    throw new SetupError(`VS Code did not install ${path.basename(file)}:\n${output.trim().slice(-3000)}`);
  }
  const args = [
    program,
    ...common,
    ...['--host', '127.0.0.1', '--port', String(port)],
    ...(token ? ['--connection-token', token] : ['--without-connection-token']),
    ...['--telemetry-level', 'off', '--disable-telemetry', '--disable-workspace-trust'],
    '--disable-getting-started-override',
    ...(testDriver ? ['--enable-smoke-test-driver'] : []),
    ...(graceSeconds === undefined ? [] : ['--reconnection-grace-time', String(graceSeconds)]),
  ];
  return listen(node, args, childEnv, { folder, extensions: places['--extensions-dir'], forget });
}

function environment(folder, extra) {
  const outer = Object.entries(process.env).filter(([name]) => !/^(NODE_OPTIONS$|VSCODE_|npm_|ELECTRON_)/.test(name));
  // Dot folders go to HOME, sockets to XDG_RUNTIME_DIR; an empty gallery keeps VS Code from asking the network.
  const own = { HOME: folder, XDG_RUNTIME_DIR: folder, EXTENSIONS_GALLERY: '{}' };
  return { ...Object.fromEntries(outer), ...own, ...extra };
}

async function listen(node, args, env, { folder, extensions, forget }) {
  const child = spawn(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const signalGroup = (signal) => {
    try {
      if (process.platform === 'win32') child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // The group has ended already.
    }
  };
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const killNow = () => signalGroup('SIGKILL');
  // Before the folder is removed: what still writes there would bring it back.
  process.prependOnceListener('exit', killNow);

  const stop = async () => {
    signalGroup('SIGTERM');
    const force = setTimeout(killNow, 5_000);
    await ended;
    clearTimeout(force);
    // Extension hosts that outlive the server for a moment are of the same group.
    killNow();
    process.removeListener('exit', killNow);
    forget();
  };

  const logFile = createWriteStream(path.join(folder, 'server.log'));
  let output = '';
  const started = new Promise((resolve, reject) => {
    const fail = (why) => reject(new SetupError(`VS Code's server ${why}:\n${output.slice(-3000)}`));
    const timer = setTimeout(() => fail(`did not start in ${startLimitMs / 1000} s`), startLimitMs);
    const read = (data) => {
      output += data;
      logFile.write(data);
      const match = /Extension host agent listening on (\d+)/.exec(output);
      if (match) {
        clearTimeout(timer);
        resolve(`http://127.0.0.1:${match[1]}`);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code) => fail(`ended with code ${code}`));
  });
  try {
    const url = await started;
    return { url, folder, extensions, pid: child.pid, ended, stop, log: () => output };
  } catch (error) {
    await stop();
    throw error;
  }
}
