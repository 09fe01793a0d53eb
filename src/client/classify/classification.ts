// Classification put together: examples, classifier, side-bar view, answers, view of many texts; and its commands.

import { window, type ExtensionContext, type Disposable, type Uri } from 'vscode';
import type { ClassifyCommand, ReadyCommand } from '../../protocol/commands';
import type { Platform } from '../client';
import type { CommandTable } from '../commands';
import { DisposableList } from '../disposables';
import type { Guard } from '../guard';
import { pointedAt } from '../pointedAt';
import { Ready } from '../ready/ready';
import type { Server } from '../server';
import { Answers } from './answer';
import { Editing } from './editing';
import { ExampleStore } from './exampleStore';
import { Explanations } from './explain';
import { classifyLabels as labels } from './labels';
import { ClassifyPanel } from './panel';
import { TextFiles } from './place';
import { Review } from './review';
import { chooseSource } from './source';
import { Trained } from './trained';
import { ClassesView } from './tree';
import { chooseUnits, unitsOfUris } from './units';

export class Classification implements Disposable {
  readonly #own = new DisposableList();
  readonly #editing: Editing;
  readonly #trained: Trained;
  readonly #explanations: Explanations;
  readonly #answers: Answers;
  readonly #panel: ClassifyPanel;

  readonly #ready: Ready;

  constructor(
    context: ExtensionContext,
    readonly server: Server,
    readonly guard: Guard,
    platform: Pick<Platform, 'placeOf' | 'replaceFile'>,
  ) {
    const store = this.#own.add(new ExampleStore(context, new TextFiles(platform.replaceFile), guard));
    this.#ready = this.#own.add(new Ready({ server, guard, platform }));
    this.#trained = this.#own.add(new Trained(context, server, store, guard));
    this.#editing = new Editing(store, this.#own.add(new ClassesView(store, this.#trained)));
    this.#explanations = this.#own.add(new Explanations(server, guard));
    const parts = { server, guard, trained: this.#trained, models: this.#ready.models, editing: this.#editing };
    this.#answers = new Answers({ ...parts, explanations: this.#explanations });
    const review = new Review(context.workspaceState, store, server);
    this.#panel = this.#own.add(new ClassifyPanel({ ...parts, context, review }));
  }

  /** The entries of the command table that are about classification. */
  commands(): Pick<CommandTable, ClassifyCommand | ReadyCommand> {
    const editing = this.#editing;
    return {
      addExample: { needs: 'editor', run: (editor) => editing.addSelection(editor) },
      classifySelection: { needs: 'editor', run: (editor) => this.#answers.classify(editor) },
      classifyByNames: { needs: 'editor', run: (editor) => this.#answers.classifyByNames(editor) },
      explainLabel: { needs: 'editor', run: (editor) => this.#answers.explain(editor) },
      classifyReady: { needs: 'editor', run: (editor) => this.#answers.classifyReady(editor) },
      clearExplanation: { needs: 'nothing', run: async () => this.#clear() },
      classifyMany: { needs: 'nothing', run: (first, marked) => this.#classifyMany(pointedAt(first, marked)) },
      trainClassifier: { needs: 'nothing', run: () => this.#train() },
      evaluateExamples: { needs: 'nothing', run: () => this.#panel.evaluate() },
      reviewUncertain: { needs: 'nothing', run: () => this.#panel.review() },
      importExamples: { needs: 'nothing', run: (first, marked) => editing.import(pointedAt(first, marked)) },
      openExamples: { needs: 'nothing', run: () => editing.openFile() },
      openExample: { needs: 'nothing', run: (argument) => editing.openFile(lineOf(argument)) },
      moveExample: { needs: 'nothing', run: (argument) => editing.move(argument) },
      renameClass: { needs: 'nothing', run: (argument) => editing.rename(argument) },
      deleteExamples: { needs: 'nothing', run: (argument) => editing.delete(argument) },
      undoExamples: { needs: 'nothing', run: () => editing.undo() },
      ...this.#ready.commands(),
    };
  }

  dispose(): void {
    this.#own.dispose();
  }

  /** All that stands in texts: what drove a label, names, answers. */
  #clear(): void {
    this.#explanations.clear();
    this.#ready.clear();
  }

  /** `given`: files and folders of a menu of the explorer; where there are none, the person is asked. */
  async #classifyMany(given: readonly Uri[]): Promise<void> {
    const found = given.length ? await unitsOfUris(given) : await chooseUnits(window.activeTextEditor);
    if (!found) return;
    if (!found.units.length) {
      void window.showInformationMessage(labels.nothingFound());
      return;
    }
    await this.#panel.classify(found, await chooseSource({ trained: this.#trained, models: this.#ready.models }));
  }

  async #train(): Promise<void> {
    await this.#trained.load();
    if (!this.#trained.canTrain) {
      void window.showInformationMessage(
        this.#trained.store.examples.length ? labels.needsTwoClasses() : labels.noExamples(),
      );
      return;
    }
    const { accuracy, accuracyInterval, count, classifier } = await this.#trained.train();
    const [low, high] = accuracyInterval ?? [];
    const said = accuracy === null ? labels.trainedUntested() : labels.accuracy(accuracy, low, high);
    window.setStatusBarMessage(`${said} · ${labels.trainedBy(count, classifier.model)}`, 6000);
  }
}

function lineOf(argument: unknown): number | undefined {
  const line: unknown = typeof argument === 'object' && argument !== null ? Reflect.get(argument, 'line') : undefined;
  return typeof line === 'number' && Number.isInteger(line) && line >= 0 ? line : undefined;
}
