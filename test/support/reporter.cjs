// Mocha reporter of all rings: says a failure at once, and writes every result to the file that TEST_RESULTS names. That
// file judges the run: a process that dies before its end leaves none.

/* eslint-disable @typescript-eslint/no-require-imports -- mocha loads reporters as CommonJS */
const { writeFileSync } = require('node:fs');
const path = require('node:path');

module.exports = class ResultsReporter {
  constructor(runner) {
    const results = [];
    const verbose = process.env.TEST_VERBOSE === '1';
    runner.on('pass', (test) => {
      results.push({ title: test.fullTitle(), file: fileOf(test), passed: true, ms: test.duration });
      if (verbose) console.log(`  ✓ ${test.fullTitle()} (${test.duration} ms)`);
    });
    // Also a hook that fails; the tests that it kept from running are counted by what it says.
    runner.on('fail', (test, error) => {
      results.push({ title: test.fullTitle(), file: fileOf(test), passed: false, error: describe(error) });
      console.log(`  ✗ ${test.fullTitle()}\n${indent(describe(error))}`);
    });
    runner.on('end', () => {
      const file = process.env.TEST_RESULTS;
      if (file) writeFileSync(file, JSON.stringify({ planned: runner.total, results }));
    });
  }
};

/** From the working folder, as the file was named when mocha was started; undefined for a hook of no file. */
function fileOf({ file, parent }) {
  const found = file ?? parent?.file;
  return found && path.relative(process.cwd(), found).replaceAll('\\', '/');
}

function describe(error) {
  const stack = error?.stack ?? String(error);
  const difference =
    error && 'actual' in error && 'expected' in error
      ? `\nactual:   ${short(error.actual)}\nexpected: ${short(error.expected)}`
      : '';
  return stack + difference;
}

function short(value) {
  let text;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > 600 ? `${text.slice(0, 600)} …` : text;
}

const indent = (text) => text.replace(/^/gm, '      ');
