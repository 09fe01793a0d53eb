// How soon the bundled encoder answers in a browser, from a page that has just been opened, and how fast after that: on
// WebAssembly, with the threads that the page and the machine allow.

import assert from 'node:assert/strict';
import { TextMaker, proseWords, withMask } from '../../bench/texts';
import { median, percentile } from '../../bench/timing';
import { startBrowser, type Browser } from '../support/browser';
import { keepFigures } from '../support/figures';
import { usePages } from '../support/pages';
import type { EnginePage } from './enginePage';

const readyLimitMs = 3000;
const fillLimitMs = 150;
const tokens = 64;
const rounds = 60;
type Global = typeof globalThis & { enginePage: EnginePage };

describe('the bundled encoder in a browser', () => {
  const origin = usePages();
  let browser: Browser | undefined;
  after(() => browser?.close());

  it(`is ready within ${readyLimitMs / 1000} s of a cold page, and fills a blank within ${fillLimitMs} ms`, async () => {
    // A browser that has never seen the page has nothing cached.
    browser = await startBrowser();
    const { page } = browser;
    await page.goto(`${origin()}/page.html`);
    await page.addScriptTag({ path: 'dist-test/test/web/enginePage.js' });
    const fill = (text: string) => page.evaluate((given) => (globalThis as Global).enginePage.fill(given), text);
    const first = await fill('The [MASK] chased the mouse.');
    const count = (text: string) => page.evaluate((given) => (globalThis as Global).enginePage.count(given), text);
    const maker = new TextMaker(proseWords('.'), count);
    const times: number[] = [];
    for (let n = 0; n < rounds; n++) times.push((await fill(await maker.ofTokens(tokens, withMask))).ms);
    const [p50, p95] = [median(times), percentile(times, 0.95)];
    console.log(`      first candidates ${first.sinceStartMs.toFixed(0)} ms after the page was opened`);
    console.log(`      ${tokens} tokens: ${p50.toFixed(1)} ms median, ${p95.toFixed(1)} ms 95th percentile`);
    keepFigures('.', 'browser.json', { browser: { firstMs: first.sinceStartMs, p50Ms: p50, p95Ms: p95 } });
    assert.ok(first.sinceStartMs < readyLimitMs, `${first.sinceStartMs} ms until the first candidates`);
    assert.ok(p95 < fillLimitMs, `${p95} ms`);
    assert.deepEqual(browser.foreign, []);
  });
});
