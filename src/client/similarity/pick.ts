// Which two texts a person wants compared: what is selected, else a short list of what could be meant.

import { env, window, workspace, type QuickPickItem, type TextEditor, type Uri } from 'vscode';
import { shortened } from '../../core/shortened';
import { findFiles, workspaceRoots } from '../findFiles';
import type { Guard } from '../guard';
import { pointedAt } from '../pointedAt';
import { similarityLabels as labels, similarityMessages as messages } from './labels';
import { sourceOfDocument, sourceOfFile, sourceOfSelection, type Source } from './source';

/** Of a text in a list. */
const shownCharacters = 100;

export type Texts = readonly [Source, Source];

/** Undefined when the person changed their mind, or was told what is missing. */
export async function chooseTexts(guard: Guard): Promise<Texts | undefined> {
  const editor = window.activeTextEditor;
  const here = editor ? selectionsOf(editor) : [];
  if (here.length > 2) guard.say(messages.manySelections(here.length));
  if (here.length >= 2) return [here[0], here[1]];
  const elsewhere = window.visibleTextEditors.filter((each) => each !== editor).flatMap(selectionsOf);
  if (here.length === 1 && elsewhere.length === 1) return [here[0], elsewhere[0]];
  const first = here[0] ?? (editor && sourceOfDocument(editor.document));
  return first ? chooseSecond(guard, first, elsewhere) : twoFiles(guard, undefined, undefined);
}

/** Files marked in the explorer; where fewer than two are, the person picks. */
export async function twoFiles(guard: Guard, first: unknown, marked: unknown): Promise<Texts | undefined> {
  const given = pointedAt(first, marked);
  if (given.length > 2) guard.say(messages.manyFiles(given.length));
  const a = given[0] ?? (await pickFile(labels.firstFile()));
  if (!a) return undefined;
  const b = given[1] ?? (await pickFile(labels.secondFile(), a));
  if (!b) return undefined;
  const [textOfA, textOfB] = [await sourceOfFile(a), await sourceOfFile(b)];
  if (textOfA && textOfB) return [textOfA, textOfB];
  guard.say(messages.notText((textOfA ? b : a).path.split('/').at(-1) ?? ''));
  return undefined;
}

interface Item extends QuickPickItem {
  readonly second: () => Promise<Source | undefined>;
}

async function chooseSecond(guard: Guard, first: Source, elsewhere: readonly Source[]): Promise<Texts | undefined> {
  const clipboard = await env.clipboard.readText();
  const items: Item[] = elsewhere.map((source) => ({
    label: labels.withSelection(source.name),
    detail: shortened(source.text, shownCharacters),
    second: () => Promise.resolve(source),
  }));
  if (clipboard.trim()) {
    const source = { ...first, uri: undefined, name: labels.clipboard(), text: clipboard, start: 0, firstLine: 1 };
    const languageId = 'plaintext';
    items.unshift({
      label: labels.withClipboard(),
      detail: shortened(clipboard, shownCharacters),
      second: () => Promise.resolve({ ...source, languageId }),
    });
  }
  for (const { document } of window.visibleTextEditors) {
    if (document.uri.toString() === first.uri?.toString() || document.uri.scheme === 'output') continue;
    const source = sourceOfDocument(document);
    items.push({ label: labels.withDocument(source.name), second: () => Promise.resolve(source) });
  }
  items.push({ label: labels.withFile(), second: () => fileToCompare(guard, first) });
  items.push({ label: labels.withTyped(), second: () => typedText(first) });
  const chosen = await window.showQuickPick(items, { title: labels.pickTitle(first.name) });
  const second = await chosen?.second();
  return second && [first, second];
}

async function fileToCompare(guard: Guard, first: Source): Promise<Source | undefined> {
  const uri = await pickFile(labels.secondFile(), first.uri);
  const source = uri && (await sourceOfFile(uri));
  if (uri && !source) guard.say(messages.notText(uri.path.split('/').at(-1) ?? ''));
  return source;
}

async function typedText(like: Source): Promise<Source | undefined> {
  const text = await window.showInputBox({ title: labels.typedTitle(), prompt: labels.typedPrompt() });
  if (!text?.trim()) return undefined;
  return { ...like, uri: undefined, name: labels.typed(), text, languageId: 'plaintext', start: 0, firstLine: 1 };
}

/** A file of the workspace by name, else one from anywhere. */
async function pickFile(title: string, without?: Uri): Promise<Uri | undefined> {
  const found = await findFiles(workspaceRoots(), '**/*', undefined, 5000);
  const items = found
    .filter((uri) => uri.toString() !== without?.toString())
    .map((uri): QuickPickItem & { uri?: Uri } => ({ label: workspace.asRelativePath(uri), uri }))
    .sort((x, y) => x.label.localeCompare(y.label));
  items.push({ label: labels.browse(), alwaysShow: true });
  const chosen = await window.showQuickPick(items, { title });
  if (!chosen) return undefined;
  return chosen.uri ?? (await window.showOpenDialog({ title, canSelectMany: false }))?.[0];
}

function selectionsOf(editor: TextEditor): Source[] {
  if (editor.document.uri.scheme === 'output') return [];
  return editor.selections
    .filter((selection) => !selection.isEmpty && editor.document.getText(selection).trim() !== '')
    .map((selection) => sourceOfSelection(editor, selection));
}
