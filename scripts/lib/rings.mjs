// The rings of tests, from the quickest to the one that drives a whole VS Code. Each returns `{ passed, failures }`; one
// whose prerequisites are missing throws SetupError, which counts as a failure.

import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ensureHarness } from '../../test/harness/install.mjs';
import { startServer } from '../../test/harness/server.mjs';
import { startWebServer } from '../../test/harness/webServer.mjs';
import { ensureBrowser } from './browser.mjs';
import { filesMatching } from './glob.mjs';
import { ensureGpu } from './gpu.mjs';
import { runMocha, withResults } from './mocha.mjs';
import { offline } from './offline.mjs';
import { root, run, runNode } from './process.mjs';
import { currentTarget } from './targets.mjs';
import { trainSmall } from './training.mjs';
import { checkVsix } from './vsix.mjs';

const bin = (file) => path.join(root, 'node_modules', file);

/** Tests that drive a browser share it with a whole VS Code, which now and then takes a key or a click for itself. */
const driven = { timeoutMs: 120_000, twice: true };
/** A worker takes about one core and two gigabytes. */
const mostWorkers = 3;
const workers = Math.min(os.availableParallelism(), mostWorkers);

/**
 * Files of e2e that run in one process, so that their suites share a window (`shared` in useWorkbench). What needs a fresh
 * index, or an encoder that has read nothing yet, comes first. `start` empties dist/, of which `attentionPage` runs a part.
 */
const sharing = [
  ['attentionPage', 'start'],
  ['face', 'suggest', 'fill', 'proofread'],
  ['similarityLooks', 'similarity', 'similarityTexts'],
  ['embeddingsLayers', 'embeddingsLooks', 'embeddingsCalculator', 'embeddingsSenses'],
  ['attentionLink', 'attentionFilters', 'attentionLooks', 'attentionKeyboard'],
];
/** Most tests that need no VS Code keep one core busy. */
const processes = Math.min(os.availableParallelism(), 4);

export const rings = {
  format: () => tool('prettier/bin/prettier.cjs', ['--check', '.', '--log-level', 'warn']),
  lint: () => tool('eslint/bin/eslint.js', ['.', '--max-warnings', '0']),
  types: () => tool('typescript/bin/tsc', ['-b']),
  unit: (options) => offline((env) => runMocha('unit', { ...options, processes, env })),
  server,
  model: (options) => offline((env) => runMocha('model', { ...options, timeoutMs: 60_000, env })),
  gpu,
  host,
  package: checkPackage,
  e2e,
  web,
  training: trainSmall,
};

/** Rings that run only when they are named. */
export const optIn = new Set(['training']);

async function tool(file, args) {
  const { code } = await runNode([bin(file), ...args]);
  return code === 0 ? { passed: 1, failures: [] } : { passed: 0, failures: [`${path.basename(file)} has complaints.`] };
}

/** On the oldest Node that is supported, and parts of it on the one of the editor, which has SQLite built in. */
async function server(options) {
  const { node } = await ensureHarness();
  return offline((env) =>
    runMocha('server', { ...options, timeoutMs: 60_000, processes, env: { ...env, NEWER_NODE: node } }),
  );
}

/** On a GPU, or on a program that computes as one does. */
async function gpu(options) {
  const { name, env } = await ensureGpu();
  console.log(`  on ${name}`);
  return runMocha('gpu', { ...options, timeoutMs: 5 * 60_000, env });
}

/** Mocha inside the extension host of a real VS Code, on the built extension in this folder. */
async function host({ grep, verbose }) {
  const browser = await ensureBrowser();
  return withResults(async (resultsFile) => {
    const server = await startServer({
      testDriver: true,
      env: { TEST_RESULTS: resultsFile, TEST_GREP: grep ?? '', TEST_NETWORK_LOG: `${resultsFile}.network` },
    });
    try {
      const env = {
        ...process.env,
        WORKBENCH_URL: server.url,
        BROWSER_PATH: browser,
        TEST_VERBOSE: verbose ? '1' : '0',
        TEST_RESULTS: resultsFile,
      };
      const { code } = await run(process.execPath, [path.join(root, 'dist-test/test/host/run.main.cjs')], {
        env,
        timeoutMs: 10 * 60_000,
      });
      return code;
    } finally {
      await server.stop();
    }
  });
}

async function checkPackage({ packages }) {
  const target = currentTarget();
  const file = await packages.make(target);
  const { sizeBytes, checks } = await checkVsix(file, target);
  console.log(`  ${path.relative(root, file)}: ${(sizeBytes / 1e6).toFixed(1)} MB`);
  const failures = checks
    .filter(({ problems }) => problems.length)
    .map(({ title, problems }) => `The package ${title}: ${problems.join('; ')}`);
  return { passed: checks.length - failures.length, failures };
}

/**
 * Playwright in a real browser, on the workbench with the packaged extension. Windows wait a lot, so the files are shared
 * among workers, each with a VS Code of its own.
 */
async function e2e({ packages, ...options }) {
  const browser = await ensureBrowser();
  const vsix = await packages.make(currentTarget());
  // Without the test driver, which keeps VS Code from showing messages.
  const start = () => startServer({ vsix: [vsix], graceSeconds: 5, env: allThroughProxies });
  const starts = await Promise.allSettled(Array.from({ length: workers }, start));
  const servers = starts.filter(({ status }) => status === 'fulfilled').map(({ value }) => value);
  try {
    const failed = starts.find(({ status }) => status === 'rejected');
    if (failed) throw failed.reason;
    const environments = servers.map(({ url, folder }) => ({
      WORKBENCH_URL: url,
      WORKBENCH_FOLDER: folder,
      BROWSER_PATH: browser,
      BROWSER_CACHE: path.join(folder, 'browser'),
    }));
    return await runMocha('e2e', { ...options, ...driven, workers: environments, together: sharing });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** A test's proxy is on this machine, which many leave out of theirs. */
const allThroughProxies = { NO_PROXY: '', no_proxy: '' };

/** Playwright on VS Code for the Web, which has no server of its own, with the package for the web. */
async function web({ packages, ...options }) {
  const browser = await ensureBrowser();
  const vsix = await packages.make('web');
  const kept = filesMatching(path.join(root, 'test/web'), ['workspace/**']).map(readFrom);
  const files = { ...Object.fromEntries(kept), ...ignoredFiles };
  const [plain, isolated] = [
    await startWebServer({ vsix, files }),
    await startWebServer({ vsix, files, isolated: true }),
  ];
  try {
    const env = { WEB_URL: plain.url, WEB_ISOLATED_URL: isolated.url, BROWSER_PATH: browser };
    return await runMocha('web', { ...options, ...driven, workers: [env] });
  } finally {
    plain.stop();
    isolated.stop();
  }
}

/** Of the workspace in a browser: what git leaves out there, and would here. */
const ignoredFiles = {
  '.gitignore': 'private/\n',
  'private/diary.md': '# Diary\n\nNobody is to read that the bees are sold.\n',
};

const readFrom = (name) => [name.replace(/^workspace\//, ''), readFileSync(path.join(root, 'test/web', name))];
