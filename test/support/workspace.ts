// Makes a workspace folder for one suite out of a copy of the sample, with settings and files of its own.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
  /** Makes it what a new one with these options is; files that stay the same are not touched. */
  renew(options: WorkspaceOptions): void;
  remove(): void;
}

const sample = 'sample';

export function makeWorkspace(options: WorkspaceOptions = {}): Workspace {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stt-ws-'));
  fill(folder, options);
  return {
    folder,
    renew: (next) => fill(folder, next),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

function fill(folder: string, { settings, files = {} }: WorkspaceOptions): void {
  const wanted = new Map<string, Uint8Array>();
  for (const name of filesOf(sample)) wanted.set(name, readFileSync(path.join(sample, name)));
  const all = settings ? { ...files, '.vscode/settings.json': JSON.stringify(settings, null, 2) } : files;
  for (const [name, content] of Object.entries(all)) {
    wanted.set(name, typeof content === 'string' ? Buffer.from(content) : content);
  }
  const present = new Set(filesOf(folder));
  for (const name of present) if (!wanted.has(name)) rmSync(path.join(folder, name));
  for (const [name, content] of wanted) {
    const file = path.join(folder, name);
    if (present.has(name) && readFileSync(file).equals(content)) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Relative, with forward slashes. */
function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ parentPath, name }) =>
    path.relative(folder, path.join(parentPath, name)).replaceAll('\\', '/'),
  );
}
