// That the network is off in the browsers of the tests, and that an attempt would be seen wherever it is made: in a page, in a
// frame, in a Worker, in a Worker of a Worker as the encoder is, in a service worker.

import assert from 'node:assert/strict';
import { startBrowser, type Browser } from '../support/browser';
import { usePages } from '../support/pages';

/** Runs in a page. Resolves once the request that was made so many Workers deep has failed. */
async function attempt([depth, address]: readonly [number, string]): Promise<void> {
  if (depth === 0) return void (await fetch(address, { mode: 'no-cors' }).catch(() => {}));
  let code = `fetch('${address}', { mode: 'no-cors' }).catch(() => {}).finally(() => postMessage(0))`;
  for (let n = 1; n < depth; n++) {
    code = `new Worker(URL.createObjectURL(new Blob([${JSON.stringify(code)}]))).onmessage = () => postMessage(0)`;
  }
  const worker = new Worker(URL.createObjectURL(new Blob([code])));
  await new Promise((resolve) => (worker.onmessage = resolve));
}

describe('the network of the browser', () => {
  const origin = usePages();
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
    await browser.page.goto(`${origin()}/page.html`);
  });
  after(() => browser.close());

  it('is not asked for by the browser alone', () => assert.deepEqual(browser.foreign, []));

  for (const depth of [0, 1, 2, 3]) {
    for (const scheme of ['http', 'https']) {
      it(`is off, and asking for it over ${scheme} is seen, ${depth} Workers deep`, async () => {
        const host = `from-depth-${depth}.invalid`;
        const before = browser.foreign.length;
        await browser.page.evaluate(attempt, [depth, `${scheme}://${host}/`] as const);
        const seen = browser.foreign.slice(before);
        assert.equal(seen.length, 1, seen.join());
        assert.ok(seen[0].startsWith(`${scheme}://${host}`), seen[0]);
      });
    }
  }

  it('asking for it over a web socket is seen', async () => {
    const before = browser.foreign.length;
    await browser.page.evaluate(
      () => new Promise<void>((resolve) => (new WebSocket('wss://from-a-socket.invalid').onerror = () => resolve())),
    );
    assert.match(browser.foreign.slice(before).join(), /from-a-socket\.invalid/);
  });
});
