// Asks for one folder.

import type { Uri } from 'vscode';
import { window } from 'vscode';

/** Undefined where the dialog was left. */
export async function askFolder(title: string, openLabel: string): Promise<Uri | undefined> {
  const options = { canSelectFolders: true, canSelectFiles: false, canSelectMany: false };
  return (await window.showOpenDialog({ ...options, openLabel, title }))?.[0];
}
