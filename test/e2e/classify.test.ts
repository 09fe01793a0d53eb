// Classification in the real workbench with the bundled encoder: examples, training, answers, many texts, evaluation,
// review, export.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { addExample, addLine, chooseRow, column, typeInto } from '../support/classifyHand';
import { drawn } from '../support/drawn';
import { useWorkbench, type Workbench } from '../support/workbench';

const billing = [
  'I was charged twice for the same month and want one payment back.',
  'Please send me an invoice with the address of our company on it.',
  'The price on the receipt is higher than the price on your website.',
  'Cancel my subscription before the next payment is due.',
  'The refund that you promised has not arrived on my card.',
];
const fault = [
  'The program closes without a word as soon as I open a large file.',
  'After the update the screen stays black and nothing responds.',
  'The search button does nothing when I click on it.',
  'An error message appears every time the application starts.',
  'The app freezes and crashes whenever I save my work.',
];
const more = [
  'My card was charged again although I paid the invoice.',
  'The window crashes when I click on the menu.',
  '=cmd|calc, a text that a spreadsheet would run',
  'We would like to pay by bank transfer and need a receipt.',
  '<img src=x onerror="document.title=1"> the screen freezes',
  'The sun set behind the hills.',
];
const text = [...billing, ...fault].join('\n');
const files = {
  'examples.txt': `${text}\n`,
  'inbox.txt': `${more.join('\n')}\n\n`,
  'mail/a.txt': 'I paid the bill twice. Please send the money back to my account.\n',
  'mail/b.txt': 'The application crashes on start. The screen then stays black.\n',
  'mail/c.txt': '\n',
};

