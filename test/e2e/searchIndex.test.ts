// What the index says to a person in the real workbench: the question before long work, why a file is (not) indexed, that
// there is no more room, and what is wrong with a shared index; and files in another encoding.

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { useMachineSettings } from '../support/machineSettings';
import { hardToRead } from '../support/readable';
import { useWorkbench, type Workbench, type WorkbenchOptions } from '../support/workbench';

const limit = { timeout: 90_000 };
const ready = /^[\d,]+ files, [\d,]+ passages/;

const frame = (workbench: Workbench): FrameLocator => workbench.sideBarWebview();
const status = (workbench: Workbench): Locator => frame(workbench).locator('.status .sentence');

async function search(workbench: Workbench, text: string): Promise<void> {
  await workbench.runCommand('Semantic Text: Show Semantic Search');
  await frame(workbench).locator('.query').fill(text, limit);
}

/** One text, so that it is embedded once. */
const manyCopies = Object.fromEntries(
  Array.from({ length: 2001 }, (_, n) => [
    `many/${n % 20}/text-${n}.md`,
    'The bees of the valley fly to the lime trees.\n',
  ]),
);

describe('semantic search before long work', () => {
  const workbench = useWorkbench({ files: manyCopies });
  const notice = (): Locator => frame(workbench()).locator('.notice');

  it('asks with size and time, once, and does nothing after "not now", in the next session neither', async () => {
    await search(workbench(), 'bees and lime trees');
    await notice()
      .locator('h2', { hasText: /^Index 2,0\d\d files\?$/ })
      .waitFor(limit);
    assert.match(
      (await notice().locator('p').textContent()) ?? '',
      /They hold .+ of text, which takes about .+ the first time/,
    );
    await workbench().lookAt('search-asking', async () =>
      assert.deepEqual(await frame(workbench()).locator('body').evaluate(hardToRead), []),
    );
    await workbench().setTheme('light');
    await workbench().setSideBarWidth(200);
    await workbench().screenshot('search-asking-narrow-light');
    await workbench().setSideBarWidth(300);
    await notice().locator('button', { hasText: 'Not Now' }).click();
    await status(workbench()).filter({ hasText: 'Nothing is indexed yet' }).waitFor(limit);
    await frame(workbench()).locator('.query').fill('bees and trees');
    await workbench().page.waitForTimeout(1500);
    const chosen = notice().locator('h2', { hasText: 'Not indexed, as you chose' });
    await chosen.waitFor(limit);
    await workbench().screenshot('search-declined-light');
    await workbench().load();
    await search(workbench(), 'bees and lime trees');
    await chosen.waitFor(limit);
    await workbench().page.waitForTimeout(1500);
    await chosen.waitFor(limit);
    assert.equal(await notice().locator('button', { hasText: 'Index Workspace' }).count(), 1);
  });

  it('indexes when it is told to, by keyboard in the quick pick, and does not ask again', async () => {
    await workbench().runCommand('Semantic Text: Search Workspace by Meaning…');
    const { quickInput, page } = workbench();
    await quickInput.locator('input.input').fill('bees and lime trees');
    const row = (text: string): Locator => quickInput.locator('.monaco-list-row', { hasText: text });
    await row('That begins when you say so, not by itself').waitFor(limit);
    await row('Index Workspace').waitFor(limit);
    await workbench().screenshot('search-quick-absent-light');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await row('The bees of the valley').first().waitFor(limit);
    await page.keyboard.press('Escape');
    await workbench().runCommand('Semantic Text: Show Semantic Search');
    await status(workbench()).filter({ hasText: ready }).waitFor(limit);
    assert.match((await status(workbench()).textContent()) ?? '', /^2,0\d\d files, /);
    await frame(workbench()).locator('.hit').first().waitFor(limit);
  });
});

