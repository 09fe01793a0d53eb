// Runs a folder of compiled tests in mocha, in a process of its own, and reads what came out from its results file.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesMatching } from './glob.mjs';
import { root, run } from './process.mjs';

/** Longest time that one ring may take. */
const ringLimitMs = 25 * 60_000;

/**
 * Runs `dist-test/test/<folder>/**` and returns `{ passed, failures, repeated }`. `timeoutMs` is for one test; `setup` is a compiled
 * module that mocha requires first. `retries`: how often a test that failed is tried again; such tests are named in
 * `repeated`, so that none that wavers hides.
 */
export async function runMocha(
  folder,
  { grep, verbose = false, timeoutMs = 10_000, env = {}, setup, retries = 0 } = {},
) {
  const files = filesMatching(root, [`dist-test/test/${folder}/**/*.test.cjs`]);
  if (!files.length) return { passed: 0, failures: [`There are no tests in test/${folder}.`] };
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const options = [
    ...['--reporter', path.join(root, 'test/support/reporter.cjs'), '--timeout', String(timeoutMs)],
    ...['--retries', String(retries)],
    ...['--forbid-only', '--forbid-pending', '--no-config'],
    ...(grep ? ['--grep', grep] : []),
    ...(setup ? ['--require', path.join(root, setup)] : []),
  ];
  return withResults(async (resultsFile) => {
    const { code } = await run(process.execPath, ['--enable-source-maps', mocha, ...options, ...files], {
      env: { ...process.env, ...env, TEST_RESULTS: resultsFile, TEST_VERBOSE: verbose ? '1' : '0' },
      timeoutMs: ringLimitMs,
    });
    return code;
  });
}

/** Gives `action` the path of a results file; judges what it left there and the exit code that it returns. */
export async function withResults(action) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stt-results-'));
  try {
    const file = path.join(folder, 'results.json');
    const code = await action(file);
    return judge(file, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(file, code) {
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return { passed: 0, failures: [`The tests ended before their results were written (code ${code}).`] };
  }
  const { results, planned, repeated = [] } = JSON.parse(text);
  const passed = results.filter((result) => result.passed).length;
  const failures = results.filter((result) => !result.passed).map(({ title }) => title);
  if (!planned) failures.push('No test ran.');
  else if (!failures.length && passed < planned) failures.push(`Only ${passed} of ${planned} tests ran.`);
  else if (!failures.length && code !== 0)
    failures.push(`All tests passed, but their process ended with code ${code}.`);
  return { passed, failures, repeated };
}
