// The examples of a workspace: read from their file, changed step by step with undo, written back with every other line as
// it stood. Follows changes that others make to the file.

import { EventEmitter, RelativePattern, Uri, workspace, type Disposable, type ExtensionContext } from 'vscode';
import {
  lineOf,
  parseExampleLines,
  problemsOf,
  writeExampleLines,
  type Example,
  type ExampleLine,
  type Problem,
} from '../../core/examples';
import { settingId } from '../configuration';
import { DisposableList } from '../disposables';
import type { Guard } from '../guard';
import { examplesFolder, type TextFiles } from './place';

const fileName = 'examples.jsonl';
const keptSteps = 50;

/** An example with the line of the file that it stands on, from 0. */
export interface StoredExample extends Example {
  readonly line: number;
}

export class ExampleStore implements Disposable {
  readonly #own = new DisposableList();
  readonly #changed = this.#own.add(new EventEmitter<void>());
  readonly #context: ExtensionContext;
  readonly #guard: Guard;
  #watching: DisposableList | undefined;
  /** The file as it was read or written last, and its lines. */
  #text = '';
  #lines: readonly ExampleLine[] = [];
  #loaded: Promise<void> | undefined;
  #undo: string[] = [];
  /** Changes are made one after the other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    context: ExtensionContext,
    readonly files: TextFiles,
    guard: Guard,
  ) {
    this.#context = context;
    this.#guard = guard;
    this.#own.add(
      workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration(settingId('classify.examplesIn'))) return;
        this.#undo = [];
        this.#loaded = undefined;
        guard.detach('examples', this.load());
      }),
    );
  }

  get onDidChange() {
    return this.#changed.event;
  }

  get uri(): Uri {
    return Uri.joinPath(examplesFolder(this.#context), fileName);
  }

  get examples(): readonly StoredExample[] {
    return this.#lines.flatMap(({ example }, line) => (example ? { ...example, line } : []));
  }

  get problems(): readonly Problem[] {
    return problemsOf(this.#lines);
  }

  get canUndo(): boolean {
    return this.#undo.length > 0;
  }

  /** Reads the file once; later changes are followed. */
  load(): Promise<void> {
    this.#loaded ??= this.#read().catch((error: unknown) => {
      this.#loaded = undefined;
      throw error;
    });
    return this.#loaded;
  }

  /** When every change that was asked for so far is made. */
  async settled(): Promise<void> {
    await this.load();
    await this.#queue;
  }

  /** Adds examples at the end; one that is there already (same text, same label) is not added again. Returns how many. */
  async add(examples: readonly Example[]): Promise<number> {
    let added = 0;
    await this.#change((lines) => {
      const known = new Set(lines.flatMap(({ example }) => (example ? keyOf(example) : [])));
      const fresh = examples.filter((example) => {
        const key = keyOf(example);
        return !known.has(key) && known.add(key);
      });
      added = fresh.length;
      return [...lines, ...fresh.map((example) => lineOf(example))];
    });
    return added;
  }

  /** Takes away the last example with this text and label. */
  async remove(example: Example): Promise<void> {
    await this.#change((lines) => {
      const at = lines.findLastIndex((line) => line.example && keyOf(line.example) === keyOf(example));
      return at < 0 ? lines : lines.toSpliced(at, 1);
    });
  }

  /** Takes away these examples, found by text and label. */
  async removeAll(examples: readonly Example[]): Promise<void> {
    const gone = new Set(examples.map(keyOf));
    await this.#change((lines) => lines.filter(({ example }) => !example || !gone.has(keyOf(example))));
  }

  /** Gives these examples another label. */
  async relabel(examples: readonly Example[], label: string): Promise<void> {
    const moved = new Set(examples.map(keyOf));
    await this.#change((lines) =>
      lines.map((line) =>
        line.example && moved.has(keyOf(line.example)) ? lineOf({ text: line.example.text, label }, line) : line,
      ),
    );
  }

  /** Takes the last change back. False when there is none, or the file was changed by others since, in an editor too. */
  async undo(): Promise<boolean> {
    let isUndone = false;
    await this.#enqueue(async () => {
      await this.load();
      await this.#bringInStep(this.uri);
      const before = this.#undo.at(-1);
      if (before === undefined) return;
      await this.files.write(this.uri, before);
      this.#undo = this.#undo.slice(0, -1);
      this.#take(before);
      isUndone = true;
    });
    return isUndone;
  }

  dispose(): void {
    this.#watching?.dispose();
    this.#own.dispose();
  }

  #change(edit: (lines: readonly ExampleLine[]) => readonly ExampleLine[]): Promise<void> {
    return this.#enqueue(async () => {
      await this.load();
      const { uri } = this;
      await this.#bringInStep(uri);
      const before = this.#text;
      const after = edit(this.#lines);
      if (after === this.#lines) return;
      const text = writeExampleLines(after);
      if (text === before) return;
      await this.files.write(uri, text);
      this.#undo = [...this.#undo, before].slice(-keptSteps);
      this.#take(text);
    });
  }

  /** Before a change: what stands unsaved in an editor is what the person sees, so it counts. */
  async #bringInStep(uri: Uri): Promise<void> {
    const open = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open?.isDirty) await open.save();
    await this.#readAgain(uri);
  }

  async #readAgain(uri: Uri): Promise<void> {
    const text = (await this.files.read(uri)) ?? '';
    if (text === this.#text) return;
    // A step back would now undo what others did.
    this.#undo = [];
    this.#take(text);
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#queue.then(work);
    this.#queue = done.catch(() => {});
    return done;
  }

  async #read(): Promise<void> {
    this.#watch();
    this.#take((await this.files.read(this.uri)) ?? '');
  }

  #take(text: string): void {
    this.#text = text;
    this.#lines = parseExampleLines(text);
    this.#changed.fire();
  }

  /** Others change the file too: an editor, git, another window. */
  #watch(): void {
    this.#watching?.dispose();
    const watching = (this.#watching = new DisposableList());
    const { uri } = this;
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.joinPath(uri, '..'), fileName));
    const reread = () =>
      this.#guard.detach(
        'examples',
        this.#enqueue(() => this.#readAgain(uri)),
      );
    watching.add(watcher);
    watching.add(watcher.onDidChange(reread));
    watching.add(watcher.onDidCreate(reread));
    watching.add(watcher.onDidDelete(reread));
    watching.add(
      workspace.onDidSaveTextDocument((document) => {
        if (document.uri.toString() === uri.toString()) reread();
      }),
    );
  }
}

export const keyOf = ({ text, label }: Example): string => JSON.stringify([label, text]);
