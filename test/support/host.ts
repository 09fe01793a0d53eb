// What suites inside the extension host share: texts in real editors, waiting, the processes of the engine. Runs in the host
// only, because it imports vscode.

import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

export const extensionId = 'semantic-text.semantic-text-tools';
export const commandOf = (name: string): string => `semanticText.${name}`;
/** Where the extension under test stands: the folder of the repository. */
export function extensionFolder(): string {
  const extension = vscode.extensions.getExtension(extensionId);
  if (!extension) throw new Error(`${extensionId} is not installed`);
  return extension.extensionPath;
}
export const run = (name: string, ...args: unknown[]): Thenable<unknown> =>
  vscode.commands.executeCommand(commandOf(name), ...args);

/** Resolves once `probe` gives something other than undefined or false; throws with `what` after the limit. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Thenable<T | undefined | false>,
  limitMs = 20_000,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > end) throw new Error(`Waited ${limitMs / 1000} s in vain: ${what}`);
    await sleep(40);
  }
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a new file of the workspace in an editor. Each `|` in the text is taken out and becomes a caret. */
export async function openText(marked: string, extension = 'md'): Promise<vscode.TextEditor> {
  const [first, ...rest] = marked.split('|');
  const carets: number[] = [];
  let content = first;
  for (const part of rest) {
    carets.push(content.length);
    content += part;
  }
  const folder = vscode.workspace.workspaceFolders?.[0].uri;
  if (!folder) throw new Error('the window has no folder');
  const uri = vscode.Uri.joinPath(folder, `text-${randomUUID().slice(0, 8)}.${extension}`);
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(content));
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document);
  if (carets.length) {
    editor.selections = carets.map((offset) => {
      const place = document.positionAt(offset);
      return new vscode.Selection(place, place);
    });
  }
  return editor;
}

/** Leaves no list and no editor open. */
export async function closeAll(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  // A changed file would ask whether to save it.
  await vscode.workspace.saveAll();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await until('all editors are closed', () => vscode.window.tabGroups.all.every(({ tabs }) => tabs.length === 0));
}

/** Runs a command that opens the list over the text, and takes its first word each time it asks. Resolves with the text. */
export async function takeFirst(editor: vscode.TextEditor, command: string): Promise<string> {
  const before = editor.document.getText();
  const done = run(command);
  const after = await until(`${command} changes the text`, async () => {
    await acceptListed();
    const now = editor.document.getText();
    return now !== before && now;
  });
  await done;
  return after;
}

/** Enter in an open list; nothing where none is open or it is still empty. */
export const acceptListed = (): Thenable<unknown> =>
  vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Process ids of the engine below this extension host. */
export async function engineProcesses(which: 'server' | 'encoder'): Promise<number[]> {
  const all = process.platform === 'linux' ? processesOfLinux() : await processesOfPs();
  const mine = new Set([process.pid]);
  for (let size = 0; size < mine.size;) {
    size = mine.size;
    for (const { pid, parent } of all) if (mine.has(parent)) mine.add(pid);
  }
  const program = path.join('dist', `${which}.cjs`);
  return all.filter(({ pid, command }) => mine.has(pid) && command.includes(program)).map(({ pid }) => pid);
}

/** Small Linux images have no `ps`. A process that ended but was not waited for has an empty command line. */
function processesOfLinux(): Process[] {
  const found: Process[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      const [, parent] = readFileSync(`/proc/${name}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      found.push({ pid: Number(name), parent: Number(parent), command });
    } catch {
      // It ended while it was looked at.
    }
  }
  return found;
}

async function processesOfPs(): Promise<Process[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args=']);
  return [...stdout.matchAll(/^\s*(\d+)\s+(\d+)\s+(.*)$/gm)].map(([, pid, parent, command]) => ({
    pid: Number(pid),
    parent: Number(parent),
    command,
  }));
}
