// Which model does a task: a folder in the settings, chosen by the person, tried before it is kept.

import type { Uri } from 'vscode';
import { window, type QuickPickItem } from 'vscode';
import { CancelledError } from '../../core/cancel';
import { commandId } from '../../protocol/commands';
import { readyTasks, type ReadyTaskName } from '../../protocol/readyTasks';
import { askFolder } from '../askFolder';
import type { Platform } from '../client';
import { readSetting, writeSetting } from '../configuration';
import { Failure, toFailure, type FailureCode } from '../failure';
import type { Guard } from '../guard';
import { isModelFolder } from '../install';
import { messages, type Message } from '../messages';
import { withProgress } from '../progress';
import type { Server } from '../server';
import { readyLabels as labels, taskNames } from './labels';

export interface ReadyModelsOptions {
  readonly server: Server;
  readonly guard: Guard;
  readonly platform: Pick<Platform, 'placeOf'>;
}

const modelFailures: readonly FailureCode[] = ['modelNotFound', 'modelCorrupt', 'modelUnsupported', 'outputMissing'];

export class ReadyModels {
  constructor(readonly options: ReadyModelsOptions) {}

  folderOf(task: ReadyTaskName): string {
    return readSetting(`ready.${task}`);
  }

  /** The folder's own name, for people. */
  nameOf(task: ReadyTaskName): string {
    return this.folderOf(task).split(/[\\/]/).findLast(Boolean) ?? '';
  }

  /**
   * Runs work that needs the model of a task. Where none is chosen, or it cannot do that, the person is told and offered to
   * choose one: CancelledError.
   */
  async with<T>(task: ReadyTaskName, work: () => Promise<T>): Promise<T> {
    const { guard } = this.options;
    if (!this.folderOf(task)) {
      guard.say(toChoose(labels.missing(taskNames[task]()), task));
      throw new CancelledError();
    }
    try {
      return await work();
    } catch (error) {
      const failure = toFailure(error);
      if (!(failure instanceof Failure) || !modelFailures.includes(failure.code)) throw error;
      guard.note('ready', failure);
      guard.say(this.#unusable(task, failure.code, this.folderOf(task)));
      throw new CancelledError();
    }
  }

  /** Asks for task and folder; a menu or a message may give the task. */
  async choose(argument: unknown): Promise<void> {
    const task = readyTasks.find((each) => each === argument) ?? (await this.#chooseTask());
    if (!task) return;
    const folder = await askFolder(labels.folderTitle(taskNames[task]()), labels.folder());
    if (folder) await this.#use(task, folder);
  }

  async #chooseTask(): Promise<ReadyTaskName | undefined> {
    type Choice = QuickPickItem & { readonly task: ReadyTaskName };
    const choices = readyTasks.map((task): Choice => {
      const description = this.folderOf(task) || labels.noFolder();
      return { task, label: taskNames[task](), description, detail: labels.details[task]() };
    });
    return (await window.showQuickPick(choices, { title: labels.chooseTitle() }))?.task;
  }

  /** Loads the model from the folder; where that fails the setting is as it was before. */
  async #use(task: ReadyTaskName, folder: Uri): Promise<void> {
    const { server, guard, platform } = this.options;
    const place = platform.placeOf(folder);
    if (place === undefined) return guard.say(messages.notOnDisk());
    if (!(await isModelFolder(folder))) return guard.say(this.#unusable(task, 'modelNotFound', place));
    const before = this.folderOf(task);
    await writeSetting(`ready.${task}`, place);
    try {
      const { model, labels: classes } = await withProgress(labels.loading(), (token) =>
        server.request('readyModel', { task }, { token }),
      );
      void window.showInformationMessage(labels.chosen(taskNames[task](), model, classes));
    } catch (error) {
      await writeSetting(`ready.${task}`, before);
      const failure = toFailure(error);
      if (!(failure instanceof Failure) || !modelFailures.includes(failure.code)) throw error;
      guard.note('ready', failure);
      guard.say(this.#unusable(task, failure.code, place));
    }
  }

  #unusable(task: ReadyTaskName, code: FailureCode, folder: string): Message {
    const name = taskNames[task]();
    return toChoose(code === 'outputMissing' ? labels.unfit(name, folder) : labels.unreadable(name, folder), task);
  }
}

function toChoose(text: string, task: ReadyTaskName): Message {
  const action = { title: labels.choose(), command: commandId('chooseReadyModel'), arguments: [task] };
  return { severity: 'warning', text, actions: [action] };
}
