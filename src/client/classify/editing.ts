// What a person does with examples: add, move, rename, delete, undo, import, look at the file.

import { Selection, Uri, window, workspace, FileType, type TextEditor } from 'vscode';
import { conflictingLabels, countLabels, readForeign, type Example, type Problem } from '../../core/examples';
import { readSetting } from '../configuration';
import { Failure } from '../failure';
import type { ExampleStore } from './exampleStore';
import { classifyLabels as labels } from './labels';
import { namedLabels } from './names';
import { pickLabel } from './pickLabel';
import { ClassNode, ExampleNode, type ClassesView } from './tree';

const largestImportBytes = 20_000_000;

export class Editing {
  constructor(
    readonly store: ExampleStore,
    readonly view: ClassesView,
  ) {}

  /** Each selection becomes an example; without one the line at the caret. */
  async addSelection(editor: TextEditor): Promise<void> {
    const texts = textsOf(editor);
    if (!texts.length) throw new Failure('emptyText');
    await this.add(texts);
  }

  /** Asks for the class and adds the texts to it. Returns the class. */
  async add(texts: readonly string[], given?: string): Promise<string | undefined> {
    await this.store.load();
    const label = given ?? (await pickLabel(labels.addTitle(texts.length), this.counts()));
    if (label === undefined) return undefined;
    const added = await this.store.add(texts.map((text) => ({ text, label })));
    const conflicts = conflictingLabels(this.store.examples);
    const others = texts.flatMap((text) => conflicts.get(text.trim()) ?? []).filter((other) => other !== label);
    if (others.length && !readSetting('classify.multiLabel')) {
      void window.showWarningMessage(labels.alsoUnder([...new Set(others)]));
    } else {
      window.setStatusBarMessage(added ? labels.added(added, label) : labels.known(label), 4000);
    }
    return label;
  }

  /** Known classes with their counts, those of the settings included. */
  counts(): ReadonlyMap<string, number> {
    const counts = new Map(countLabels(this.store.examples));
    for (const { name } of namedLabels()) if (!counts.has(name)) counts.set(name, 0);
    return counts;
  }

  async move(argument: unknown): Promise<void> {
    const nodes = this.#chosen(argument).filter((node) => node instanceof ExampleNode);
    if (!nodes.length) return this.#nothingSelected();
    const label = await pickLabel(labels.moveTitle(), this.counts());
    if (label !== undefined) {
      await this.store.relabel(
        nodes.map(({ example }) => example),
        label,
      );
    }
  }

  async rename(argument: unknown): Promise<void> {
    const [node] = this.#chosen(argument).filter((each) => each instanceof ClassNode);
    if (!node) return this.#nothingSelected();
    const name = await window.showInputBox({ title: labels.renameTitle(node.label), value: node.label });
    if (name?.trim() && name.trim() !== node.label) await this.store.relabel(node.examples, name.trim());
  }

  async delete(argument: unknown): Promise<void> {
    const nodes = this.#chosen(argument);
    if (!nodes.length) return this.#nothingSelected();
    const gone: Example[] = [];
    for (const node of nodes) {
      if (node instanceof ExampleNode) gone.push(node.example);
      if (node instanceof ClassNode && (await confirmed(node))) gone.push(...node.examples);
    }
    if (gone.length) await this.store.removeAll(gone);
  }

  async undo(): Promise<void> {
    const undone = await this.store.undo();
    window.setStatusBarMessage(undone ? labels.undone() : labels.nothingToUndo(), 4000);
  }

  /** Opens the file of examples at a line from 0; an empty file where there is none yet. */
  async openFile(line?: number): Promise<void> {
    await this.store.load();
    const { uri, files } = this.store;
    if ((await files.read(uri)) === undefined) await files.write(uri, '');
    const document = await workspace.openTextDocument(uri);
    const at = line === undefined ? undefined : document.lineAt(Math.min(line, document.lineCount - 1)).range;
    await window.showTextDocument(document, { selection: at && new Selection(at.start, at.end), preview: true });
  }

