// The attention panel in the real workbench with the bundled encoder: what is on the screen is what the encoder says.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { inflateSync } from 'node:zlib';
import { PanelHand } from '../support/attentionPanel';
import { requiredEnv } from '../support/browser';
import { holdEncoders } from '../support/processes';
import { useWorkbench } from '../support/workbench';

const sentence = 'The bank raised its rates, so she sat on the bank of the river.';
const hostile = '<img src=x onerror="document.title=\'broken\'"> says שלום 👋🏽 to everyone.';
const files = { 'notes.md': `# Notes\n\n${sentence}\n\n${hostile}\n`, 'other.md': 'The bank lends money.\n' };

describe('attention panel', () => {
  const workbench = useWorkbench({ files, theme: 'dark', shared: true });
  const panel = new PanelHand(workbench);

  it('opens on the sentence at the cursor', async () => {
    await workbench().openFile('notes.md');
    await workbench().putCaret('notes.md', 'river');
    await workbench().runCommand('Semantic Text: Show Attention');
    await panel.query(2).waitFor({ timeout: 30_000 });
    await panel.idle();
    const labels = await panel.labels();
    assert.equal(labels[0], '[CLS]');
    assert.deepEqual(labels.slice(1, 4), ['the', 'bank', 'raised']);
    assert.equal(labels.at(-1), '[SEP]');
    assert.match(
      (await panel.frame.locator('.note').textContent()) ?? '',
      /where the encoder looks, not why it decides/,
    );
    await workbench().screenshot('attention-lines-dark');
  });

  it('keeps to a policy that allows its own script and style and nothing else', async () => {
    const policy = await panel.frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    assert.match(policy ?? '', /^default-src 'none'; script-src 'nonce-\w+'; style-src [^;]+; /);
    assert.doesNotMatch(policy ?? '', /unsafe/);
    assert.deepEqual(await panel.frame.locator('body').evaluate(whatIsRefused), [
      'connect-src',
      'img-src',
      'script-src-elem',
      'style-src-attr',
    ]);
  });

  it('names both tokens, layer, heads and value on hover, and lists what the token looks at', async () => {
    await panel.query(2).hover();
    await panel.frame.locator('.card h2', { hasText: '“bank” looks at' }).waitFor();
    assert.match(await panel.readout(), /strongest: query “bank” → key “.+”, layer 1, mean of all heads: 0\.\d+/);
    const weights = await panel.frame.locator('.unit[data-side="key"][data-weight]').count();
    assert.ok(weights > 2, 'weights stand beside the keys');
    await panel.key(3).hover();
    await panel.frame.locator('.card h2', { hasText: 'looks at “raised”' }).waitFor();
    assert.match(await panel.readout(), /→ key “raised”, layer 1, mean of all heads: 0\.\d+/);
  });

  it('pins on click, names the pair, and lets go with Esc', async () => {
    await panel.query(2).click();
    await panel.key(3).click();
    await panel.idle();
    await panel.frame.locator('.note').hover();
    await panel.control('view-lines').focus();
    assert.match(await panel.readout(), /query “bank” → key “raised”, layer 1, mean of all heads: 0\.\d+/);
    await panel.query(2).press('Escape');
    await panel.idle();
    await panel.control('view-lines').focus();
    assert.doesNotMatch(await panel.readout(), /raised/);
  });

  it('isolates a head and shows another layer', async () => {
    await panel.control('head-1').dblclick();
    await panel.control('layer').selectOption('3');
    await panel.idle();
    assert.equal(await panel.frame.locator('.head[aria-pressed="true"]').count(), 1);
    await panel.query(2).click();
    await panel.key(4).click();
    await panel.idle();
    await panel.frame.locator('.note').hover();
    assert.match(await panel.readout(), /layer 4, head 2: [01](\.\d+)?$/);
  });

  it('shows how the weight comes about; the shares sum to the weight that is drawn', async () => {
    const drawn = Number(/: ([01](?:\.\d+)?)$/.exec(await panel.readout())?.[1]);
    await panel.toggle('breakdown', true);
    const row = panel.frame.locator('.bars tr.focused td.number');
    await row.waitFor();
    const worked = Number(await row.textContent());
    assert.ok(Math.abs(worked - drawn) < 2e-3, `${worked} worked out, ${drawn} drawn`);
    const steps = panel.frame.locator('.breakdown .step');
    assert.deepEqual(await steps.locator('h3').allTextContents(), [
      'q of “bank”',
      'k of “its”',
      'q × k',
      'score = q · k / √d',
      'softmax',
    ]);
    for (const explained of await steps.locator('h3 + p').allTextContents()) assert.match(explained, /^\S.+\.$/);
    assert.equal(await steps.locator('h3 + p').count(), 5);
    await workbench().screenshot('attention-breakdown-dark');
  });

  for (const view of ['matrix', 'overview', 'table'] as const) {
    it(`switches to the ${view}`, async () => {
      await panel.control(`view-${view}`).click();
      await panel.frame.locator(`.stage[data-view="${view}"]`).waitFor();
      await panel.idle();
      await workbench().page.waitForTimeout(300);
      await workbench().screenshot(`attention-${view}-dark`);
      if (view === 'table') assert.ok((await panel.frame.locator('.weights td.number').count()) > 3);
      if (view === 'overview') assert.equal(await panel.frame.locator('.thumbnail').count(), 36);
    });
  }

  it('walks the matrix by keyboard and pins a cell', async () => {
    await panel.control('view-matrix').click();
    await panel.query(2).waitFor({ state: 'detached' });
    const canvas = panel.frame.locator('.matrix [tabindex="0"]');
    await canvas.press('Escape');
    await canvas.focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowRight']) await canvas.press(key);
    await panel.frame.locator('.card h2', { hasText: '“bank” looks at' }).waitFor();
    assert.match(await panel.readout(), /query “bank” → key “the”/);
    await canvas.press('Enter');
    await panel.idle();
    const place = panel.frame.locator('.breakdown p', { hasText: 'Layer 4, head 2: query “bank”, key “the”.' });
    await place.waitFor();
    await canvas.press('Escape');
    await panel.frame.locator('.breakdown .hint', { hasText: 'No token is pinned' }).waitFor();
    await panel.toggle('breakdown', false);
    await panel.frame.locator('.breakdown').waitFor({ state: 'detached' });
  });

  it('shows at a double click what is expected there and how attention changes', async () => {
    await panel.control('view-lines').click();
    await panel.query(2).dblclick();
    await panel.frame.locator('.predictions table').first().waitFor();
    const words = await panel.frame.locator('.predictions table').first().locator('th').allTextContents();
    assert.ok(words.length >= 5 && words.every((word) => word.length > 0), words.join(' '));
    assert.equal(await panel.query(2).textContent(), '[MASK]');
    await panel.frame.locator('.note').hover();
    await panel.frame.locator('.card h2', { hasText: 'Largest changes' }).waitFor();
    const changes = await panel.frame.locator('.card .number').allTextContents();
    assert.ok(
      changes.some((change) => /^\+0\.\d*[1-9]/.test(change)),
      changes.join(' '),
    );
    assert.ok(
      changes.some((change) => change.startsWith('-')),
      changes.join(' '),
    );
    await workbench().screenshot('attention-masked-dark');
    await panel.frame.getByRole('button', { name: 'Undo all' }).click();
    await panel.idle();
    await panel.frame.locator('.predictions').waitFor({ state: 'detached' });
  });

  it('shows at once what silencing a head does to what is expected', async () => {
    await panel.control('head-0').press('s');
    await panel.frame.locator('.head.silenced').waitFor();
    const tables = panel.frame.locator('.predictions table');

    await tables.nth(1).waitFor();
    const probabilities = async (n: number) => (await tables.nth(n).locator('td.number').allTextContents()).join(' ');
    assert.notEqual(await probabilities(0), await probabilities(1));
    const moved = await tables.nth(1).locator('.moved').allTextContents();
    assert.ok(
      moved.some((points) => /^[+−]\d+\.\d$|^new$/.test(points)),
      moved.join(' '),
    );
    // Its own layer weighs as before; the views say so instead of standing empty.
    await panel.frame.locator('.nothing', { hasText: 'Nothing changed here' }).waitFor();
    await panel.control('layer').selectOption('5');
    await panel.idle();
    assert.equal(await panel.frame.getByRole('alert').filter({ visible: true }).count(), 0);
    assert.equal(await panel.frame.locator('.nothing:visible').count(), 0);
    await workbench().screenshot('attention-difference-dark');
    await panel.frame.getByRole('button', { name: 'Undo all' }).click();
    await panel.control('layer').selectOption('3');
    await panel.idle();
    assert.equal(await panel.frame.locator('.head.silenced').count(), 0);
  });

  it('takes none of the heads for none, and says why the views are empty', async () => {
    await panel.control('heads-none').click();
    await panel.idle();
    assert.equal(await panel.frame.locator('.head[aria-pressed="true"]').count(), 0);
    const empty = panel.frame.locator('.nothing', { hasText: 'No head is chosen' });
    for (const view of ['matrix', 'table', 'lines']) {
      await panel.control(`view-${view}`).click();
      await panel.frame.locator(`.stage[data-view="${view}"]`).waitFor();
      await empty.waitFor();
    }
    await panel.query(2).hover();
    assert.equal(await panel.frame.locator('.unit[data-weight]').count(), 0);
    await workbench().screenshot('attention-no-head-dark');
    await panel.frame.locator('.export > summary').click();
    await panel.frame.locator('.menu').getByRole('button', { name: 'CSV', exact: true }).click();
    await panel.frame.locator('.message[role="alert"]', { hasText: 'No head is chosen' }).waitFor();
    await panel.control('head-1').click();
    await panel.idle();
    await empty.waitFor({ state: 'hidden' });
  });

  it('joins pieces to words and hides special tokens by keyboard alone', async () => {
    for (const name of ['words', 'special']) await panel.toggle(name, false);
    await panel.control('words').press('Enter');
    await panel.control('special').press('Space');
    await panel.idle();
    assert.equal(await panel.control('words').getAttribute('aria-pressed'), 'true');
    const labels = await panel.labels();
    assert.equal(labels[1], 'The');
    await panel.query(1).focus();
    await workbench().page.keyboard.press('ArrowDown');
    await panel.frame.locator('.card h2', { hasText: '“bank” looks at' }).waitFor();
    assert.match(await panel.readout(), /query “bank”/);
    await workbench().page.keyboard.press('End');
    await panel.frame.locator('.unit.focused', { hasText: '[SEP]' }).waitFor();
    await panel.control('words').press('Enter');
    await panel.control('special').press('Space');
    await panel.idle();
  });

  it('selects a token’s text in the editor', async () => {
    await panel.query(12).click();
    await workbench().editor('notes.md').locator('.selected-text').first().waitFor({ timeout: 20_000 });
  });

  it('takes a second text and filters by pair', async () => {
    await panel.typePair('Fish swim there.');
    await panel.control('pair').selectOption('AtoB');
    await panel.idle();
    await panel.query(2).hover();
    await panel.frame.locator('.card h2', { hasText: '“bank” looks at' }).waitFor();
    const keys = panel.frame.locator('.unit[data-side="key"][data-weight]');
    const segments = await keys.evaluateAll((all) => all.map((key) => key.classList.contains('segment1')));
    assert.ok(segments.length > 0 && segments.every(Boolean), 'A looks at tokens of B alone');
    await workbench().screenshot('attention-pair-dark');
    await panel.frame.getByRole('button', { name: 'Drop text B' }).click();
    await panel.frame.locator('.unit.segment1').first().waitFor({ state: 'detached' });
    await panel.idle();
  });

  it('saves SVG: a drawing with every label', async () => {
    await panel.control('heads-all').click();
    await panel.idle();
    const text = (await panel.save('SVG', 'attention.svg')).toString();
    assert.match(text, /^<svg .*bank.*<\/svg>\s*$/s);
    assert.equal(text.match(/<text [^>]*>river<\/text>/g)?.length, 2);
    // Each token looks somewhere; a layer may look at one token alone.
    const queries = await panel.frame.locator('.unit[data-side="query"]').count();
    const lines = text.match(/<path /g)?.length ?? 0;
    assert.ok(queries > 10 && lines >= queries, `${lines} lines of ${queries} tokens`);
  });

  it('saves PNG: a picture that holds more than one colour', async () => {
    const bytes = await panel.save('PNG', 'attention.png');
    const { width, height, colours } = readPng(bytes);
    assert.ok(width >= 1440 && height > 400, `${width} × ${height}`);
    assert.ok(colours > 20, `${colours} colours`);
  });

  it('saves the overview as it is seen: every head of every layer', async () => {
    await panel.control('view-overview').click();
    await panel.idle();
    const text = (await panel.save('SVG', 'overview.svg')).toString();
    assert.match(text, /^<svg .*All layers and heads.*<\/svg>\s*$/s);
    const pictures = [...text.matchAll(/<image [^>]*href="(data:image\/png;base64,[^"]+)"/g)].map(([, data]) => data);
    assert.deepEqual([pictures.length, new Set(pictures).size], [36, 36]);
    for (const name of ['Layer 6', 'Head 6']) assert.ok(text.includes(`>${name}<`), name);
    await panel.control('view-lines').click();
    await panel.idle();
  });

  it('saves CSV and JSON: every weight, rows that sum to 1', async () => {
    const csv = (await panel.save('CSV', 'attention.csv')).toString().trim().split('\n');
    assert.equal(csv[0], 'map,queryNumber,query,keyNumber,key,weight');
    assert.equal(csv.length, 1 + 18 * 18);
    const json = JSON.parse((await panel.save('JSON', 'weights.json')).toString()) as { maps: number[][][] };
    for (const row of json.maps[0]) {
      const sum = row.reduce((a, b) => a + b, 0);
      assert.ok(Math.abs(sum - 1) < 1e-3, String(sum));
    }
  });

  it('saves one page that works alone, by its own policy and without any address', async () => {
    const text = (await panel.save('HTML', 'attention.html')).toString();
    assert.match(text, /default-src 'none'; script-src 'sha256-/);
    assert.doesNotMatch(text.replace(/http:\/\/www\.w3\.org\/[\w/]+/g, ''), /unsafe|https?:\/\/(?!www\.w3)/);
    const page = await workbench().browser.context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`file://${path.join(workbench().folder, 'attention.html')}`);
    await page.locator('.stage[aria-busy="false"]').waitFor();
    const remark = page.locator('.message[role="status"]', { hasText: 'A saved page has no encoder' });
    await remark.waitFor();
    assert.equal(await page.locator('[data-control="breakdown"]').isDisabled(), true);
    assert.doesNotMatch((await page.locator('[data-control="head-1"]').getAttribute('title')) ?? '', /silence/);
    await page.locator('.unit[data-side="query"][data-unit="2"]').dblclick();
    await page.locator('[data-control="head-1"]').press('s');
    await page.locator('.stage[aria-busy="false"]').waitFor();
    assert.equal(await page.locator('.unit[data-side="query"][data-unit="2"]').textContent(), 'bank');
    assert.equal(await page.locator('.head.silenced').count(), 0);
    assert.equal(await page.getByRole('alert').filter({ visible: true }).count(), 0);
    await page.locator('[data-control="layer"]').selectOption('5');
    await page.locator('.stage[aria-busy="false"]').waitFor();
    await page.locator('.note').hover();
    await page.locator('.unit[data-side="query"][data-unit="2"]').hover();
    await page.locator('.card h2', { hasText: '“bank” looks at' }).waitFor();
    await page.screenshot({ path: 'artefacts/screenshots/attention-page.png' });
    await page.close();
    assert.deepEqual(complaints, []);
    assert.equal(asked.length, 1, asked.join(' '));
  });

  const saved = new PanelHand(workbench, 1);
  const state = (view: Buffer) => (JSON.parse(view.toString()) as { view: Record<string, unknown> }).view;
  const closeView = async (name: string) => {
    const tab = workbench().page.locator('.tab', { hasText: name });
    if (!(await tab.count())) return;
    await tab.click();
    await workbench().runCommand('View: Revert and Close Editor');
    await tab.waitFor({ state: 'detached' });
  };
  const openView = async (name: string) => {
    await workbench().runCommand('Notifications: Clear All Notifications');
    await workbench().runCommand('View: Focus First Editor Group');
    await workbench().openView(name);
  };

  it('saves a view and opens it again as it was', async () => {
    await closeView('first.attention.json');
    await panel.reset();
    await panel.toggle('words', true);
    await panel.toggle('special', true);
    await panel.idle();
    await panel.query(3).dblclick();
    await panel.query(2).click();
    await panel.control('head-4').press('s');
    await panel.control('heads-all').click();
    await panel.control('head-2').click();
    await panel.control('layer').selectOption('5');
    await panel.control('reduction').selectOption('max');
    await panel.toggle('breakdown', true);
    await panel.control('view-matrix').click();
    await panel.idle();
    const first = state(await panel.save('View', 'first.attention.json'));
    assert.deepEqual([first.masked, first.difference, first.unit, first.breakdown], [[3], true, 'words', true]);
    const weights = (await panel.save('CSV', 'first.csv')).toString();
    await openView('first.attention.json');
    await saved.frame.locator('.stage[data-view="matrix"]').waitFor({ timeout: 30_000 });
    await saved.idle();
    await saved.frame.locator('.predictions table').first().waitFor();
    await saved.frame.locator('.breakdown .bars').waitFor();
    assert.equal(await saved.control('layer').inputValue(), '5');
    assert.equal(await saved.control('reduction').inputValue(), 'max');
    assert.equal(await saved.frame.locator('.message:visible').count(), 0);
    await workbench().screenshot('attention-saved-view-dark');
    assert.equal((await saved.save('CSV', 'second.csv')).toString(), weights);
    assert.deepEqual(state(await saved.save('View', 'second.attention.json')), first);
    assert.deepEqual(first.pinned, { query: 2, key: null });
    await closeView('first.attention.json');
  });

  it('opens the JSON export again, text and view', async () => {
    await closeView('weights.attention.json');
    await panel.reset();
    await panel.control('layer').selectOption('3');
    await panel.control('view-matrix').click();
    await panel.idle();
    const { view } = JSON.parse((await panel.save('JSON', 'weights.attention.json')).toString()) as { view: object };
    await openView('weights.attention.json');
    await saved.frame.locator('.stage[data-view="matrix"]').waitFor({ timeout: 30_000 });
    await saved.idle();
    assert.deepEqual(state(await saved.save('View', 'again.attention.json')), view);
    await closeView('weights.attention.json');
  });

  it('shows that a saved view is read while the encoder does not answer yet', async () => {
    await closeView('held.attention.json');
    await panel.reset();
    await panel.save('View', 'held.attention.json');
    const release = holdEncoders(requiredEnv('WORKBENCH_FOLDER'));
    try {
      await openView('held.attention.json');
      await saved.frame.locator('.message:visible', { hasText: 'Reading the text' }).waitFor({ timeout: 30_000 });
    } finally {
      release();
    }
    await saved.query(2).filter({ hasText: 'bank' }).waitFor({ timeout: 30_000 });
    await saved.idle();
    assert.equal(await saved.frame.locator('.message:visible').count(), 0);
    await closeView('held.attention.json');
  });

  it('says so when a saved view is of another encoder, of a newer version, or damaged', async () => {
    const view = JSON.parse((await panel.save('View', 'base.attention.json')).toString()) as {
      version: number;
      document: { model: string };
    };
    for (const [name, content, expected] of [
      [
        'other',
        { ...view, document: { ...view.document, model: 'their-encoder@1' } },
        /another encoder \(their-encoder@1\)/,
      ],
      ['newer', { ...view, version: 99 }, /newer version/],
      ['damaged', { kind: 'something else' }, /no saved attention view/],
    ] as const) {
      await closeView(`${name}.attention.json`);
      writeFileSync(path.join(workbench().folder, `${name}.attention.json`), JSON.stringify(content));
      await openView(`${name}.attention.json`);
      await saved.frame.locator('.message:visible', { hasText: expected }).waitFor({ timeout: 30_000 });
      await closeView(`${name}.attention.json`);
    }
  });

  it('keeps a pinned text and opens a second panel beside it', async () => {
    await panel.reset();
    await panel.control('layer').selectOption('2');
    await panel.idle();
    const pin = panel.frame.getByRole('button', { name: 'Pin text' });
    if ((await pin.getAttribute('aria-pressed')) === 'false') await pin.click();
    await panel.frame.getByRole('button', { name: 'Pin text', pressed: true }).waitFor();
    await workbench().runCommand('View: Focus First Editor Group');
    await workbench().openFile('other.md');
    await workbench().putCaret('other.md', 'lends');
    await workbench().runCommand('Semantic Text: Show Attention');
    await workbench().page.locator('.tab', { hasText: 'Attention: The bank lends' }).waitFor({ timeout: 20_000 });
    assert.equal(await workbench().page.locator('.tab', { hasText: 'Attention:' }).count(), 2);
    // A new panel begins with the view that was looked at last.
    await saved.query(2).filter({ hasText: 'bank' }).waitFor();
    await saved.idle();
    assert.equal(await saved.control('layer').inputValue(), '2');
    await workbench().screenshot('attention-two-panels-dark');
  });
});

