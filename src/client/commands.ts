// Registers the table of commands: finds the text that a command is for, runs it, tells its failure.

import { commands, Selection, Uri, window, workspace, type Disposable, type TextEditor } from 'vscode';
import { commandId, type Command } from '../protocol/commands';
import { parseCommandTarget } from '../protocol/params';
import type { CommandTarget } from '../protocol/requests';
import { DisposableList } from './disposables';
import type { Guard } from './guard';
import { messages } from './messages';
import { toRange } from './suggest/apply';

/** What a command needs before it can run, and what it does then; what it returns is for whoever executed it by its id. */
export type CommandEntry =
  | { readonly needs: 'editor'; readonly run: (editor: TextEditor, target?: CommandTarget) => Promise<void> }
  | { readonly needs: 'nothing'; readonly run: (argument: unknown, marked?: unknown) => Promise<unknown> };

export type CommandTable = Readonly<Record<Command, CommandEntry>>;

export function registerCommands(table: CommandTable, guard: Guard): Disposable {
  const list = new DisposableList();
  for (const [name, entry] of Object.entries(table) as [Command, CommandEntry][]) {
    // The explorer gives the file and, beside it, all that are marked.
    const run = (argument: unknown, marked: unknown): Promise<unknown> =>
      guard.run(name, () => runEntry(entry, argument, marked, guard));
    list.add(commands.registerCommand(commandId(name), run));
  }
  return list;
}

async function runEntry(entry: CommandEntry, argument: unknown, marked: unknown, guard: Guard): Promise<unknown> {
  if (entry.needs === 'nothing') return entry.run(argument, marked);
  const target = targetOf(argument);
  const editor = await editorFor(target);
  if (!editor) guard.say(messages.needsEditor());
  else await entry.run(editor, target);
  return undefined;
}

/** A menu gives the document's address, a light bulb the place, a key nothing. */
function targetOf(argument: unknown): CommandTarget | undefined {
  try {
    return parseCommandTarget(argument, 'argument');
  } catch {
    return undefined;
  }
}

/** The editor of the target with the caret in it; the active one where no target was named. */
async function editorFor(target: CommandTarget | undefined): Promise<TextEditor | undefined> {
  const active = window.activeTextEditor;
  if (!target) return active;
  const uri = Uri.parse(target.uri, true);
  const isHere = active?.document.uri.toString() === uri.toString();
  const editor = isHere ? active : await window.showTextDocument(await workspace.openTextDocument(uri));
  const range = toRange(target.range);
  if (!editor.selections.some((selection) => range.contains(selection))) {
    editor.selection = new Selection(range.end, range.end);
  }
  return editor;
}
