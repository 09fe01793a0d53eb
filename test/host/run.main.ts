// Opens the window in which the tests of the extension host run, and waits for their end. What they found stands in the
// results file; this program shows it and ends with the window's exit code.

import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import { requiredEnv, startBrowser } from '../support/browser';
import { makeWorkspace } from '../support/workspace';

const limitMs = 9 * 60_000;

/** Beyond VS Code's own 0 and 1. */
const exitCodes = { pageCrashed: 90, pageClosed: 91, timedOut: 92 } as const;

async function main(): Promise<void> {
  const server = new URL(requiredEnv('WORKBENCH_URL'));
  const root = process.cwd();
  const { folder, remove } = makeWorkspace();
  const browser = await startBrowser();
  const { page, close } = browser;
  mkdirSync('artefacts/logs', { recursive: true });
  const log = createWriteStream('artefacts/logs/host.log');
  const exit = new Promise<number>((resolve) => {
    void page.exposeFunction('codeAutomationExit', resolve);
    page.on('crash', () => resolve(exitCodes.pageCrashed));
    page.on('close', () => resolve(exitCodes.pageClosed));
    setTimeout(resolve, limitMs, exitCodes.timedOut).unref();
  });
  await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
    log.write(`${type}: ${format(...args).trimEnd()}\n`);
  });
  const remote = (file: string) => `vscode-remote://${server.host}${path.join(root, file)}`;
  const payload = [
    ['extensionDevelopmentPath', remote('.').replace(/\/$/, '')],
    ['extensionTestsPath', remote('dist-test/test/host/index.main.cjs')],
    ['skipWelcome', 'true'],
  ];
  await page.goto(`${server.origin}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) })}`);
  let code = await exit;
  showResults();
  const { foreign } = browser;
  if (foreign.length) {
    console.log(`  ✗ the window asked foreign hosts: ${foreign.join(', ')}`);
    code ||= 1;
  }
  if (code !== 0 && code !== exitCodes.pageClosed) {
    await page.screenshot({ path: 'artefacts/screenshots/host-failed.png' }).catch(() => {});
    console.log(
      `  the window ended with code ${code}; see artefacts/screenshots/host-failed.png, artefacts/logs/host.log`,
    );
  }
  await close();
  remove();
  process.exit(code);
}

/** The host's own output goes to the window, not to this terminal. */
function showResults(): void {
  const file = requiredEnv('TEST_RESULTS');
  if (!existsSync(file)) return;
  const { results } = JSON.parse(readFileSync(file, 'utf8')) as {
    results: { title: string; passed: boolean; ms?: number; error?: string }[];
  };
  for (const { title, passed, ms, error } of results) {
    if (!passed) console.log(`  ✗ ${title}\n${(error ?? '').replace(/^/gm, '      ')}`);
    else if (process.env.TEST_VERBOSE === '1') console.log(`  ✓ ${title} (${ms} ms)`);
  }
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
