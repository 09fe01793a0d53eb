// Runs a folder of compiled tests in mocha, in a process of its own, and reads what came out from its results file.

import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { filesMatching } from './glob.mjs';
import { root, run, SetupError } from './process.mjs';

/** Longest time that one ring may take. */
const ringLimitMs = 25 * 60_000;

/**
 * Runs `dist-test/test/<folder>/**` and returns `{ passed, failures, repeated }`. `timeoutMs` is for one test; `setup` is a
 * compiled module that mocha requires first. `workers`: environments among which the files are shared, one process for each
 * file; without them the files are dealt out to `processes`. `together`: names of files that share a process, in this order.
 * `twice`: a file in which a test fails is run once more as a whole, in windows of its own, since what a failure leaves in a
 * window fails the tests after it; tests that passed only then are named in `repeated`, so that none that wavers hides.
 */
export async function runMocha(folder, { workers, processes = 1, together = [], ...options } = {}) {
  const files = filesMatching(root, [`dist-test/test/${folder}/**/*.test.cjs`]);
  if (!files.length) return { passed: 0, failures: [`There are no tests in test/${folder}.`] };
  const sizeOf = (file) => statSync(path.join(root, file)).size;
  if (!workers) {
    const hands = shared(
      files.toSorted((a, b) => sizeOf(b) - sizeOf(a)),
      processes,
    );
    return judge(await Promise.all(hands.map((some) => runTwice(some, options))));
  }
  // The largest first, so that no long one is left for the end. The source: a bundle is as large as what it imports.
  const size = (file) => sizeOf(file.replace(/^dist-test/, '.').replace(/cjs$/, 'ts'));
  const waiting = grouped(files, together, size);
  const reports = [];
  const work = async (env) => {
    for (let some = waiting.shift(); some; some = waiting.shift()) {
      reports.push(await runTwice(some, { ...options, env }));
    }
  };
  await Promise.all(workers.map(work));
  return judge(reports);
}

const nameOf = (file) => path.basename(file, '.test.cjs');

/** The files, those that are to share a process in one group, the largest group first. */
function grouped(files, together, size) {
  const named = (name) => {
    const found = files.find((file) => nameOf(file) === name);
    if (!found) throw new SetupError(`There is no test file ${name} to share a process with others.`);
    return found;
  };
  const groups = together.map((names) => names.map(named));
  const single = files.filter((file) => !groups.flat().includes(file)).map((file) => [file]);
  const total = (some) => some.reduce((sum, file) => sum + size(file), 0);
  return [...groups, ...single].toSorted((a, b) => total(b) - total(a));
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
  const failed = failedOf(files, first);
  console.log(`  ↻ ${failed.map(nameOf).join(', ')}: once more`);
  const second = await runFiles(failed, options);
  const { failures: left } = judge([second]);
  const repeated = failures.filter((title) => !left.includes(title));
  if (!second.results) return { ...second, repeated };
  const kept = (first.results ?? []).filter(({ file }) => file && !failed.includes(file));
  return { ...second, planned: kept.length + second.planned, results: [...kept, ...second.results], repeated };
}

/** The files in which a test failed; all where that is not known. */
function failedOf(files, { results = [] }) {
  const failed = new Set(results.filter(({ passed }) => !passed).map(({ file }) => file));
  const some = files.filter((file) => failed.has(file));
  return some.length === failed.size && some.length ? some : files;
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
    const began = performance.now();
    const { code } = await run(process.execPath, ['--enable-source-maps', mocha, ...options, ...files], {
      env: { ...process.env, ...env, TEST_RESULTS: resultsFile, TEST_VERBOSE: verbose ? '1' : '0' },
      timeoutMs: ringLimitMs,
    });
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (verbose) console.log(`  ${seconds} s: ${files.map(nameOf).join(', ')}`);
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
