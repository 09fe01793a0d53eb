// Serves VS Code for the Web with a package of this extension, as vscode.dev would: static files and nothing else.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { zipEntries } from '../../scripts/lib/zip.mjs';
import { ensureHarness } from './install.mjs';
import { commit, ensureWebBuild } from './webBuild.mjs';

/**
 * `vsix`: the package for the web. `files`: of the workspace, by relative path. `isolated`: pages may share memory between
 * Workers. Resolves to the address of the window and `stop`.
 */
export async function startWebServer({ vsix, files, isolated = false }) {
  const { vscode, modules } = await ensureHarness();
  const place = mkdtempSync(path.join(os.tmpdir(), 'stt-web-'));
  const [extension, workspace] = [path.join(place, 'extension'), path.join(place, 'workspace')];
  for (const { name, read } of zipEntries(vsix)) {
    if (name.startsWith('extension/')) writeFile(place, name, read());
  }
  for (const [name, text] of Object.entries(files)) writeFile(workspace, name, text);
  const { open } = createRequire(path.join(modules, 'x.js'))('@vscode/test-web');
  const port = await freePort();
  const server = await quietly(() =>
    open({
      browserType: 'none',
      quality: 'stable',
      commit,
      testRunnerDataDir: ensureWebBuild(vscode),
      extensionPaths: [extension],
      folderPath: workspace,
      // Webviews and the extension host have origins of their own, {{uuid}}.localhost.
      host: 'localhost',
      port,
      coi: isolated,
    }),
  );
  return {
    url: `http://localhost:${port}/${isolated ? '?vscode-coi=3' : ''}`,
    stop: () => {
      server.dispose();
      rmSync(place, { recursive: true, force: true });
    },
  };
}

function writeFile(folder, name, content) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, 'localhost', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** test-web tells every folder that it serves. */
async function quietly(action) {
  const { log } = console;
  console.log = () => {};
  try {
    return await action();
  } finally {
    console.log = log;
  }
}
