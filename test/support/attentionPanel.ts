// The attention panel in a workbench, as tests take hold of it.

import type { FrameLocator, Locator } from 'playwright-core';
import type { Workbench } from './workbench';

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

  /** Saves through the menu, and returns the file's bytes. */
  async save(entry: string, name: string): Promise<Buffer> {
    await this.frame.locator('.export > summary').click();
    await this.frame.locator('.menu').getByRole('button', { name: entry, exact: true }).click();
    return this.workbench().saveAs(name);
  }

  /** The last of the queries are in sight: only rows in sight are in the document. */
  async goToEnd(): Promise<void> {
    await this.frame.locator('.unit[data-side="query"]').first().press('End');
  }
}
