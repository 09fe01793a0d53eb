// The first list of a window, for which the encoder has to start, and words that a person gives to have them ranked.

import assert from 'node:assert/strict';
import { answerQuickInput, stepLimitMs } from '../support/quickInput';
import { useWorkbench, type Workbench } from '../support/workbench';

const file = 'essay.md';
const blanks = 'own.md';
const words = 'dull, exciting, tedious, thrilling, long, short, slow, funny, difficult, banana, old, green';

describe('suggest: the first list and own words', () => {
  const vscode = useWorkbench({ files: { [blanks]: 'She drank a cup of hot [MASK] before work.\n' } });

  it('says that the encoder starts before it has a list', async () => {
    const workbench = vscode();
    const { page } = workbench;
    await workbench.openFile(file);
    await workbench.putCaret(file, 'boring', 3);
    await page.evaluate(watchQuickInput);
    await page.keyboard.press('Alt+W');
    await workbench.quickInput.locator('.monaco-list-row').first().waitFor({ timeout: stepLimitMs });
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen[] }).seen);
    const begins = seen.find(({ placeholder }) => placeholder.startsWith('Starting the encoder'));
    const listed = seen.find(({ rows }) => rows > 0);
    assert.ok(begins && listed, JSON.stringify(seen));
    assert.equal(begins.rows, 0);
    await page.keyboard.press('Escape');
  });

  it('says “Looking …” and not “Starting …” the second time', async () => {
    const workbench = vscode();
    const { page } = workbench;
    await page.evaluate(watchQuickInput);
    await page.keyboard.press('Alt+W');
    await workbench.quickPickRows();
    const seen = await page.evaluate(() => (window as unknown as { seen: Seen[] }).seen);
    assert.deepEqual(
      seen.filter(({ placeholder }) => placeholder.startsWith('Starting')),
      [],
    );
    await page.keyboard.press('Escape');
  });

  it('ranks a person’s own words for the place, all of them and as typed', async () => {
    const workbench = vscode();
    await rank(workbench, words);
    const rows = await workbench.quickPickRows();
    const listed = rows.map((row) => row.replace(/[▇▁].*$/u, ''));
    // Drawn rows are those in view; the list holds as many as were typed.
    assert.ok(listed.length >= 8, listed.join());
    assert.equal(new Set(listed).size, listed.length);
    for (const word of listed) assert.ok(words.split(', ').includes(word), word);
    assert.ok(!listed.slice(0, 3).includes('banana'), listed.join());
    assert.match(await workbench.quickInputTitle(), /Your words in place of “boring”/);
    await workbench.screenshot('suggest-own-words');
  });

  it('orders them by meaning on the key, and takes one with Enter', async () => {
    const workbench = vscode();
    const { page } = workbench;
    await page.keyboard.press('Alt+Shift+W');
    await page.waitForFunction(firstRowIs, ['dull', 'tedious'], { timeout: stepLimitMs });
    const [first] = await workbench.quickPickRows();
    const word = first.replace(/[▇▁].*$/u, '');
    await workbench.lookAt('suggest-own-words-meaning');
    await page.keyboard.press('Enter');
    await workbench.saveUntil(file, new RegExp(`thought it was a very ${word} book\\.`));
  });

  it('ranks them for a blank', async () => {
    const workbench = vscode();
    await workbench.openFile(blanks);
    await workbench.putCaret(blanks, '[MASK]', 3);
    await rank(workbench, 'coffee, granite, tea');
    const rows = (await workbench.quickPickRows()).map((row) => row.replace(/[▇▁].*$/u, ''));
    assert.deepEqual([...rows].sort(), ['coffee', 'granite', 'tea']);
    assert.equal(rows[2], 'granite');
    await workbench.page.keyboard.press('Enter');
    await workbench.saveUntil(blanks, new RegExp(`^She drank a cup of hot ${rows[0]} before work\\.\\n$`));
  });
});

async function rank(workbench: Workbench, typed: string): Promise<void> {
  const { page, quickInput } = workbench;
  await answerQuickInput(page, 'F1', '>Semantic Text: Rank Words…', 'Semantic Text: Rank Words…');
  await page.waitForFunction(asksForWords, undefined, { timeout: stepLimitMs });
  await quickInput.locator('input.input').fill(typed);
  await page.keyboard.press('Enter');
  await page.waitForFunction(showsRanked, undefined, { timeout: stepLimitMs });
}

interface Seen {
  readonly placeholder: string;
  readonly rows: number;
}

/** Runs in the page: notes from the next key on, frame by frame, what quick input shows, until it has rows. */
function watchQuickInput(): void {
  const seen: unknown[] = [];
  Object.assign(window, { seen });
  const watch = (): void => {
    const widget = document.querySelector<HTMLElement>('.quick-input-widget');
    if (widget?.checkVisibility()) {
      const placeholder = widget.querySelector<HTMLInputElement>('input.input')?.placeholder ?? '';
      const rows = widget.querySelectorAll('.quick-input-list .monaco-list-row').length;
      seen.push({ placeholder, rows });
      if (rows > 0) return;
    }
    requestAnimationFrame(watch);
  };
  window.addEventListener('keydown', watch, { capture: true, once: true });
}

/** Runs in the page: whether the first row is one of these words. */
function firstRowIs(words: readonly string[]): boolean {
  const row = document.querySelector('.quick-input-list .monaco-list-row[data-index="0"]')?.textContent ?? '';
  return words.some((word) => row.startsWith(`${word}▇`));
}

/** Runs in the page: whether quick input asks for words to rank. */
function asksForWords(): boolean {
  const widget = document.querySelector<HTMLElement>('.quick-input-widget');
  return !!widget?.checkVisibility() && (widget.textContent ?? '').includes('Words to rank at the cursor');
}

/** Runs in the page: whether a list with bars stands there. */
function showsRanked(): boolean {
  return [...document.querySelectorAll('.quick-input-list .monaco-list-row')].some((row) => /▇/.test(row.textContent));
}
