// Ready-made models in the real workbench, with the tiny heads of makeTinyHeads.py: names and answers marked in the text,
// classes of lines, and what a person is told where no model is there. What is expected is what transformers says.

import assert from 'node:assert/strict';
import path from 'node:path';
import { useWorkbench, type Workbench } from '../support/workbench';

const models = path.resolve('test/unit/fixtures/tiny-heads');
const settings = {
  'semanticText.ready.classes': path.join(models, 'classes'),
  'semanticText.ready.inference': path.join(models, 'classes'),
  'semanticText.ready.entities': path.join(models, 'entities'),
  'semanticText.ready.answers': path.join(models, 'answers'),
};
const files = {
  'names.txt': 'the red cat runs in a house now\n',
  'cat.txt': 'A cat sat on the mat.\n',
  'lines.txt': 'the red cat runs in a house now\nWe like tea.\n',
};

describe('ready-made models', () => {
  const workbench = useWorkbench({ files, settings });

  it('marks names in the text and lists them by their kind', async () => {
    await workbench().openFile('names.txt');
    await workbench().select('names.txt', 'the red cat runs in a house now');
    await workbench().runCommand('Semantic Text: Find Names in Text');
    await workbench().quickInput.locator('.quick-input-title', { hasText: '4 names' }).waitFor({ timeout: 60_000 });
    const rows = await workbench().quickPickRows();
    const found = rows.map((row) => /^(red|cat|runs|a)PLACE, (\d+) %/.exec(row) ?? []);
    // To a point: the last digit of transformers' probabilities is another.
    const expected = { red: 58.8, cat: 54, runs: 64.1, a: 62.5 };
    assert.deepEqual(found.map(([, name]) => name), Object.keys(expected)); // prettier-ignore
    Object.values(expected).forEach((share, n) => assert.ok(Math.abs(Number(found[n][2]) - share) <= 1));
    await marks(workbench(), 'names.txt').nth(3).waitFor();
    await workbench().page.keyboard.press('ArrowDown');
    await workbench().page.keyboard.press('ArrowDown');
    await workbench().lookAt('ready-names');
    await workbench().page.keyboard.press('Enter');
    await workbench().statusItem('(4 selected)').waitFor();
  });

  it('marks the answer to a question', async () => {
    await workbench().openFile('cat.txt');
    await ask(workbench(), 'we like tea');
    await workbench().notifications.filter({ hasText: 'on the mat (11 %)' }).waitFor({ timeout: 60_000 });
    await marks(workbench(), 'cat.txt').first().waitFor();
    await workbench().lookAt('ready-answer');
    await workbench().runCommand('Semantic Text: Clear Labels in Text');
    await marks(workbench(), 'cat.txt').first().waitFor({ state: 'detached' });
  });

  it('says where the text has no answer', async () => {
    await ask(workbench(), 'coffee or tea');
    await workbench().notifications.filter({ hasText: 'does not seem to answer' }).waitFor();
    assert.equal(await marks(workbench(), 'cat.txt').count(), 0);
  });

  it('takes the marks away when the text changes', async () => {
    await ask(workbench(), 'blue house');
    await marks(workbench(), 'cat.txt').first().waitFor();
    await workbench().editor('cat.txt').locator('.view-lines').click();
    await workbench().page.keyboard.type('x');
    await marks(workbench(), 'cat.txt').first().waitFor({ state: 'detached' });
    await workbench().page.keyboard.press('Control+Z');
  });

  it('classifies a selection by the classes of the model', async () => {
    await workbench().openFile('names.txt');
    await workbench().select('names.txt', 'the red cat runs in a house now');
    await workbench().runCommand('Semantic Text: Classify by Ready-Made Model');
    await workbench()
      .quickInput.locator('.quick-input-title', { hasText: 'entailment: 93 %' })
      .waitFor({ timeout: 60_000 });
    const rows = await workbench().quickPickRows();
    assert.match(rows[0], /entailment.*92\.6 %.*by the ready-made model classes/);
    await workbench().page.keyboard.press('Escape');
  });

  it('classifies by names with the inference model', async () => {
    await workbench().runCommand('Semantic Text: Classify by Names of Classes…');
    await type(workbench(), 'tea, home: a house');
    await workbench().quickInput.locator('.quick-input-title', { hasText: 'tea: 70 %' }).waitFor({ timeout: 60_000 });
    await workbench().page.keyboard.press('Escape');
  });

  it('classifies lines by the classes of the model', async () => {
    await workbench().openFile('lines.txt');
    await workbench().runCommand('Semantic Text: Classify Lines or Files…');
    const row = (label: string) => workbench().quickInput.locator('.monaco-list-row', { hasText: label }).first();
    await row('Each line of lines.txt').click();
    await row('The classes of the ready-made model').click();
    const panel = workbench().webview();
    await panel.locator('.results[data-state="done"]').waitFor({ timeout: 60_000 });
    assert.deepEqual(await panel.locator('.body .row .probability').allTextContents(), ['92.6 %', '52.8 %']);
  });
});

describe('ready-made models that are not there', () => {
  const workbench = useWorkbench({
    files,
    settings: { 'semanticText.ready.entities': path.join(models, 'answers') },
  });

  it('says which one is missing, before a question is written', async () => {
    await workbench().openFile('cat.txt');
    await workbench().runCommand('Semantic Text: Answer a Question from the Text…');
    const told = workbench().notifications.filter({ hasText: '“Answers to Questions” needs a model' });
    await told.locator('.monaco-button', { hasText: 'Choose Folder…' }).waitFor();
    await workbench().screenshot('ready-missing-light');
  });

  it('says that a model was not fine-tuned for the task', async () => {
    await workbench().runCommand('Semantic Text: Find Names in Text');
    await workbench()
      .notifications.filter({ hasText: 'was not fine-tuned for “Names in a Text”' })
      .waitFor({ timeout: 60_000 });
  });
});

const marks = (workbench: Workbench, file: string) =>
  workbench.editor(file).locator('.view-overlays .cdr[class*="ced-"]');

async function ask(workbench: Workbench, question: string): Promise<void> {
  await workbench.runCommand('Semantic Text: Answer a Question from the Text…');
  await workbench.quickInput.locator('.quick-input-title', { hasText: 'What do you want to know' }).waitFor();
  await type(workbench, question);
}

async function type(workbench: Workbench, value: string): Promise<void> {
  const input = workbench.quickInput.locator('input.input');
  await workbench.quickInput.locator('.quick-input-title').waitFor();
  await input.fill(value);
  await workbench.page.waitForTimeout(200);
  await input.press('Enter');
}