describe('attention panel on difficult text, in light', () => {
  const long = 'x'.repeat(10_000);
  const difficult = { ...files, 'long.md': `Before ${long} after.\n`, 'empty.md': '\n' };
  const workbench = useWorkbench({ files: difficult, theme: 'light', shared: true });
  const panel = new PanelHand(workbench);

  it('shows markup, right-to-left text and emoji as text', async () => {
    const before = await workbench().page.title();
    await workbench().openFile('notes.md');
    await workbench().putCaret('notes.md', 'everyone');
    await workbench().runCommand('Semantic Text: Show Attention');
    await panel.query(1).waitFor({ timeout: 30_000 });
    await panel.idle();
    await panel.goToEnd();
    await panel.frame.locator('.unit[data-side="query"]', { hasText: 'everyone' }).waitFor();
    assert.equal(await panel.frame.locator('img').count(), 0);
    assert.notEqual(await workbench().page.title(), 'broken');
    assert.ok(before.length > 0);
    for (const view of ['matrix', 'overview', 'table', 'lines']) await panel.control(`view-${view}`).click();
    await panel.idle();
    await panel.toggle('words', true);
    await panel.idle();
    await workbench().screenshot('attention-hostile-light');
    const svg = (await panel.save('SVG', 'hostile.svg')).toString();
    assert.doesNotMatch(svg, /<img/);
    const page = (await panel.save('HTML', 'hostile.html')).toString();
    assert.doesNotMatch(page, /<img/);
    await panel.toggle('words', false);
    await panel.idle();
  });

  it('selects tokens right behind what takes two code units in the editor', async () => {
    await panel.goToEnd();
    await panel.frame.locator('.unit[data-side="query"]', { hasText: 'everyone' }).click();
    const selected = workbench().editor('notes.md').locator('.selected-text');
    await selected.first().waitFor({ timeout: 20_000 });
  });

  it('takes a token of 10,000 characters', async () => {
    await workbench().runCommand('View: Focus First Editor Group');
    await workbench().openFile('long.md');
    await workbench().putCaret('long.md', 'Before');
    const unit = panel.frame.locator('.unit[data-side="query"]', { hasText: 'before' });
    await unit.waitFor({ timeout: 30_000 });
    await panel.idle();
    await panel.query(2).hover();
    const box = await panel.query(2).boundingBox();
    assert.ok(box && box.width < 400 && box.height < 40, JSON.stringify(box));
    await workbench().screenshot('attention-long-token-light');
  });
});

