// The README's pictures, taken in the real workbench. One entry a picture: what to open, what to do, what to cut out.

import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { Workbench, type WorkbenchOptions } from './workbench';

interface Shot extends WorkbenchOptions {
  readonly name: string;
  /** Brings the window to what the picture shows. */
  readonly stage: (workbench: Workbench) => Promise<void>;
  /** What is cut out, in CSS pixels; the whole window where it is absent. */
  readonly clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

const folder = 'media/readme';
/** A README is read over slow lines too. */
const largestBytes = 150_000;
const quiet = {
  'breadcrumbs.enabled': false,
  'editor.minimap.enabled': false,
  'workbench.activityBar.location': 'hidden',
  'workbench.statusBar.visible': true,
  'editor.fontSize': 15,
  'editor.lineNumbers': 'off',
};
const river = 'The bank raised its rates, so she sat on the bank of the river.';

/** So long that the word which is replaced stands below the list. */
const letter = `# Letter

Dear Anna,

we came home last night. The train was late, as it always is
in this weather, and the children slept all the way.

You asked about the hotel. It was small and clean, with a
view of the harbour, and the breakfast was good.

The museum was closed on Monday, so we walked along the river
and had lunch in the old town.

In the evening I read the novel that you gave me.

I am sorry to say that it was a very boring book, and I put it
down after the third chapter.
`;

const shots: readonly Shot[] = [
  {
    name: 'attention',
    theme: 'dark',
    settings: quiet,
    files: { 'river.md': `${river}\n` },
    stage: async (workbench) => {
      await workbench.openFile('river.md');
      await workbench.putCaret('river.md', 'river');
      await workbench.runCommand('View: Close Primary Side Bar').catch(() => {});
      await workbench.runCommand('Semantic Text: Show Attention');
      const panel = workbench.webview();
      await panel.locator('.unit[data-side="query"][data-unit="2"]').waitFor({ timeout: 60_000 });
      await drag(workbench, workbench.page.locator('.editor-group-container').first(), 360);
      await panel.locator('[data-control="layer"]').selectOption('1');
      await panel.locator('.stage[aria-busy="false"]').waitFor();
      await panel.locator('.unit[data-side="query"][data-unit="12"]').hover();
      await panel.locator('.card h2', { hasText: 'looks at' }).first().waitFor();
    },
  },
  {
    name: 'suggest',
    theme: 'light',
    settings: quiet,
    files: { 'letter.md': letter },
    stage: async (workbench) => {
      await workbench.openFile('letter.md');
      await workbench.runCommand('View: Close Primary Side Bar').catch(() => {});
      await workbench.putCaret('letter.md', 'boring', 3);
      await workbench.page.keyboard.press('Alt+W');
      await workbench.quickPickRows();
      // The word under the highlight is shown in the text at once.
      await workbench.page.keyboard.press('ArrowDown');
    },
    clip: { x: 0, y: 0, width: 1280, height: 560 },
  },
  {
    name: 'search',
    theme: 'light',
    settings: quiet,
    stage: async (workbench) => {
      await workbench.runCommand('Semantic Text: Show Semantic Search');
      const view = workbench.sideBarWebview();
      await view.locator('.query').waitFor({ timeout: 60_000 });
      await drag(workbench, workbench.page.locator('.part.sidebar'), 560);
      await workbench.page.locator('.pane-header', { hasText: 'Classes' }).click();
      // Opening the search and a first question make the index.
      await view.locator('.query').fill('slow');
      await view.locator('.status .sentence', { hasText: /^\d+ files, \d+ passages/ }).waitFor({ timeout: 90_000 });
      await view.locator('.query').fill('a colony of bees in the hive');
      await view.locator('.file[title="notes/bees.md"]').waitFor({ timeout: 60_000 });
      await workbench.page.waitForTimeout(1000);
      await view.locator('body:not(.busy)').waitFor();
      await view.locator('.query').press('ArrowDown');
      await workbench.page.keyboard.press('Enter');
      await workbench.page.locator('.editor-instance .monaco-editor').first().waitFor();
    },
    clip: { x: 0, y: 0, width: 1280, height: 520 },
  },
  {
    name: 'matrix',
    theme: 'dark',
    settings: quiet,
    stage: async (workbench) => {
      await workbench.openFile('duplicates.md');
      await workbench.runCommand('View: Close Primary Side Bar').catch(() => {});
      await workbench.runCommand('Semantic Text: Show Similarity Matrix');
      const canvas = workbench.webview().locator('.heat-map canvas');
      await canvas.waitFor({ timeout: 60_000 });
      await drag(workbench, workbench.page.locator('.editor-group-container').first(), 520);
      await canvas.focus();
      // Two sentences that say the same in other words.
      for (let i = 0; i < 3; i++) await workbench.page.keyboard.press('ArrowDown');
      for (let i = 0; i < 8; i++) await workbench.page.keyboard.press('ArrowRight');
    },
    clip: { x: 0, y: 36, width: 1280, height: 732 },
  },
];

/** Moves the right edge of a part of the window to `x`, in CSS pixels. */
async function drag({ page }: Workbench, part: Locator, x: number): Promise<void> {
  const box = await part.boundingBox();
  if (!box) throw new Error('The part whose edge is dragged is not in sight');
  const y = box.y + box.height - 40;
  await page.mouse.move(box.x + box.width, y);
  await page.mouse.down();
  await page.mouse.move(x, y, { steps: 8 });
  await page.mouse.up();
  // Off the edge, which is lit while the mouse is on it.
  await page.mouse.move(x / 2, y);
}

async function take({ name, stage, clip, ...options }: Shot): Promise<void> {
  const workbench = await Workbench.open(options);
  try {
    await stage(workbench);
    await workbench.page.waitForTimeout(1500);
    const file = path.join(folder, `${name}.png`);
    await workbench.page.screenshot({ path: file, clip });
    const { size } = statSync(file);
    console.log(`${file}: ${Math.round(size / 1000)} KB`);
    if (size > largestBytes) throw new Error(`${file} is larger than ${largestBytes / 1000} KB: cut out less`);
  } catch (error) {
    await workbench.screenshot(`shot-${name}`).catch(() => {});
    throw error;
  } finally {
    await workbench.close();
  }
}

async function main(): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !shots.some((shot) => shot.name === name));
  if (unknown.length) throw new Error(`There is no picture ${unknown.join(', ')}`);
  for (const shot of shots) if (!names.length || names.includes(shot.name)) await take(shot);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
