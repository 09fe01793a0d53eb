// Makes a workspace folder for one suite out of a copy of the sample, with settings and files of its own.

import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

export interface WorkspaceOptions {
  /** Workspace settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Relative path → content, beside the sample or over it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

export interface Workspace {
  readonly folder: string;
  remove(): void;
}

export function makeWorkspace({ settings, files = {} }: WorkspaceOptions = {}): Workspace {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stt-ws-'));
  cpSync('sample', folder, { recursive: true });
  const all = settings ? { ...files, '.vscode/settings.json': JSON.stringify(settings, null, 2) } : files;
  for (const [name, content] of Object.entries(all)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) };
}