/** Runs in the page: tries what markup in a text would try, and says which parts of the policy refused it. */
async function whatIsRefused(): Promise<string[]> {
  const refused = new Set<string>();
  const hear = (event: SecurityPolicyViolationEvent) => refused.add(event.effectiveDirective);
  document.addEventListener('securitypolicyviolation', hear);
  const script = document.createElement('script');
  script.textContent = 'document.title = "broken"';
  const styled = document.createElement('p');
  styled.setAttribute('style', 'color: red');
  const picture = document.createElement('img');
  picture.src = 'http://127.0.0.1:9/picture.png';
  document.body.append(script, styled, picture);
  await fetch('http://127.0.0.1:9/').catch(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 200));
  for (const each of [script, styled, picture]) each.remove();
  document.removeEventListener('securitypolicyviolation', hear);
  return [...refused].sort();
}

/** Size and number of different colours of an 8-bit PNG as canvases write it. */
function readPng(bytes: Buffer): { width: number; height: number; colours: number } {
  assert.equal(bytes.subarray(1, 4).toString(), 'PNG');
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(bytes.subarray(at + 8, at + 8 + size));
    at += size + 12;
  }
  const raw = inflateSync(Buffer.concat(parts));
  const channels = Math.round((raw.length / height - 1) / width);
  const colours = new Set<number>();
  for (let at = 1; at + channels <= raw.length; at += channels) colours.add(raw.readUIntBE(at, 3));
  return { width, height, colours: colours.size };
}
