// Semantic search in the real workbench with the bundled encoder: typing, keys, chips, more like this, the index's state.

import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { useWorkbench, type Workbench } from '../support/workbench';

const limit = { timeout: 90_000 };
const open = 'Semantic Text: Show Semantic Search';

class View {
  constructor(readonly workbench: Workbench) {}

  get frame(): FrameLocator {
    return this.workbench.sideBarWebview();
  }
  get input(): Locator {
    return this.frame.locator('.query');
  }
  get hits(): Locator {
    return this.frame.locator('.hit');
  }
  get chosen(): Locator {
    return this.frame.locator('.chosen');
  }
  get status(): Locator {
    return this.frame.locator('.status .sentence');
  }
  file(path: string): Locator {
    return this.frame.locator(`.file[title="${path}"]`);
  }

  async open(): Promise<void> {
    await this.workbench.runCommand(open);
    await this.input.waitFor(limit);
  }

  /** Types as a person does, and waits until the index is complete and the list is that of these words. */
  async search(text: string): Promise<void> {
    await this.input.fill(text);
    // The search begins when typing pauses; until then the former list stands.
    await this.workbench.page.waitForTimeout(300);
    await this.frame.locator('.status .sentence', { hasText: /^\d+ files, \d+ passages/ }).waitFor(limit);
    await this.hits.first().waitFor(limit);
    await this.frame.locator('body:not(.busy)').waitFor(limit);
  }

  /** Hits whose best sentence is cut off by what is shown of the passage. */
  hidden(): Promise<string[]> {
    return this.frame.locator('.hit').evaluateAll((hits) =>
      hits.flatMap((hit) => {
        const passage = hit.querySelector('.passage.short');
        const mark = passage?.querySelector('mark');
        if (!passage?.checkVisibility() || !mark) return [];
        const [shown, best] = [passage.getBoundingClientRect(), mark.getClientRects()[0]];
        return best.bottom <= shown.bottom + 1 ? [] : [passage.textContent ?? ''];
      }),
    );
  }

  focused(): Promise<string> {
    return this.input.evaluate(() => document.activeElement?.className ?? '');
  }
}

describe('semantic search, looked at', () => {
  const workbench = useWorkbench();
  const view = (): View => new View(workbench());

  it('explains itself before anything is indexed', async () => {
    await view().open();
    await view().frame.locator('.notice h2').first().waitFor(limit);
    await workbench().lookAt('search-empty');
  });

  it('finds as one types, after indexing by itself', async () => {
    await view().search('why did reading the table take so long');
    await view().file('notes/slow-queries.md').waitFor(limit);
    assert.ok((await view().hits.count()) > 3);
    assert.ok((await view().frame.locator('.hit mark').count()) > 3);
    assert.deepEqual(await view().hidden(), []);
    assert.match((await view().frame.locator('.count-line').textContent()) ?? '', /\d+ passages in \d+ files/);
    await workbench().lookAt('search-hits');
  });
});

