// The side-bar view: classes with their examples, how many, what is wrong with them, and how well they can be told apart.

import {
  EventEmitter,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
  window,
  type Disposable,
  type TreeDataProvider,
  type TreeView,
} from 'vscode';
import { conflictingLabels, countLabels } from '../../core/examples';
import { shortened } from '../../core/shortened';
import { commandId } from '../../protocol/commands';
import { readSetting } from '../configuration';
import { DisposableList } from '../disposables';
import type { ExampleStore, StoredExample } from './exampleStore';
import { classifyLabels as labels } from './labels';
import { namedLabels } from './names';
import type { Trained } from './trained';

/** Below this many examples a class cannot be judged. */
export const fewExamples = 5;
const shownCharacters = 100;

export class ClassNode {
  readonly kind = 'class';
  constructor(
    readonly label: string,
    readonly examples: readonly StoredExample[],
  ) {}
}

export class ExampleNode {
  readonly kind = 'example';
  constructor(
    readonly example: StoredExample,
    readonly conflict: readonly string[] | undefined,
  ) {}
}

/** A line about the whole: how good the classifier is, or which lines of the file cannot be read. */
class NoteNode {
  readonly kind = 'note';
  constructor(
    readonly text: string,
    readonly icon: string,
    readonly tooltip: string,
    readonly command: { readonly command: string; readonly title: string } | undefined,
  ) {}
}

export type Node = ClassNode | ExampleNode | NoteNode;

export class ClassesView implements Disposable, TreeDataProvider<Node> {
  readonly #own = new DisposableList();
  readonly #changed = this.#own.add(new EventEmitter<undefined>());
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: TreeView<Node>;

  constructor(
    readonly store: ExampleStore,
    readonly trained: Trained,
  ) {
    const refresh = () => this.#refresh();
    this.#view = this.#own.add(
      window.createTreeView<Node>('semanticText.classes', {
        treeDataProvider: this,
        canSelectMany: true,
        showCollapseAll: true,
      }),
    );
    this.#own.add(store.onDidChange(refresh));
    this.#own.add(trained.onDidChange(refresh));
    let wasOther = trained.isOfOtherEncoder;
    this.#own.add(
      trained.server.onDidChange(() => {
        if (wasOther !== trained.isOfOtherEncoder) refresh();
        wasOther = trained.isOfOtherEncoder;
      }),
    );
  }

  /** What is selected, for commands that a key or the title bar starts. */
  get selection(): readonly Node[] {
    return this.#view.selection;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (!node) {
      await this.trained.load();
      return this.#roots();
    }
    if (node.kind !== 'class') return [];
    const conflicts = readSetting('classify.multiLabel') ? undefined : conflictingLabels(this.store.examples);
    return node.examples.map((example) => new ExampleNode(example, conflicts?.get(example.text.trim())));
  }

  getTreeItem(node: Node): TreeItem {
    if (node.kind === 'class') return this.#classItem(node);
    return node.kind === 'example' ? exampleItem(node) : noteItem(node);
  }

  dispose(): void {
    this.#own.dispose();
  }

  #refresh(): void {
    this.#changed.fire(undefined);
    const count = this.store.examples.length;
    this.#view.description = count ? labels.count(count) : '';
  }

  #roots(): Node[] {
    const { examples, problems } = this.store;
    const counts = countLabels(examples);
    // A class of the settings is there before it has an example.
    const names = new Set([...counts.keys(), ...(counts.size ? namedLabels().map(({ name }) => name) : [])]);
    const classes = [...names].sort().map(
      (name) =>
        new ClassNode(
          name,
          examples.filter(({ label }) => label === name),
        ),
    );
    return [...this.#notes(problems.map(({ line }) => line)), ...classes];
  }

  #notes(broken: readonly number[]): NoteNode[] {
    const notes: NoteNode[] = [];
    const { saved, isCurrent, isOfOtherEncoder, canTrain } = this.trained;
    const train = { command: commandId('trainClassifier'), title: labels.train() };
    const evaluate = { command: commandId('evaluateExamples'), title: labels.evaluate() };
    if (saved && isOfOtherEncoder && canTrain) {
      const hint = labels.otherEncoderHint(saved.classifier.model);
      notes.push(new NoteNode(labels.otherEncoderShort(), 'warning', hint, train));
    } else if (saved && isCurrent) {
      const [low, high] = saved.accuracyInterval ?? [];
      const text = saved.accuracy === null ? labels.trainedUntested() : labels.accuracy(saved.accuracy, low, high);
      notes.push(new NoteNode(text, 'pass', labels.trainedBy(saved.count, saved.classifier.model), evaluate));
    } else if (canTrain) {
      notes.push(new NoteNode(saved ? labels.outdated() : labels.untrained(), 'play', labels.trainHint(), train));
    }
    if (broken.length) {
      const open = { command: commandId('openExamples'), title: labels.openFile() };
      notes.push(new NoteNode(labels.broken(broken.length), 'warning', labels.brokenLines(broken), open));
    }
    return notes;
  }

  #classItem({ label, examples }: ClassNode): TreeItem {
    const state = examples.length ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None;
    const item = new TreeItem(label, state);
    const few = examples.length < fewExamples;
    const conflicts = readSetting('classify.multiLabel') ? undefined : conflictingLabels(this.store.examples);
    const conflict = conflicts && examples.some(({ text }) => conflicts.has(text.trim()));
    item.id = `class ${label}`;
    item.contextValue = 'class';
    item.description = [
      String(examples.length),
      few ? labels.few(fewExamples) : '',
      conflict ? labels.conflictShort() : '',
    ]
      .filter(Boolean)
      .join(' · ');
    item.tooltip = few ? labels.fewHint(label, fewExamples) : label;
    item.iconPath =
      few || conflict ? new ThemeIcon('warning', new ThemeColor('list.warningForeground')) : new ThemeIcon('tag');
    item.accessibilityInformation = { label: `${label}, ${item.description}` };
    return item;
  }
}

function exampleItem({ example, conflict }: ExampleNode): TreeItem {
  const item = new TreeItem(shortened(example.text, shownCharacters));
  item.id = `example ${example.line} ${example.label}`;
  item.contextValue = 'example';
  // As text: a document may hold anything.
  item.tooltip = new MarkdownString().appendText(example.text.slice(0, 2000));
  if (conflict) {
    item.iconPath = new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
    item.description = labels.conflict(conflict);
  }
  item.command = { command: commandId('openExample'), title: labels.openFile(), arguments: [{ line: example.line }] };
  return item;
}

function noteItem({ text, icon, tooltip, command }: NoteNode): TreeItem {
  const item = new TreeItem(text);
  item.id = `note ${text}`;
  item.iconPath = new ThemeIcon(icon);
  item.tooltip = tooltip;
  if (command) item.command = command;
  return item;
}
