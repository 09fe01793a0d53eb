// Runs a folder of compiled tests in mocha, in a process of its own, and reads what came out from its results file.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesMatching } from './glob.mjs';
import { root, run } from './process.mjs';

/** Longest time that one ring may take. */
const ringLimitMs = 25 * 60_000;

/**
 * Runs `dist-test/test/<folder>/**` and returns `{ passed, failures, repeated }`. `timeoutMs` is for one test; `setup` is a
 * compiled module that mocha requires first. `workers`: environments among which the files are shared, one process for each
 * file; without them the files are dealt out to `processes`. `twice`: a file in which a test fails is run once more as a whole, in
 * windows of its own, since what a failure leaves in a window fails the tests after it; tests that passed only then are named
 * in `repeated`, so that none that wavers hides.
 */
export async function runMocha(folder, { workers, processes = 1, ...options } = {}) {
  const files = filesMatching(root, [`dist-test/test/${folder}/**/*.test.cjs`]);
  if (!files.length) return { passed: 0, failures: [`There are no tests in test/${folder}.`] };
  const size = (file) => statSync(path.join(root, file)).size;
  // The largest first, so that no long one is left for the end.
  const waiting = files.toSorted((a, b) => size(b) - size(a));
  if (!workers) return judge(await Promise.all(shared(waiting, processes).map((some) => runTwice(some, options))));
  const reports = [];
  const work = async (env) => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      reports.push(await runTwice([file], { ...options, env }));
    }
  };
  await Promise.all(workers.map(work));
  return judge(reports);
}

/** The files dealt out like cards to at most so many processes. */
function shared(files, processes) {
  const hands = Array.from({ length: Math.min(processes, files.length) }, () => []);
  files.forEach((file, n) => hands[n % hands.length].push(file));
  return hands;
}

async function runTwice(files, { twice = false, ...options }) {
  const first = await runFiles(files, options);
  const { failures } = judge([first]);
  // That no test has the words that were asked for is no failure of a file.
  if (!twice || !failures.length || first.results?.length === 0) return first;
  console.log(`  ↻ ${files.map((file) => path.basename(file, '.test.cjs')).join(', ')}: once more`);
  const second = await runFiles(files, options);
  const { failures: left } = judge([second]);
  return { ...second, repeated: failures.filter((title) => !left.includes(title)) };
}

function runFiles(files, { grep, verbose = false, timeoutMs = 10_000, env = {}, setup }) {
  const mocha = path.join(root, 'node_modules/mocha/bin/mocha.js');
  const options = [
    ...['--reporter', path.join(root, 'test/support/reporter.cjs'), '--timeout', String(timeoutMs)],
    ...['--forbid-only', '--forbid-pending', '--no-config'],
    ...(grep ? ['--grep', grep] : []),
    ...(setup ? ['--require', path.join(root, setup)] : []),
  ];
  return withReport(async (resultsFile) => {
    const { code } = await run(process.execPath, ['--enable-source-maps', mocha, ...options, ...files], {
      env: { ...process.env, ...env, TEST_RESULTS: resultsFile, TEST_VERBOSE: verbose ? '1' : '0' },
      timeoutMs: ringLimitMs,
    });
    return code;
  });
}

/** Gives `action` the path of a results file; judges what it left there and the exit code that it returns. */
export const withResults = async (action) => judge([await withReport(action)]);

async function withReport(action) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stt-results-'));
  try {
    const file = path.join(folder, 'results.json');
    const code = await action(file);
    return { code, ...(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(reports) {
  const results = reports.flatMap((report) => report.results ?? []);
  const failures = results.filter((result) => !result.passed).map(({ title }) => title);
  for (const { code, results: own, planned } of reports) {
    if (!own) failures.push(`The tests ended before their results were written (code ${code}).`);
    else if (own.every((result) => result.passed)) failures.push(...incomplete(own.length, planned, code));
  }
  if (!failures.length && !results.length) failures.push('No test ran.');
  const repeated = reports.flatMap((report) => report.repeated ?? []);
  return { passed: results.filter((result) => result.passed).length, failures, repeated };
}

/** What is wrong with a run of which no test failed. */
function incomplete(passed, planned, code) {
  if (passed < planned) return [`Only ${passed} of ${planned} tests ran.`];
  return code === 0 ? [] : [`All tests passed, but their process ended with code ${code}.`];
}
