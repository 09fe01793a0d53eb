// What a person does to classify: marks examples, types names, chooses what is to be classified.

import type { FrameLocator } from 'playwright-core';
import type { Workbench } from './workbench';

/** Takes the line that holds this text, in the active editor, as an example of the class. */
export async function addLine(workbench: Workbench, file: string, line: string, label: string): Promise<void> {
  await workbench.putCaret(file, line);
  await addExample(workbench, label);
}

/** Takes what is selected as an example of the class. */
export async function addExample(workbench: Workbench, label: string): Promise<void> {
  await workbench.runCommand('Semantic Text: Add Selection as an Example of…');
  await typeInto(workbench, label);
  await workbench.quickInput.waitFor({ state: 'hidden' });
}

/** Answers the open input of quick input. */
export async function typeInto(workbench: Workbench, value: string): Promise<void> {
  const input = workbench.quickInput.locator('input.input');
  await input.waitFor();
  await input.fill(value);
  await workbench.page.waitForTimeout(200);
  await input.press('Enter');
}

/** Chooses what Classify Lines or Files is to read. */
export async function chooseRow(workbench: Workbench, label: string): Promise<void> {
  // Until the list of commands has gone: its rows hold these words too.
  await workbench.quickInput.locator('.quick-input-title', { hasText: 'What should be classified?' }).waitFor();
  await workbench.quickInput.locator('.monaco-list-row', { hasText: label }).first().click();
}

/** A column of the results, from the top. */
export const column = (panel: FrameLocator, name: string): Promise<string[]> =>
  panel.locator(`.body .row .${name}`).allTextContents();