describe('why a file is (not) indexed', () => {
  const settings: WorkbenchOptions['settings'] = { 'semanticText.search.exclude': ['drafts/**'] };
  const files = {
    '.gitignore': '# Private things\nprivate/\n',
    'private/diary.md': '# Diary\n\nThe bees are sold.\n',
    'drafts/speech.md': '# Speech\n\nDear friends of the bees.\n',
    'yarn.lock': 'bees@1.0.0:\n  version "1.0.0"\n',
    'credentials.yml': 'password: honey\n',
    'latin.md': Buffer.from('# Bienen\n\nDie Königin fliegt zur Linde.\n', 'latin1'),
  };
  const workbench = useWorkbench({ settings, files });
  const told = async (file: string): Promise<Locator> => {
    await workbench().openFile(file);
    await workbench().runCommand('Semantic Text: Why Is This File (Not) Indexed?');
    const notification = workbench().notifications.filter({ hasText: path.basename(file) });
    await notification.waitFor(limit);
    return notification;
  };
  const close = async (notification: Locator): Promise<void> => {
    await workbench().runCommand('Notifications: Clear All Notifications');
    await notification.waitFor({ state: 'detached' });
  };

  before(async () => {
    await search(workbench(), 'keeping bees');
    await status(workbench()).filter({ hasText: ready }).waitFor(limit);
  });

  for (const [file, said] of [
    ['essay.md', /is indexed, in (\d+ passages|one passage)\./],
    ['private/diary.md', /is not indexed: the line “private\/” of \.gitignore leaves it out\./],
    ['drafts/speech.md', /the glob “drafts\/\*\*” of the setting semanticText\.search\.exclude leaves it out\./],
    ['yarn.lock', /it is a lock file\./],
    ['latin.md', /save it as UTF-8 or UTF-16, for it is in another encoding\./],
    ['credentials.yml', /its name \(credentials\.yml\) says that it may hold secrets\./],
  ] as const) {
    it(`names the rule: ${file}`, async () => {
      const notification = await told(file);
      assert.match((await notification.textContent()) ?? '', said);
      await close(notification);
    });
  }

  it('opens the file that holds the rule', async () => {
    const notification = await told('private/diary.md');
    await workbench().screenshot('search-explain-light');
    await notification.getByRole('button', { name: 'Open the Rule' }).click();
    await workbench().editor('.gitignore').waitFor();
  });
});