describe('classification', () => {
  const workbench = useWorkbench({
    files,
    theme: 'dark',
    settings: { 'semanticText.classify.examplesIn': 'workspace' },
  });
  const panel = (): FrameLocator => workbench().webview();
  const kept = (name: string) => path.join(workbench().folder, '.vscode', 'semantic-text', name);
  const examples = (): string[] => readFileSync(kept('examples.jsonl'), 'utf8').trim().split('\n');

  it('takes the selection, and lines, as examples of classes', async () => {
    await workbench().openFile('examples.txt');
    await workbench().select('examples.txt', billing[0]);
    await addExample(workbench(), 'billing');
    for (const line of billing.slice(1)) await addLine(workbench(), 'examples.txt', line, 'billing');
    for (const line of fault) await addLine(workbench(), 'examples.txt', line, 'fault');
    await until(workbench(), () => examples().length === 10);
    assert.deepEqual(examples(), [...billing.map((each) => ['billing', each]), ...fault.map((each) => ['fault', each])].map(([label, each]) => JSON.stringify({ label, text: each }))); // prettier-ignore
  });

  it('trains, and shows classes, counts and accuracy in the side bar', async () => {
    await workbench().runCommand('Semantic Text: Train Classifier');
    await until(workbench(), () => existsSync(kept('classifier.json')));
    const saved = JSON.parse(readFileSync(kept('classifier.json'), 'utf8')) as {
      count: number;
      classifier: { model: string };
    };
    assert.equal(saved.count, 10);
    assert.match(saved.classifier.model, /^semtext-mini-en@[0-9a-f]{12}$/);
    await workbench().page.locator('.activitybar .action-label[aria-label^="Semantic Text"]').click();
    const view = workbench().page.locator('.pane', { hasText: 'Classes' });
    await view.locator('.monaco-list-row', { hasText: /^Accuracy \d+ %/ }).waitFor();
    await view.locator('.monaco-list-row', { hasText: /^billing.*5/ }).click();
    await view.locator('.monaco-list-row', { hasText: 'charged twice' }).waitFor();
    await workbench().screenshot('classify-classes-dark');
  });

  it('classifies a selection, with probability and margin', async () => {
    await workbench().openFile('inbox.txt');
    await workbench().select('inbox.txt', more[0]);
    await workbench().runCommand('Semantic Text: Classify Selection or Document');
    const rows = await workbench().quickPickRows();
    assert.match(await workbench().quickInputTitle(), /^billing: \d+ %$/);
    assert.match(rows[0], /billing.*\d+\.\d %.*points before the second.*learned from 10 examples/);
    await workbench().screenshot('classify-answer-dark');
    await workbench().page.keyboard.press('Escape');
  });

  it('marks what drove the label, and clears it', async () => {
    await workbench().openFile('mail/b.txt');
    await workbench().runCommand('Semantic Text: Show What Drove the Label');
    const marks = workbench().editor('mail/b.txt').locator('.view-overlays .cdr[class*="ced-"]');
    await marks.first().waitFor();
    await workbench().screenshot('classify-explained-dark');
    await workbench().runCommand('Semantic Text: Clear Labels in Text');
    await marks.first().waitFor({ state: 'detached' });
  });

  it('classifies a folder, and says what was not read', async () => {
    await workbench().runCommand('Semantic Text: Classify Lines or Files…');
    await chooseRow(workbench(), 'Files…');
    await typeInto(workbench(), 'mail/*.txt');
    await panel().locator('.results[data-state="done"]').waitFor({ timeout: 30_000 });
    assert.deepEqual(await column(panel(), 'place'), ['mail/a.txt', 'mail/b.txt']);
    assert.deepEqual((await column(panel(), 'label')).map((each) => each.replace(/^unsure /, '')), ['billing', 'fault']); // prettier-ignore
  });

  it('classifies each line, sorts, filters, and jumps on click', async () => {
    await workbench().openFile('inbox.txt');
    await workbench().page.keyboard.press('Control+Home');
    await workbench().runCommand('Semantic Text: Classify Lines or Files…');
    await chooseRow(workbench(), 'Each line of inbox.txt');
    await panel().locator('.results[data-state="done"]').waitFor({ timeout: 30_000 });
    assert.equal(await panel().locator('.body .row').count(), more.length);
    assert.equal(await panel().locator('img').count(), 0);
    await panel().locator('[data-sort="probability"]').click();
    await drawn(panel());
    const shares = (await column(panel(), 'probability')).map(Number.parseFloat);
    assert.deepEqual(
      shares,
      [...shares].sort((a, b) => b - a),
    );
    await workbench().screenshot('classify-results-dark');
    await panel().locator('[data-control="filter"]').selectOption('billing');
    // The rows are drawn with the next frame.
    await panel().locator('.body .row .label', { hasNotText: 'billing' }).first().waitFor({ state: 'detached' });
    for (const label of await column(panel(), 'label')) assert.match(label, /billing/);
    await panel().locator('[data-control="filter"]').selectOption({ index: 0 });
    await panel().locator('.scroller').focus();
    await workbench().page.keyboard.press('s');
    await panel().locator('[data-sort="similarity"]').waitFor();
    await panel().locator('.body .row', { hasText: 'the menu' }).click();
    await workbench().editor('inbox.txt').locator('.selected-text').first().waitFor();
  });

  it('exports CSV that no spreadsheet runs', async () => {
    await panel().locator('[data-control="export-csv"]').click();
    const csv = (await workbench().saveAs('out.csv')).toString();
    assert.match(csv, /^label,probability,margin,place,text\r\n/);
    assert.match(csv, /"'=cmd\|calc, a text/);
    assert.equal(csv.trim().split('\r\n').length, more.length + 1);
  });

  it('exports JSON lines with whole texts, and Markdown in which texts stay texts', async () => {
    await panel().locator('[data-control="export-jsonl"]').click();
    const lines = (await workbench().saveAs('out.jsonl')).toString().trim().split('\n');
    const records = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual(records.map((record) => record.text).sort(), [...more].sort());
    for (const record of records) {
      assert.deepEqual(Object.keys(record), ['label', 'probability', 'margin', 'place', 'text']);
      assert.ok(record.label === null || record.label === 'billing' || record.label === 'fault');
      assert.ok(typeof record.probability === 'number' && record.probability > 0 && record.probability <= 1);
    }
    await panel().locator('[data-control="export-markdown"]').click();
    const rows = (await workbench().saveAs('out.md')).toString().trim().split('\n');
    assert.deepEqual(rows.slice(0, 2), ['| label | probability | margin | place | text |', '| --- | --- | --- | --- | --- |']); // prettier-ignore
    assert.equal(rows.length, more.length + 2);
    assert.ok(rows.some((row) => row.endsWith('| \\<img src=x onerror="document.title=1"\\> the screen freezes |')));
    assert.ok(rows.some((row) => row.includes('=cmd\\|calc')));
  });

  it('reviews the uncertain with keys, and every decision is an example until it is undone', async () => {
    const before = examples().length;
    await panel().locator('[data-control="review"]').click();
    await panel().locator('.review article').waitFor();
    const shown = () => panel().locator('.review [data-part="text"]').textContent();
    const first = await shown();
    await workbench().screenshot('classify-review-dark');
    await panel().locator('.review').focus();
    await workbench().page.keyboard.press('Enter');
    await panel().locator('.review .status', { hasText: '1 of 6' }).waitFor();
    assert.notEqual(await shown(), first);
    await workbench().page.keyboard.press('2');
    await panel().locator('.review .status', { hasText: '2 of 6' }).waitFor();
    await until(workbench(), () => examples().length === before + 2);
    assert.equal((JSON.parse(examples().at(-1) ?? '') as { label: string }).label, 'fault');
    await workbench().page.keyboard.press('s');
    await panel().locator('.review .status', { hasText: '3 of 6' }).waitFor();
    await workbench().page.keyboard.press('u');
    await panel().locator('.review .status', { hasText: '2 of 6' }).waitFor();
    await workbench().page.keyboard.press('u');
    await panel().locator('.review .status', { hasText: '1 of 6' }).waitFor();
    await until(workbench(), () => examples().length === before + 1);
    await workbench().page.keyboard.press('f');
    await panel().locator('.review article').waitFor();
  });

  it('leaves the focus to the command palette while the review is drawn anew', async () => {
    const { page, quickInput } = workbench();
    await page.keyboard.press('F1');
    await quickInput.locator('input.input').waitFor();
    const review = panel().locator('.review');
    await review.evaluate((element) => {
      new MutationObserver(() => element.setAttribute('data-drawn', '')).observe(element, { childList: true });
      element.querySelector<HTMLElement>('[data-control="undo"]')?.click();
    });
    await panel().locator('.review[data-drawn]').waitFor();
    await page.waitForTimeout(300);
    assert.equal(await quickInput.isVisible(), true);
    await page.keyboard.press('Escape');
  });

  it('evaluates; a cell of the confusion matrix shows its examples, and an example its line', async () => {
    await workbench().runCommand('Semantic Text: Evaluate Examples');
    const cell = panel().locator('.cell.right[data-given="billing"]');
    await cell.waitFor({ timeout: 30_000 });
    await workbench().screenshot('classify-evaluation-dark');
    await cell.click();
    await panel().locator('.examples li').first().waitFor();
    await panel().locator('.examples button').first().click();
    await workbench().editor('.vscode/semantic-text/examples.jsonl').waitFor();
  });

  it('shows a conflict when one text has two labels, and undoes it', async () => {
    await workbench().openFile('examples.txt');
    await workbench().putCaret('examples.txt', fault[0]);
    await addExample(workbench(), 'billing');
    await workbench()
      .page.locator('.pane .monaco-list-row', { hasText: /billing.*conflict/ })
      .waitFor();
    await workbench().screenshot('classify-conflict-dark');
    const count = examples().length;
    await workbench().runCommand('Semantic Text: Undo Last Change of Examples');
    await until(workbench(), () => examples().length === count - 1);
  });
});

describe('a classifier of another encoder', () => {
  const lines = Array.from(
    { length: 1000 },
    // Long lines, so that a run takes longer than a person, or a test, needs to stop it.
    (_, n) => `Message ${n}: ${`the payment of invoice ${7 * n} crashes on a black screen, `.repeat(12)}and ends.`,
  );
  const workbench = useWorkbench({
    files: { ...files, ...learned(), 'thousand.txt': lines.join('\n') },
    theme: 'light',
    settings: { 'semanticText.classify.examplesIn': 'workspace' },
  });
  const panel = (): FrameLocator => workbench().webview();
  const file = () => path.join(workbench().folder, '.vscode', 'semantic-text', 'classifier.json');
  const saved = () => JSON.parse(readFileSync(file(), 'utf8')) as { classifier: { model: string; modelHash: string } };

  it('asks to read and learn the examples anew, and does so on a click', async () => {
    await workbench().runCommand('Semantic Text: Train Classifier');
    await until(workbench(), () => existsSync(file()), 60_000);
    const { model } = saved().classifier;
    const others = saved();
    Object.assign(others.classifier, { model: 'small-bert@0123456789ab', modelHash: 'f'.repeat(64) });
    writeFileSync(file(), JSON.stringify(others));
    await workbench().load();
    await workbench().openFile('inbox.txt');
    await workbench().select('inbox.txt', more[0]);
    await workbench().runCommand('Semantic Text: Classify Selection or Document');
    const question = workbench().notifications.filter({ hasText: 'another encoder (small-bert@0123456789ab)' });
    await question.waitFor({ timeout: 60_000 });
    await workbench().page.locator('.activitybar .action-label[aria-label^="Semantic Text"]').click();
    const view = workbench().page.locator('.pane', { hasText: 'Classes' });
    await view.locator('.monaco-list-row', { hasText: 'Trained with another encoder' }).waitFor();
    await workbench().screenshot('classify-other-encoder-light');
    assert.equal(saved().classifier.model, 'small-bert@0123456789ab', 'nothing is learned unasked');
    await question.getByRole('button', { name: 'Train Again' }).click();
    await workbench().quickInput.locator('.quick-input-title', { hasText: 'billing' }).waitFor({ timeout: 60_000 });
    assert.equal(saved().classifier.model, model);
    await workbench().page.keyboard.press('Escape');
    await view.locator('.monaco-list-row', { hasText: /^Accuracy \d+ %/ }).waitFor();
  });

  it('stops classifying a thousand lines within 200 ms of the click', async () => {
    await workbench().openFile('thousand.txt');
    await workbench().page.keyboard.press('Control+Home');
    await workbench().runCommand('Semantic Text: Classify Lines or Files…');
    await chooseRow(workbench(), 'Each line of thousand.txt');
    await panel().locator('.body .row').nth(3).waitFor({ timeout: 60_000 });
    const stopped = await panel()
      .locator('.results')
      .evaluate(
        (results: HTMLElement) =>
          new Promise<{ afterMs: number; status: string }>((resolve) => {
            const began = performance.now();
            const status = (): string => results.querySelector('[role="status"]')?.textContent ?? '';
            const seen = (): void => {
              if (results.dataset.state !== 'cancelled') return;
              resolve({ afterMs: performance.now() - began, status: status() });
            };
            new MutationObserver(seen).observe(results, { attributes: true });
            results.querySelector<HTMLElement>('[data-control="cancel"]')?.click();
          }),
      );
    assert.ok(stopped.afterMs < 200, `${stopped.afterMs.toFixed(0)} ms`);
    const done = /Stopped after (\d+) of 1000/.exec(stopped.status);
    assert.ok(done && Number(done[1]) < 1000, stopped.status);
    await workbench().page.waitForTimeout(1000);
    assert.equal(await panel().locator('.results [role="status"]').first().textContent(), stopped.status);
  });
});

describe('classification with several labels', () => {
  const both = [
    'The app crashed while I paid, and my card was charged twice for it.',
    'The payment page freezes, so that I cannot pay the invoice.',
    'Since the crash of the shop the invoice in my account shows a wrong price.',
  ];
  const workbench = useWorkbench({
    files: {
      ...learned(both.flatMap((each) => [['billing', each], ['fault', each]] as const)), // prettier-ignore
      'inbox.txt': `${[...both, ...more].join('\n')}\n`,
    },
    theme: 'dark',
    settings: { 'semanticText.classify.examplesIn': 'workspace', 'semanticText.classify.multiLabel': true },
  });
  const panel = (): FrameLocator => workbench().webview();

  it('takes a text under two classes for no conflict, and gives a text all classes that fit', async () => {
    await workbench().runCommand('Semantic Text: Train Classifier');
    const file = path.join(workbench().folder, '.vscode', 'semantic-text', 'classifier.json');
    await until(workbench(), () => existsSync(file), 60_000);
    assert.match(readFileSync(file, 'utf8'), /"kind": "oneVsRest"/);
    await workbench().page.locator('.activitybar .action-label[aria-label^="Semantic Text"]').click();
    const view = workbench().page.locator('.pane', { hasText: 'Classes' });
    await view.locator('.monaco-list-row', { hasText: /^billing.*8$/ }).waitFor();
    assert.equal(await view.locator('.monaco-list-row', { hasText: 'conflict' }).count(), 0);
    await workbench().openFile('inbox.txt');
    await workbench().select('inbox.txt', both[0]);
    await workbench().runCommand('Semantic Text: Classify Selection or Document');
    await workbench().quickPickRows();
    assert.match(await workbench().quickInputTitle(), /^(billing, fault|fault, billing)$/);
    await workbench().screenshot('classify-several-answer-dark');
    await workbench().page.keyboard.press('Escape');
  });

  it('shows them in the results, and a table for each class in the evaluation', async () => {
    await workbench().openFile('inbox.txt');
    await workbench().page.keyboard.press('Control+Home');
    await workbench().runCommand('Semantic Text: Classify Lines or Files…');
    await chooseRow(workbench(), 'Each line of inbox.txt');
    await panel().locator('.results[data-state="done"]').waitFor({ timeout: 30_000 });
    const labels = await column(panel(), 'label');
    assert.equal(labels.length, both.length + more.length);
    assert.ok(
      labels.slice(0, both.length).every((each) => /billing/.test(each) && /fault/.test(each)),
      labels.join(' | '),
    );
    assert.ok(
      labels.some((each) => !/billing.*fault|fault.*billing/.test(each)),
      labels.join(' | '),
    );
    await workbench().screenshot('classify-several-results-dark');
    await workbench().runCommand('Semantic Text: Evaluate Examples');
    const cell = panel().locator('.cell.right').first();
    await cell.waitFor({ timeout: 60_000 });
    await workbench().screenshot('classify-several-evaluation-dark');
    await cell.click();
    await panel().locator('.examples li').first().waitFor();
  });
});

describe('classification by names', () => {
  const workbench = useWorkbench({
    files,
    theme: 'light',
    settings: {
      'semanticText.classify.labels': ['billing: money, payments and invoices', 'fault: crashes and errors'],
    },
  });
  const panel = (): FrameLocator => workbench().webview();

  it('needs no examples', async () => {
    await workbench().openFile('inbox.txt');
    await workbench().runCommand('Semantic Text: Classify Lines or Files…');
    await chooseRow(workbench(), 'Each line of inbox.txt');
    await panel().locator('.results[data-state="done"]').waitFor({ timeout: 60_000 });
    assert.equal(await panel().locator('.body .row').count(), more.length);
    await workbench().lookAt('classify-results');
    await panel().locator('[data-control="review"]').click();
    await panel().locator('.review article').waitFor();
    await workbench().lookAt('classify-review');
    await panel().locator('[data-tab="results"]').click();
    await workbench().page.setViewportSize({ width: 620, height: 700 });
    await workbench().page.waitForTimeout(500);
    await workbench().lookAt('classify-narrow');
  });
});

/** A file of examples as the workspace keeps it. */
function learned(further: readonly (readonly [string, string])[] = []): Record<string, string> {
  const all = [...billing.map((each) => ['billing', each]), ...fault.map((each) => ['fault', each]), ...further];
  const lines = all.map(([label, each]) => `${JSON.stringify({ label, text: each })}\n`);
  return { '.vscode/semantic-text/examples.jsonl': lines.join('') };
}

async function until(workbench: Workbench, probe: () => boolean, limitMs = 15_000): Promise<void> {
  const end = Date.now() + limitMs;
  while (!probe()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${probe.toString()}`);
    await workbench.page.waitForTimeout(100);
  }
}
