// Quick input, the list and input at the top of the window, as a person answers it. What a suite asks by it is workbench.ts's
// matter.

import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Generous: a test machine may have two busy cores. */
export const stepLimitMs = 10_000;

export const quickInputOf = (page: Page): Locator => page.locator('.quick-input-widget');

/**
 * Opens quick input with a key, fills it and accepts. Quick input closes itself when the focus moves (a webview that takes
 * it late, a toast), so the whole is tried again until it went through. `row`: text of the row that must be in front.
 */
export async function answerQuickInput(
  page: Page,
  key: string,
  text: string,
  row: string | RegExp | undefined,
): Promise<void> {
  const input = quickInputOf(page).locator('input.input');
  for (let attempt = 1; ; attempt++) {
    try {
      await page.keyboard.press(key);
      await input.waitFor({ timeout: stepLimitMs });
      await input.evaluate(fillIn, text, { timeout: stepLimitMs });
      const focused = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: row });
      await focused.waitFor({ timeout: stepLimitMs });
      await input.press('Enter', { timeout: stepLimitMs });
      // A command may open quick input anew, so that hidden is not the only good end.
      await page.waitForFunction(isNoLonger, text, { timeout: stepLimitMs });
      return;
    } catch (error) {
      if (attempt === 4) throw error;
      await page.keyboard.press('Escape');
      await page.waitForTimeout(200 * attempt);
    }
  }
}

/** The row of a file in quick input, which begins with its name: `notes.md` is not `meeting-notes.md`. */
export function rowOfFile(name: string): RegExp {
  return new RegExp(`^\\s*${path.basename(name).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

/**
 * Answers the dialog that asks where to save. It puts the proposed name, which must have the same extension, in by itself:
 * what is typed before that is lost.
 */
export async function acceptName(page: Page, file: string): Promise<void> {
  const quickInput = quickInputOf(page);
  const input = quickInput.locator('input.input');
  await page.waitForFunction(isProposed, path.extname(file), { timeout: stepLimitMs });
  await input.fill(file);
  // The dialog looks the folder up with each change, and answers nothing meanwhile.
  await page.waitForTimeout(300);
  await input.press('Enter');
  await quickInput.waitFor({ state: 'hidden', timeout: stepLimitMs });
}

/**
 * Runs in the page: fills an input at one stroke. Text that is typed goes where the focus is, which is the editor's again as
 * soon as a list that closed late has taken quick input along.
 */
function fillIn(input: Element, text: string): void {
  if (!(input instanceof HTMLInputElement) || !input.checkVisibility()) return;
  input.focus();
  input.value = text;
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** Runs in the page: whether quick input is closed or shows another text. */
function isNoLonger(text: string): boolean {
  const input = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
  return !input?.checkVisibility() || input.value !== text;
}

/** Runs in the page: whether quick input holds a name with this extension. */
function isProposed(extension: string): boolean {
  const input = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
  return !!input?.checkVisibility() && input.value.endsWith(extension);
}

/** Runs in the page: whether quick input holds a place on the disk. */
export function holdsPath(): boolean {
  const input = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
  return !!input?.checkVisibility() && /^(?:[/~]|[A-Za-z]:)/.test(input.value);
}