describe('semantic search by keyboard', () => {
  const workbench = useWorkbench({ theme: 'dark' });
  const view = (): View => new View(workbench());
  const press = (key: string): Promise<void> => workbench().page.keyboard.press(key);

  before(async () => {
    await view().open();
    await view().search('a colony of bees in the hive');
    // What was found while the index was built is asked for once more.
    await workbench().page.waitForTimeout(2500);
  });

  it('moves from the words into the hits and back', async () => {
    await view().input.press('ArrowDown');
    assert.equal(await view().focused(), 'results');
    assert.match((await view().chosen.getAttribute('class')) ?? '', /hit/);
    const first = await view().chosen.getAttribute('id');
    await press('ArrowDown');
    assert.notEqual(await view().chosen.getAttribute('id'), first);
    const tree = view().frame.locator('[role=tree]');
    assert.equal(await tree.getAttribute('aria-activedescendant'), await view().chosen.getAttribute('id'));
    await workbench().screenshot('search-chosen-dark');
    await press('Escape');
    assert.equal(await view().focused(), 'query');
  });

  it('folds and unfolds a file', async () => {
    await view().input.press('ArrowDown');
    const before = await view().hits.count();
    await press('ArrowLeft');
    await press('ArrowLeft');
    assert.ok((await view().hits.count()) < before);
    assert.equal(await view().chosen.getAttribute('aria-expanded'), 'false');
    await press('ArrowRight');
    assert.equal(await view().hits.count(), before);
  });

  it('opens with Enter, the best sentence in sight, and to the side with Ctrl+Enter', async () => {
    await press('Escape');
    await view().search('why did reading the table take so long');
    await view().input.press('ArrowDown');
    await press('Home');
    const path = (await view().chosen.getAttribute('title')) ?? '';
    await press('ArrowDown');
    await press('Enter');
    await workbench().editor(path).locator('.view-lines').waitFor(limit);
    await workbench().page.locator('.monaco-editor.focused').waitFor(limit);
    await workbench().screenshot('search-opened-dark');
    await workbench().runCommand(open);
    await view().input.press('ArrowDown');
    // The view may take the focus late, and put it on the words.
    await view().frame.locator('[role=tree]').press('Control+Enter');
    await workbench().page.waitForFunction(() => document.querySelectorAll('.editor-group-container').length === 2);
  });

  it('goes to the next hit from the editor', async () => {
    await workbench().runCommand('Semantic Text: Go to Next Search Hit');
    await workbench().page.waitForTimeout(500);
    await workbench().runCommand('View: Close All Editors');
  });

  it('takes the focus late without losing what is being typed', async () => {
    await workbench().runCommand(open);
    await view().input.fill('');
    await view().input.pressSequentially('cold wa');
    // The host's word, as it comes from a busy machine.
    await view().input.evaluate(() =>
      window.postMessage({ kind: 'notify', name: 'focus', id: 0, body: null }, window.origin),
    );
    await workbench().page.waitForTimeout(200);
    await view().input.pressSequentially('ter');
    assert.equal(await view().input.inputValue(), 'cold water');
  });

  it('waits until an input method has finished a word', async () => {
    await view().search('cold water on a burn');
    const first = (): Promise<string | null> => view().hits.first().textContent();
    const before = await first();
    // What an input method tells while a word is being put together, and when it is.
    const type = (event: string, text: string): Promise<void> =>
      view().input.evaluate(
        (input, [name, value]) => {
          if (input instanceof HTMLTextAreaElement) input.value = value;
          input.dispatchEvent(new InputEvent(name, { isComposing: name === 'input' }));
        },
        [event, text],
      );
    await type('input', 'a colony of bees in the hive');
    await workbench().page.waitForTimeout(1000);
    assert.equal(await first(), before);
    await type('compositionend', 'a colony of bees in the hive');
    await view()
      .hits.first()
      .filter({ hasText: /bees|hive/ })
      .waitFor(limit);
  });

  it('turns filters into chips, heeds them, and takes them away', async () => {
    await workbench().runCommand(open);
    await view().input.fill('');
    await view().input.pressSequentially('path:notes cold water ');
    await view().frame.locator('.chip', { hasText: 'path:notes' }).waitFor(limit);
    assert.equal((await view().input.inputValue()).trim(), 'cold water');
    await view()
      .frame.locator('.file:not([title^="notes/"])')
      .first()
      .waitFor({ state: 'detached', ...limit });
    await view().frame.locator('.file[title^="notes/"]').first().waitFor(limit);
    await view().frame.locator('body:not(.busy)').waitFor(limit);
    const paths = await view()
      .frame.locator('.file')
      .evaluateAll((files) => files.map((file) => file.getAttribute('title') ?? ''));
    assert.ok(paths.length > 0);
    assert.deepEqual(
      paths.filter((path) => !path.startsWith('notes/')),
      [],
    );
    assert.equal(
      await view()
        .frame.locator('main')
        .evaluate(({ scrollTop }) => scrollTop),
      0,
      'the best hit is in sight',
    );
    await workbench().lookAt('search-chips');
    await workbench().setTheme('dark');
    await view().input.press('Home');
    await view().input.press('Backspace');
    await view()
      .frame.locator('.chip', { hasText: 'path:notes' })
      .waitFor({ state: 'detached', ...limit });
  });

  it('says that filters alone look for nothing, and keeps the focus when one is taken away by key', async () => {
    await view().input.fill('');
    await view().input.pressSequentially('path:notes lang:markdown ');
    await view().frame.locator('.notice', { hasText: 'Filters say where to look' }).waitFor(limit);
    assert.equal(await view().hits.count(), 0);
    await view().frame.locator('.chip').first().focus();
    await press('Delete');
    assert.match(await view().focused(), /^chip/);
    await press('Delete');
    assert.equal(await view().focused(), 'add');
    assert.equal(await view().frame.locator('.chip').count(), 0);
  });

  it('leaves a language out, and says of one that does not exist that there is none', async () => {
    await view().input.pressSequentially('-lang:markdown the ');
    await view().frame.locator('.chip', { hasText: '−lang:markdown' }).waitFor(limit);
    await view()
      .frame.locator('.file[title$=".md"]')
      .first()
      .waitFor({ state: 'detached', ...limit });
    await view().input.fill('lang:pyton bees');
    await view().frame.locator('.notice', { hasText: 'There is no language pyton.' }).waitFor(limit);
    await view().input.press('Enter');
    await view().frame.locator('.chip', { hasText: 'lang:pyton' }).waitFor(limit);
    await workbench().lookAt('search-no-language');
    await workbench().setTheme('dark');
    while ((await view().frame.locator('.chip').count()) > 0) {
      await view().frame.locator('.chip').first().focus();
      await press('Delete');
    }
  });

  it('changes the mode with the arrow keys', async () => {
    const mode = (name: string): Locator => view().frame.locator(`.modes [data-mode="${name}"]`);
    await mode('hybrid').focus();
    await press('ArrowRight');
    assert.equal(await mode('vector').getAttribute('aria-checked'), 'true');
    await press('ArrowLeft');
    assert.equal(await mode('hybrid').getAttribute('aria-checked'), 'true');
  });

  it('finds more like a hit, and goes back to the words', async () => {
    await view().search('the violin from the attic');
    await view().input.press('ArrowDown');
    const itself = await view().chosen.locator('.passage').first().textContent();
    await press('m');
    await view().frame.locator('.chip.like').waitFor(limit);
    await view().frame.locator('body:not(.busy)').waitFor(limit);
    await view().hits.first().waitFor(limit);
    const texts = await view().frame.locator('.passage.short').allTextContents();
    assert.ok(!texts.includes(itself ?? ''), 'the passage is not its own hit');
    await workbench().lookAt('search-like');
    await workbench().setTheme('dark');
    await view().frame.locator('.chip.like').click();
    await view()
      .frame.locator('.chip.like')
      .waitFor({ state: 'detached', ...limit });
  });

  it('finds more like a selection of an editor', async () => {
    await workbench().openFile('notes/sleep.md');
    await workbench().select('notes/sleep.md', 'the same hour every night');
    await workbench().runCommand('Semantic Text: Find More Like This');
    await view().frame.locator('.chip.like', { hasText: 'sleep.md' }).waitFor(limit);
  });

  it('comes back as it was after the window was loaded again', async () => {
    await view().search('cold water on a burn');
    await workbench().page.waitForTimeout(1000);
    await workbench().load();
    await view().open();
    await view().hits.first().waitFor(limit);
    assert.equal(await view().input.inputValue(), 'cold water on a burn');
  });

  it('searches in a quick pick with the text behind it', async () => {
    await workbench().runCommand('Semantic Text: Search Workspace by Meaning…');
    await workbench().quickInput.locator('input.input').fill('why did reading the table take so long');
    await workbench().quickInput.locator('.monaco-list-row', { hasText: 'slow-queries.md' }).first().waitFor(limit);
    await workbench().page.waitForTimeout(600);
    await workbench().screenshot('search-quick-dark');
    await press('Escape');
  });

  it('goes from "more like this" in the quick pick back to words that are typed', async () => {
    await workbench().runCommand('Semantic Text: Search Workspace by Meaning…');
    const { quickInput } = workbench();
    await quickInput.locator('input.input').fill('why did reading the table take so long');
    const row = quickInput.locator('.monaco-list-row', { hasText: 'slow-queries.md' }).first();
    await row.hover(limit);
    await row.locator('[aria-label^="More like this"]').click();
    const title = quickInput.locator('.quick-input-title');
    await title.filter({ hasText: /^Like .*slow-queries\.md/ }).waitFor(limit);
    await quickInput.locator('input.input').fill('cold water on a burn');
    await quickInput.locator('.monaco-list-row', { hasText: 'first-aid-cuts.md' }).first().waitFor(limit);
    assert.equal((await title.textContent())?.trim(), '');
    await press('Escape');
  });

  it('does by key in the quick pick what the buttons of a row do', async () => {
    await workbench().runCommand('View: Close All Editors');
    await workbench().runCommand('Semantic Text: Search Workspace by Meaning…');
    const { quickInput, page } = workbench();
    await quickInput.locator('input.input').fill('why did reading the table take so long');
    const rows = quickInput.locator('.monaco-list-row');
    await rows.filter({ hasText: 'slow-queries.md' }).first().waitFor(limit);
    await workbench().page.waitForTimeout(600);
    await press('Alt+Enter');
    await quickInput
      .locator('.quick-input-title')
      .filter({ hasText: /^Like / })
      .waitFor(limit);
    await quickInput.locator('.monaco-list-row.focused').waitFor(limit);
    // What one rests on is shown behind the list: beside that is another group.
    await page.locator('.editor-instance .view-lines').first().waitFor(limit);
    await press('Control+Enter');
    await quickInput.waitFor({ state: 'hidden', ...limit });
    await page.waitForFunction(() => document.querySelectorAll('.editor-group-container').length === 2, null, limit);
    await workbench().runCommand('View: Close All Editors');
  });

  it('stays usable when the side bar is narrow and when it is wide', async () => {
    await view().open();
    await view().search('cold water on a burn');
    for (const [name, width] of [
      ['narrow', 200],
      ['wide', 800],
    ] as const) {
      await workbench().setSideBarWidth(width);
      assert.deepEqual(await view().hidden(), []);
      await workbench().screenshot(`search-${name}-dark`);
      const isWider = await view().input.evaluate((input) => input.scrollWidth > document.documentElement.clientWidth);
      assert.equal(isWider, false, 'nothing sticks out');
    }
  });
});