describe('an index that has reached its limit', function () {
  this.timeout(300_000);
  useMachineSettings({ 'semanticText.search.maximumSizeMb': 10 });
  // Copies of one text, so that little is embedded and much takes room.
  const section = (n: number): string => `# Part ${n}\n\n${`The bees of hive ${n} fly to the lime trees. `.repeat(24)}`;
  const text = Array.from({ length: 20 }, (_, n) => section(n)).join('\n\n');
  const files = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`many/text-${n}.md`, text]));
  // Before the window is closed, which holds the index for a while longer: it would leave others no room.
  after('delete the index', async () => {
    await workbench().runCommand('Semantic Text: Delete Index');
    await workbench().page.locator('.monaco-dialog-box').getByText('Delete', { exact: true }).click();
    await frame(workbench()).getByText('Nothing is indexed yet').waitFor(limit);
  });
  const workbench = useWorkbench({ files });

  it('says so and what to do, and keeps what it has', async () => {
    await search(workbench(), 'keeping bees');
    const notice = frame(workbench()).locator('.notice');
    await notice.locator('h2', { hasText: /^Index 9\d\d files\?$/ }).waitFor(limit);
    await notice.locator('button').first().click();
    const done = status(workbench()).filter({ hasText: ready });
    await done.waitFor({ timeout: 240_000 });
    const said = (await status(workbench()).textContent()) ?? '';
    assert.match(
      said,
      /The indexes have reached their limit \(10 MB\).*Raise it, or leave folders out; what was indexed is kept\./,
    );
    await frame(workbench()).locator('.hit').first().waitFor(limit);
    await workbench().screenshot('search-full-light');
  });

  for (const theme of ['dark', 'highContrast', 'highContrastLight'] as const) {
    it(`can be read in ${theme}, and where the side bar is narrow`, async () => {
      await workbench().setTheme(theme);
      await workbench().screenshot(`search-full-${theme}`);
      assert.deepEqual(await frame(workbench()).locator('body').evaluate(hardToRead), []);
      await workbench().setSideBarWidth(200);
      await workbench().screenshot(`search-full-narrow-${theme}`);
      const line = await status(workbench()).boundingBox();
      assert.ok(line && line.width > 140 && line.height < 220, `the sentence is ${line?.width} by ${line?.height}`);
      const { scroll, client } = await frame(workbench())
        .locator('html')
        .evaluate(({ scrollWidth, clientWidth }) => ({ scroll: scrollWidth, client: clientWidth }));
      assert.ok(scroll <= client, `the page is ${scroll} wide in ${client}`);
      await workbench().setSideBarWidth(300);
    });
  }

  it('names the limit as the reason why a file is not found, and the button opens its setting', async () => {
    await workbench().openFile('many/text-99.md');
    await workbench().runCommand('Semantic Text: Why Is This File (Not) Indexed?');
    await workbench()
      .notifications.filter({
        hasText: /the indexes have reached their limit of 10 MB\. Raise it, or leave folders out\./,
      })
      .waitFor(limit);
    await workbench().runCommand('Notifications: Clear All Notifications');
    await frame(workbench()).locator('.status button[data-action="raiseLimit"]').click();
    await workbench()
      .page.locator('.settings-editor .setting-item', { hasText: /Search: Maximum Size Mb/i })
      .waitFor(limit);
  });
});

describe('a hit whose file changed after it was found', () => {
  const files = {
    'gone.md': '# Lighthouse\n\nThe keeper of the lighthouse counts the ships at night.\n',
    'rewritten.md': '# Harbour\n\nThe baker of the harbour weighs the loaves at dawn.\n',
  };
  // What is changed elsewhere is not told.
  const workbench = useWorkbench({ files, settings: { 'semanticText.search.automatic': false } });
  const found = async (query: string, text: string): Promise<Locator> => {
    await search(workbench(), query);
    await status(workbench()).filter({ hasText: ready }).waitFor(limit);
    const hit = frame(workbench()).locator('.hit', { hasText: text });
    await hit.waitFor(limit);
    await frame(workbench()).locator('body:not(.busy)').waitFor(limit);
    return hit;
  };

  it('is gone: that is said when it is opened, and the list is brought up to date', async () => {
    const hit = await found('the keeper of the lighthouse counts ships', 'counts the ships');
    rmSync(path.join(workbench().folder, 'gone.md'));
    await hit.click();
    await workbench()
      .notifications.filter({ hasText: /gone\.md is not there any more/ })
      .waitFor(limit);
    await hit.waitFor({ state: 'detached', ...limit });
    await workbench().runCommand('Notifications: Clear All Notifications');
  });

  it('was rewritten: it opens where it was, and the list is brought up to date', async () => {
    const hit = await found('the baker of the harbour weighs loaves', 'weighs the loaves');
    writeFileSync(
      path.join(workbench().folder, 'rewritten.md'),
      '# Harbour\n\nNobody bakes here since the ferry stopped.\n',
    );
    await hit.click();
    await workbench().editor('rewritten.md').locator('.view-line', { hasText: 'ferry' }).first().waitFor(limit);
    await hit.waitFor({ state: 'detached', ...limit });
  });
});

