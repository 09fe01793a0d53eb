// Starts the browser that tests drive: headless, with a profile of its own, cut off from every foreign host. Leaves VS Code
// to workbench.ts.

import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { isPassedOver, startDeadEnd } from './deadEnd';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export const windowSize = { width: 1280, height: 800 };

export interface Browser {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Addresses outside this machine that a page or a Worker has asked for by now; each request was refused. */
  readonly foreign: readonly string[];
  close(): Promise<void>;
}

export interface BrowserOptions {
  /** Further command line flags of Chromium. */
  readonly flags?: readonly string[];
  readonly colorScheme?: 'light' | 'dark';
  /** Where what a profile caches of files and compiled scripts waits for the next browser; nothing else is taken over. */
  readonly cache?: string | undefined;
}

/** A fresh browser, which is a fresh VS Code window: its state lives in the browser's profile. */
export async function startBrowser({
  flags = [],
  colorScheme = 'light',
  cache,
}: BrowserOptions = {}): Promise<Browser> {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'stt-browser-'));
  // A webview on {{uuid}}.localhost counts as a third party: with cookies blocked its service worker may not register.
  mkdirSync(path.join(profile, 'Default'));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  writeFileSync(path.join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  if (cache) moveCaches(cache, profile);
  const deadEnd = await startDeadEnd();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requiredEnv('BROWSER_PATH'),
    headless: true,
    viewport: windowSize,
    // This machine's own addresses go past it.
    args: [...quiet, `--proxy-server=http://127.0.0.1:${deadEnd.port}`, ...flags],
    reducedMotion: 'reduce',
    colorScheme,
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  // Watched, not intercepted: a browser whose requests are intercepted caches neither files nor compiled scripts.
  const unnoted: string[] = [];
  context.on('request', (request) => {
    if (isPassedOver(request.url())) unnoted.push(request.url());
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(60_000);
  const close = async () => {
    await context.close();
    await deadEnd.stop();
    if (cache) moveCaches(profile, cache);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  return {
    context,
    page,
    get foreign() {
      return [...unnoted, ...deadEnd.asked];
    },
    close,
  };
}

/** Files and compiled scripts, as Chromium names them in a profile. */
const caches = ['Default/Cache', 'Default/Code Cache'];

function moveCaches(from: string, to: string): void {
  for (const name of caches.filter((each) => existsSync(path.join(from, each)))) {
    const place = path.join(to, name);
    mkdirSync(path.dirname(place), { recursive: true });
    rmSync(place, { recursive: true, force: true });
    renameSync(path.join(from, name), place);
  }
}

/** A variable that scripts/lib/rings.mjs sets for the tests. */
export function requiredEnv(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with npm test`);
  return value;
}