/** Files that hold enough for an index to be watched while it is made. */
function manyFiles(count: number): Readonly<Record<string, string>> {
  const words = 'river stone bread window winter garden letter engine forest market music harbour candle bridge'.split(
    ' ',
  );
  const text = (n: number): string =>
    Array.from({ length: 12 }, (_, p) =>
      Array.from({ length: 60 }, (_, w) => words[(n * 7 + p * 5 + w * (1 + (n % 3))) % words.length]).join(' '),
    ).join('.\n\n');
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [`many/text-${n}.md`, `# Text ${n}\n\n${text(n)}.\n`]),
  );
}

describe('semantic search in a workspace that takes long', () => {
  const workbench = useWorkbench({ files: manyFiles(400) });
  const view = (): View => new View(workbench());

  it('shows progress, answers meanwhile, pauses and resumes', async () => {
    await view().open();
    await view().input.fill('a colony of bees in the hive');
    const button = (name: string): Locator => view().frame.locator(`.status button[data-action="${name}"]`);
    await button('pause').waitFor(limit);
    await view()
      .frame.locator('.sentence', { hasText: /Indexing [\d,]+ of [\d,]+ files/ })
      .waitFor(limit);
    await workbench().page.waitForTimeout(3000);
    await workbench().screenshot('search-indexing-light');
    await button('pause').click();
    await button('resume').waitFor(limit);
    assert.match((await view().status.textContent()) ?? '', /^Paused at/);
    await button('resume').click();
    await button('pause').waitFor(limit);
    await button('cancel').click();
    await button('pause').waitFor({ state: 'detached', ...limit });
    await view()
      .status.filter({ hasText: /^Stopped\. \d+ files, .* is not found\./ })
      .waitFor(limit);
    await workbench().screenshot('search-stopped-light');
    await button('start').click();
    await button('cancel').click(limit);
    await button('start').waitFor(limit);
  });
});

