// Other words, as a person meets them: keys, the list with its bars, the text.

import assert from 'node:assert/strict';
import { useWorkbench, type Workbench } from '../support/workbench';

const file = 'essay.md';
const row = /^(?<word>[\p{L}\p{N}’' -]+?)(?<bar>[▇▁]{10}) (?<percent>[<>]?[\d.]+)\s?%/u;

interface Row {
  readonly word: string;
  readonly full: number;
  readonly percent: number;
}

async function rowsOf(workbench: Workbench): Promise<Row[]> {
  const texts = await workbench.quickPickRows();
  return texts.map((text) => {
    const { word, bar, percent } = row.exec(text)?.groups ?? assert.fail(`a row without bar and number: ${text}`);
    return { word, full: bar.replaceAll('▁', '').length, percent: Number(percent.replace(/[<>]/, '')) };
  });
}

const falling = (values: readonly number[]): boolean => values.every((value, i) => i === 0 || value <= values[i - 1]);

describe('suggest', () => {
  const files = { 'plain.txt': 'The night was dark.\n', 'code.py': 'night = "dark"\n' };
  const vscode = useWorkbench({ files, shared: true });

  it('opens a ranked list with bars and numbers on a key', async () => {
    const workbench = vscode();
    await workbench.openFile(file);
    await workbench.putCaret(file, 'boring', 3);
    await workbench.page.keyboard.press('Alt+W');
    const rows = await rowsOf(workbench);
    assert.ok(rows.length >= 10, `${rows.length} rows`);
    assert.ok(falling(rows.map(({ percent }) => percent)), JSON.stringify(rows));
    assert.ok(falling(rows.map(({ full }) => full)), JSON.stringify(rows));
    assert.equal(rows[0].full, 10);
    assert.equal(new Set(rows.map(({ word }) => word.toLowerCase())).size, rows.length);
    assert.equal(
      rows.some(({ word }) => word.toLowerCase() === 'boring'),
      false,
    );
    assert.match(await workbench.quickInputTitle(), /“boring”/);
  });

  it('shows in the text how the word would read, and follows the arrow keys', async () => {
    const workbench = vscode();
    const [first, second] = await rowsOf(workbench);
    const preview = workbench.editor(file).locator('.view-lines');
    await workbench.page.waitForTimeout(300);
    const shown = () => preview.evaluate(insertedTexts);
    assert.deepEqual(await shown(), [first.word]);
    await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.waitForTimeout(300);
    assert.deepEqual(await shown(), [second.word]);
  });

  it('takes the marked word with Enter, and gives the old one back with one undo', async () => {
    const workbench = vscode();
    const [, { word }] = await rowsOf(workbench);
    await workbench.page.keyboard.press('Enter');
    await workbench.quickInput.waitFor({ state: 'hidden' });
    await workbench.saveUntil(file, new RegExp(`thought it was a very ${word} book\\.`));
    await workbench.page.keyboard.press('Control+Z');
    await workbench.saveUntil(file, /thought it was a very boring book\./);
  });

  it('switches to words that mean the same while the list is open', async () => {
    const workbench = vscode();
    await workbench.putCaret(file, 'boring', 3);
    await workbench.page.keyboard.press('Alt+W');
    await rowsOf(workbench);
    const fits = await workbench.quickInputTitle();
    await workbench.page.keyboard.press('Alt+Shift+W');
    await workbench.page.waitForFunction(titleIsNot, fits);
    const words = (await rowsOf(workbench)).map(({ word }) => word);
    // What means the same is few; what means the contrary or something else is none of it.
    assert.ok(words.includes('dull') && words.includes('tedious'), words.join());
    for (const other of ['exciting', 'interesting', 'important', 'comfortable'])
      assert.ok(!words.includes(other), other);
    assert.notEqual(await workbench.quickInputTitle(), fits);
    await workbench.screenshot('suggest-meaning');
    await workbench.page.keyboard.press('Escape');
    assert.match(workbench.textOnDisk(file), /very boring book/);
  });

  it('narrows the list to what is typed', async () => {
    const workbench = vscode();
    await workbench.putCaret(file, 'boring', 3);
    await workbench.page.keyboard.press('Alt+W');
    await rowsOf(workbench);
    await workbench.page.keyboard.type('s');
    await workbench.page.waitForTimeout(1_500);
    const rows = await workbench.quickPickRows();
    assert.ok(rows.length > 1, rows.join());
    assert.deepEqual(
      rows.filter((text) => !text.toLowerCase().startsWith('s')),
      [],
    );
    await workbench.page.keyboard.press('Escape');
  });

  it('runs from the palette, in plain text too', async () => {
    const workbench = vscode();
    await workbench.openFile('plain.txt');
    await workbench.putCaret('plain.txt', 'dark', 2);
    await workbench.runCommand('Semantic Text: Suggest Another Word');
    const [{ word }] = await rowsOf(workbench);
    await workbench.page.keyboard.press('Enter');
    await workbench.saveUntil('plain.txt', new RegExp(`^The night was ${word}\\.\\n$`));
  });

  it('is offered by the light bulb', async () => {
    const workbench = vscode();
    await workbench.openFile(file);
    await workbench.putCaret(file, 'boring', 3);
    await workbench.page.keyboard.press('Control+.');
    const menu = workbench.page.locator('.action-widget').first();
    await menu.getByText('“boring”').first().waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('says plainly that code is closed, and reads no word of it', async () => {
    const workbench = vscode();
    await workbench.openFile('code.py');
    await workbench.putCaret('code.py', 'dark', 2);
    await workbench.runCommand('Semantic Text: Suggest Another Word');
    await workbench.notifications.filter({ hasText: 'only comments and strings are read' }).waitFor();
    await workbench.runCommand('Notifications: Clear All Notifications');
  });
});

/** Runs in the page: what decorations insert behind words. */
function insertedTexts(lines: Element): string[] {
  return [...lines.querySelectorAll('span')]
    .map((element) => getComputedStyle(element, '::after').content)
    .filter((content) => content !== 'none' && content !== 'normal')
    .map((content) => content.replace(/^"|"$/g, ''));
}

/** Runs in the page: whether the title above the list has become another one. */
function titleIsNot(title: string): boolean {
  const text = document.querySelector('.quick-input-widget .quick-input-title')?.textContent ?? '';
  return text !== '' && text !== title;
}