  /** Files of examples, and folders whose sub-folders (or which themselves) are named after classes; asks where none is given. */
  async import(given: readonly Uri[]): Promise<void> {
    const chosen =
      given.length > 0
        ? given
        : await window.showOpenDialog({
            title: labels.importTitle(),
            openLabel: labels.import(),
            canSelectMany: true,
            canSelectFiles: true,
            canSelectFolders: true,
          });
    if (!chosen) return;
    await this.store.load();
    const found: Example[] = [];
    const problems: string[] = [];
    for (const uri of chosen) {
      const read = await readAny(uri);
      found.push(...read.examples);
      problems.push(...read.problems);
    }
    const added = await this.store.add(found);
    const sentences = [labels.imported(added, found.length)];
    if (problems.length) sentences.push(labels.importProblems(problems.length, problems[0]));
    const tell = problems.length ? window.showWarningMessage : window.showInformationMessage;
    void tell(sentences.join(' '));
  }

  #chosen(argument: unknown): readonly (ClassNode | ExampleNode)[] {
    const isMine = (node: unknown): node is ClassNode | ExampleNode =>
      node instanceof ClassNode || node instanceof ExampleNode;
    const selected = this.view.selection.filter(isMine);
    if (!isMine(argument)) return selected;
    // A menu on one of several selected items means them all.
    return selected.includes(argument) ? selected : [argument];
  }

  #nothingSelected(): void {
    window.setStatusBarMessage(labels.nothingSelected(), 4000);
  }
}

async function confirmed({ label, examples }: ClassNode): Promise<boolean> {
  const options = { modal: true, detail: labels.deleteDetail() };
  const question = labels.deleteQuestion(label, examples.length);
  return (await window.showWarningMessage(question, options, labels.delete())) === labels.delete();
}

export function textsOf({ document, selections, selection }: TextEditor): string[] {
  const ranges = selections.filter(({ isEmpty }) => !isEmpty);
  const texts = ranges.length
    ? ranges.map((range) => document.getText(range))
    : [document.lineAt(selection.active.line).text];
  return [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
}

interface Imported {
  readonly examples: Example[];
  readonly problems: string[];
}

async function readAny(uri: Uri): Promise<Imported> {
  return (await isFolder(uri)) ? readFolder(uri) : readFile(uri);
}

async function readFile(uri: Uri): Promise<Imported> {
  const name = nameOf(uri);
  const text = await textOf(uri);
  if (text === undefined) return { examples: [], problems: [labels.importTooLarge(name)] };
  const { examples, problems } = readForeign(text, name);
  return { examples, problems: problems.map((problem) => sentence(name, problem)) };
}

const sentence = (name: string, { line, reason }: Problem): string => labels.importLine(name, line, reason);

/** `folder/label/file`: each file is an example of its folder. A folder with files only is a class itself. */
async function readFolder(folder: Uri): Promise<Imported> {
  const entries = (await workspace.fs.readDirectory(folder)).sort(([a], [b]) => (a < b ? -1 : 1));
  const inside = entries.filter(([, type]) => type & FileType.Directory);
  const classes = inside.length ? inside.map(([name]) => Uri.joinPath(folder, name)) : [folder];
  const found: Imported = { examples: [], problems: [] };
  for (const each of classes) {
    const files = (await workspace.fs.readDirectory(each)).filter(([, type]) => !(type & FileType.Directory)).sort();
    for (const [name] of files) {
      const text = (await textOf(Uri.joinPath(each, name)))?.trim();
      if (text) found.examples.push({ text, label: nameOf(each) });
      else if (text === undefined) found.problems.push(labels.importTooLarge(name));
    }
  }
  return found;
}

/** Undefined for what is too large, holds zero bytes, as no text does, or cannot be read: a link to nowhere, a file without leave. */
export async function textOf(uri: Uri, mostBytes = largestImportBytes): Promise<string | undefined> {
  const bytes = await bytesOf(uri, mostBytes).catch(() => undefined);
  return !bytes || bytes.subarray(0, 8000).includes(0) ? undefined : new TextDecoder().decode(bytes);
}

/** False for what is not there, too. */
export async function isFolder(uri: Uri): Promise<boolean> {
  return workspace.fs.stat(uri).then(
    ({ type }) => (type & FileType.Directory) > 0,
    () => false,
  );
}

async function bytesOf(uri: Uri, mostBytes: number): Promise<Uint8Array | undefined> {
  const { size } = await workspace.fs.stat(uri);
  return size > mostBytes ? undefined : workspace.fs.readFile(uri);
}

export const nameOf = (uri: Uri): string => uri.path.split('/').findLast(Boolean) ?? '';