describe('files of UTF-16', () => {
  const filler = (thing: string): string => `Look at the ${thing} before you go on with the next one. `.repeat(12);
  const file = (sentence: string): Buffer =>
    Buffer.from(
      `\ufeff# Hive\r\n\r\n${filler('hive')}\r\n\r\n# 灯塔 𝄞\r\n\r\n${filler('pier')}${sentence}\r\n`,
      'utf16le',
    );
  const sentences = {
    'little.md': 'The keeper of the lighthouse counts ships.',
    'notes/big.md': 'The baker of the harbour weighs loaves.',
  };
  const workbench = useWorkbench({
    files: {
      'little.md': file(sentences['little.md']),
      'notes/big.md': file(sentences['notes/big.md']).swap16(),
    },
  });

  for (const [name, sentence] of Object.entries(sentences)) {
    it(`are found, and opened at the line: ${name}`, async () => {
      await search(workbench(), sentence);
      // The search begins when typing pauses; until then the former list stands.
      await workbench().page.waitForTimeout(300);
      await status(workbench()).filter({ hasText: ready }).waitFor(limit);
      await frame(workbench()).locator('body:not(.busy)').waitFor(limit);
      const word = sentence.slice(sentence.lastIndexOf(' ') + 1, -1);
      const hit = frame(workbench()).locator('.hit', { hasText: word }).first();
      await hit.waitFor(limit);
      await hit.dblclick();
      await workbench().editor(name).locator('.view-line', { hasText: 'pier' }).first().waitFor(limit);
      await workbench().statusItem('Ln 7, Col').waitFor(limit);
      await workbench().runCommand('View: Close All Editors');
    });
  }
});

describe('semantic search in pages', () => {
  const page = [
    '<!DOCTYPE html><html><head><title>Birds</title></head><body class="plain"><h1>Herons</h1>',
    '<p>The <em>grey</em> her&oacute;n stands<br> still &mdash; for hours &mdash; in the <b>shallow</b> water.</p>',
    '<p>It eats frogs &amp; fish.</p></body></html>',
  ].join('\n');
  const workbench = useWorkbench({ files: { 'birds.html': page } });

  it('shows what a person reads, and opens the file at it', async () => {
    await search(workbench(), 'a bird that waits in shallow water');
    await status(workbench()).filter({ hasText: ready }).waitFor(limit);
    const hit = frame(workbench()).locator('.hit', { hasText: 'The grey herón stands' }).first();
    await hit.waitFor(limit);
    assert.doesNotMatch((await hit.textContent()) ?? '', /[<>]|&[a-z]+;/);
    await workbench().screenshot('search-page-light');
    await hit.dblclick();
    await workbench().editor('birds.html').locator('.view-line', { hasText: 'shallow' }).first().waitFor(limit);
    await workbench().statusItem('Ln 2, Col').waitFor(limit);
  });
});

describe('a shared index whose address holds a password', () => {
  useMachineSettings({ 'semanticText.search.sharedIndex': 'postgres://reader:secret@db.example/team' });
  const workbench = useWorkbench();

  it('takes no part, says why, and the index on this computer answers', async () => {
    await search(workbench(), 'keeping bees');
    await status(workbench()).filter({ hasText: ready }).waitFor(limit);
    const text = (await status(workbench()).textContent()) ?? '';
    assert.match(text, /The shared index at postgres:\/\/db\.example\/team takes no part: .*holds a password/);
    assert.ok(!text.includes('secret'));
    await frame(workbench()).locator('.hit').first().waitFor(limit);
    await workbench().screenshot('search-shared-light');
  });
});

describe('a shared index whose server is away', () => {
  // Nobody listens on this port.
  useMachineSettings({ 'semanticText.search.sharedIndex': 'postgres://reader@127.0.0.1:9/team' });
  const workbench = useWorkbench();

  it('keeps nobody waiting: the index on this computer answers, and the status says so', async () => {
    await search(workbench(), 'keeping bees');
    await frame(workbench()).locator('.hit').first().waitFor(limit);
    await status(workbench()).filter({ hasText: 'takes no part' }).waitFor(limit);
    assert.match((await status(workbench()).textContent()) ?? '', /The index on this computer answers alone\./);
  });
});
