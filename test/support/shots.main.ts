// The README's pictures, taken in the real workbench. One entry a picture: what to open, what to do, what to cut out.

import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
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
      await workbench.runCommand('View: Toggle Maximize Editor Group').catch(() => {});
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
    files: { 'letter.md': '# Letter\n\nThe walk was boring, but the weather was fine and everybody came.\n' },
    stage: async (workbench) => {
      await workbench.openFile('letter.md');
      await workbench.runCommand('View: Close Primary Side Bar').catch(() => {});
      await workbench.openFile('letter.md');
      await workbench.putCaret('letter.md', 'boring', 3);
      await workbench.page.keyboard.press('Alt+W');
      await workbench.quickPickRows();
      // The word under the highlight is shown in the text at once.
      await workbench.page.keyboard.press('ArrowDown');
    },
    clip: { x: 0, y: 0, width: 1280, height: 500 },
  },
];

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
