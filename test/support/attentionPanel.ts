// The attention panel in a workbench, as tests take hold of it.

import { rmSync } from 'node:fs';
import path from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

const csvLine = /^([^,]+),(\d+),"(?:[^"]|"")*",(\d+),"(?:[^"]|"")*",([^,]+)$/;

/** What tests do with a panel. */
export class PanelHand {
  constructor(
    readonly workbench: () => Workbench,
    readonly index = 0,
  ) {}

  get frame(): FrameLocator {
    return this.workbench().webview(this.index);
  }

  query(n: number): Locator {
    return this.frame.locator(`.unit[data-side="query"][data-unit="${n}"]`);
  }

  key(n: number): Locator {
    return this.frame.locator(`.unit[data-side="key"][data-unit="${n}"]`);
  }

  control(name: string): Locator {
    return this.frame.locator(`[data-control="${name}"]`);
  }

  idle(): Promise<void> {
    return this.frame.locator('.stage[aria-busy="false"]').waitFor();
  }

  async labels(): Promise<string[]> {
    return this.frame.locator('.unit[data-side="query"] .label').allTextContents();
  }

  async readout(): Promise<string> {
    return (await this.frame.locator('.readout').textContent()) ?? '';
  }

  /** Presses a toggle unless it is as wanted: a test that is tried again may find it either way. */
  async toggle(name: string, wanted: boolean): Promise<void> {
    if ((await this.control(name).getAttribute('aria-pressed')) !== String(wanted)) await this.control(name).click();
    await this.frame.locator(`[data-control="${name}"][aria-pressed="${wanted}"]`).waitFor();
  }

  /** The panel as it opens, but for its text: nothing masked, silenced, filtered or pinned; lines of the first layer. */
  async reset(): Promise<void> {
    await this.control('view-lines').click();
    const undo = this.frame.getByRole('button', { name: 'Undo all' });
    if (await undo.isVisible()) await undo.click();
    for (const name of ['words', 'special', 'breakdown']) await this.toggle(name, false);
    await this.control('heads-all').click();
    await this.control('reduction').selectOption('mean');
    await this.control('layer').selectOption('0');
    await this.setTop(100);
    await this.idle();
    await this.query(0).press('Escape');
    await this.idle();
  }

  /** The slider of the share of weights that are shown, in per cent. */
  async setTop(percent: number): Promise<void> {
    await this.control('top').fill(String(percent));
    await this.control('top').dispatchEvent('change');
  }

  /** Types text B in place of the one that is there. */
  async typePair(text: string): Promise<void> {
    const drop = this.frame.getByRole('button', { name: 'Drop text B' });
    const ofB = this.frame.locator('.unit.segment1[data-side="key"]').first();
    if (await drop.isVisible()) {
      await drop.click();
      await ofB.waitFor({ state: 'detached' });
    }
    await this.frame.getByRole('button', { name: 'Add text B…' }).click();
    const input = this.workbench().quickInput.locator('input.input');
    await input.waitFor();
    await input.fill(text);
    await input.press('Enter');
    await ofB.waitFor({ timeout: 30_000 });
    await this.idle();
  }

  /** The weights that are drawn, as the CSV export has them: by map, then `[queries][keys]`. */
  async weights(): Promise<Map<string, number[][]>> {
    const maps = new Map<string, number[][]>();
    const [, ...lines] = (await this.save('CSV', 'weights.csv')).toString().trim().split('\n');
    for (const line of lines) {
      const [, map, query, key, weight] = csvLine.exec(line) ?? [];
      if (weight === undefined) throw new Error(`not a line of weights: ${line}`);
      const rows = maps.get(map) ?? [];
      maps.set(map, rows);
      (rows[Number(query) - 1] ??= [])[Number(key) - 1] = Number(weight);
    }
    return maps;
  }

  /** Saves through the menu, and returns the file's bytes. A file that an earlier try left would ask for another step. */
  async save(entry: string, name: string): Promise<Buffer> {
    rmSync(path.join(this.workbench().folder, name), { force: true });
    await this.frame.locator('.export > summary').click();
    await this.frame.locator('.menu').getByRole('button', { name: entry, exact: true }).click();
    return this.workbench().saveAs(name);
  }

  /** The last of the queries are in sight: only rows in sight are in the document. */
  async goToEnd(): Promise<void> {
    await this.frame.locator('.unit[data-side="query"]').first().press('End');
  }
}
