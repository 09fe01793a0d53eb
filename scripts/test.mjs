// `npm test [ring …] [-- --grep text --verbose]`: sets up, builds and runs the rings (when none is named, all but those that
// are opt-in).
// Ends with `N passed, N failed` alone on a line; anything that could not run counts as a failure.

import { parseArgs } from 'node:util';
import { removeDrafts } from '../test/harness/drafts.mjs';
import { ensureHarness } from '../test/harness/install.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { exitOnSignals, main, SetupError } from './lib/process.mjs';
import { optIn, rings } from './lib/rings.mjs';
import { build, installDependencies } from './lib/setup.mjs';
import { Packages } from './lib/vsix.mjs';

/** Rings that read the sources alone. */
const withoutBuild = new Set(['format', 'lint', 'types', 'training']);

/** What rings need beside the packages: VS Code (with its Node), a browser. */
const both = [ensureHarness, ensureBrowser];
const needs = { server: [ensureHarness], gpu: [ensureBrowser], host: both, e2e: both, web: both };
/** Rings of one core each that measure nothing. */
const sideBySide = new Set(['format', 'lint', 'types']);

exitOnSignals();
removeDrafts();
await main(async () => {
  const { names, grep, verbose } = readOptions();
  let passed = 0;
  const packages = new Packages();
  const repeated = [];
  const failures = (await setUp(names)).failures;
  const runRing = async (name) => {
    console.log(`\n${name}`);
    const began = performance.now();
    const result = await attempt(() => rings[name]({ packages, grep, verbose }));
    passed += result.passed;
    repeated.push(...(result.repeated ?? []).map((title) => `${name}: ${title}`));
    failures.push(...result.failures.map((failure) => `${name}: ${failure}`));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    console.log(`  ${name}: ${result.passed} passed, ${result.failures.length} failed in ${seconds} s`);
  };
  if (!failures.length) {
    // On a fresh machine these are downloaded while the first rings run. Who needs one meets the error.
    const wanted = new Set(names.flatMap((name) => needs[name] ?? []));
    const installed = Promise.allSettled([...wanted].map((ensure) => ensure()));
    await Promise.all(names.filter((name) => sideBySide.has(name)).map(runRing));
    for (const name of names.filter((each) => !sideBySide.has(each))) {
      if (needs[name]) await installed;
      await runRing(name);
    }
  }
  if (repeated.length) console.log(`\nOnly at the second try:\n${repeated.map((title) => `  ${title}`).join('\n')}`);
  if (failures.length) console.log(`\nFailures:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length ? 1 : 0;
});

function setUp(names) {
  return attempt(async () => {
    await installDependencies();
    if (names.some((name) => !withoutBuild.has(name))) await build({ production: true, tests: true });
    return { passed: 0, failures: [] };
  });
}

/** A ring that throws has failed; the others still run. */
async function attempt(ring) {
  try {
    return await ring();
  } catch (error) {
    const message = error instanceof SetupError ? error.message : String(error?.stack ?? error);
    console.log(`  ✗ ${message}`);
    return { passed: 0, failures: [message.split('\n')[0]] };
  }
}

function readOptions() {
  const all = Object.keys(rings);
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { grep: { type: 'string' }, verbose: { type: 'boolean', default: false } },
    });
    const unknown = positionals.filter((name) => !all.includes(name));
    if (unknown.length) throw new Error(`There is no ring ${unknown.join(', ')}.`);
    return { names: positionals.length ? positionals : all.filter((name) => !optIn.has(name)), ...values };
  } catch (error) {
    throw new SetupError(`${error.message}\nUsage: npm test [${all.join('] [')}] -- [--grep text] [--verbose]`);
  }
}