describe('semantic search while the index is built', () => {
  const workbench = useWorkbench({ files: manyFiles(100) });
  const view = (): View => new View(workbench());

  it('says of its count that it is not the last one, until it is, whatever is opened meanwhile', async () => {
    const count = (): Locator => view().frame.locator('.count-line');
    await view().open();
    await view().input.fill('a garden by the river');
    await count().filter({ hasText: 'still being built' }).waitFor(limit);
    await view().hits.first().click();
    await workbench().page.locator('.editor-instance .view-lines').first().waitFor(limit);
    await view()
      .frame.locator('.status .sentence', { hasText: /^\d+ files, \d+ passages/ })
      .waitFor(limit);
    await count().filter({ hasNotText: 'still being built' }).waitFor({ timeout: 15_000 });
    assert.match((await count().textContent()) ?? '', /^\d+ passages in (\d+ files|one file)$/);
  });
});

describe('semantic search in notebooks', () => {
  const cell = (kind: string, source: string): object => ({
    ...{ cell_type: kind, metadata: {}, source: source.split(/(?<=\n)/) },
    ...(kind === 'code' && { outputs: [], execution_count: null }),
  });
  const filler = 'Each row of the table is one measurement of one day, taken by hand in the morning. '.repeat(16);
  const study = JSON.stringify({
    cells: [
      cell('markdown', `# Tides\n\n${filler}`),
      cell('code', `# ${filler}\nrows = 1`),
      cell('code', `def moonlight_over_water(rows):\n    \"\"\"${filler}\"\"\"\n    return [row for row in rows]`),
    ],
    ...{ metadata: { language_info: { name: 'python' } }, nbformat: 4, nbformat_minor: 5 },
  });
  const workbench = useWorkbench({ files: { 'study.ipynb': study } });
  const view = (): View => new View(workbench());

  it('shows the source of a cell and opens the notebook at it', async () => {
    await view().open();
    await view().search('path:study moonlight over water ');
    const hit = view().hits.filter({ hasText: 'moonlight_over_water' }).first();
    await hit.waitFor(limit);
    assert.match((await hit.locator('.place').textContent()) ?? '', /^cell 3$/);
    assert.ok(!/\\n|cell_type/.test((await hit.textContent()) ?? ''), 'no JSON is shown');
    await hit.dblclick();
    const { page } = workbench();
    await page.locator('.notebookOverlay .cell-list-container').first().waitFor(limit);
    await page.locator('.notebookOverlay .monaco-list-row.focused', { hasText: 'moonlight_over_water' }).waitFor(limit);
    await workbench().screenshot('search-notebook-light');
  });
});
