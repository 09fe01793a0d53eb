// The class of one text: asked, and shown as a list of all classes from which the right one can be taken as an example.

import { ThemeIcon, window, type QuickPickItem, type Range, type TextEditor } from 'vscode';
import type { ClassifyResult } from '../../protocol/classify';
import { readSetting } from '../configuration';
import { withProgress } from '../progress';
import type { ReadyModels } from '../ready/models';
import { rangeOf, textIn } from '../selected';
import type { Server } from '../server';
import type { Editing } from './editing';
import type { Explanations } from './explain';
import { classifyLabels as labels } from './labels';
import { askNames, findSource, modelSource, withSource, type Source } from './source';
import type { Trained } from './trained';

export interface AnswerOptions {
  readonly server: Server;
  readonly trained: Trained;
  readonly models: ReadyModels;
  readonly editing: Editing;
  readonly explanations: Explanations;
}

interface Row extends QuickPickItem {
  readonly name: string;
}

export class Answers {
  constructor(readonly options: AnswerOptions) {}

  /** The selection, or the whole document. */
  async classify(editor: TextEditor): Promise<void> {
    const range = rangeOf(editor);
    await this.#classify(editor, range, await this.#sourceFor(editor, range));
  }

  /** By names that the person gives, whatever examples there are. */
  async classifyByNames(editor: TextEditor): Promise<void> {
    const range = rangeOf(editor);
    textIn(editor, range);
    await this.#classify(editor, range, await askNames(this.options.models));
  }

  /** Into the classes of a ready-made model. */
  async classifyReady(editor: TextEditor): Promise<void> {
    const range = rangeOf(editor);
    await this.#classify(editor, range, modelSource(this.options.models));
  }

  /** Marks what drove the label. */
  async explain(editor: TextEditor): Promise<void> {
    const range = rangeOf(editor);
    const source = await this.#sourceFor(editor, range);
    await withSource(this.options, source, (found) => this.options.explanations.show(editor, range, found));
  }

  #sourceFor(editor: TextEditor, range: Range): Promise<Source> {
    textIn(editor, range);
    return findSource(this.options);
  }

  async #classify(editor: TextEditor, range: Range, source: Source): Promise<void> {
    const text = textIn(editor, range);
    const { server } = this.options;
    const unsureBelow = readSetting('classify.unsureBelow', editor.document);
    let used = source;
    const result = await withSource(this.options, source, (found) => {
      used = found;
      const { classifier, labels: names, ready } = found;
      const params = { texts: [text], classifier, labels: names, ready, unsureBelow, lane: 'interactive' as const };
      return withProgress(labels.asking(), (token) => server.request('classify', params, { token }));
    });
    this.#show(editor, range, text, used, result);
  }

  #show(
    editor: TextEditor,
    range: Range,
    text: string,
    source: Source,
    { labels: all, ...answer }: ClassifyResult,
  ): void {
    const [found] = answer.classifications;
    const several = source.classifier?.kind === 'oneVsRest';
    const order = all.map((_, k) => k).sort((a, b) => found.probabilities[b] - found.probabilities[a]);
    const pick = window.createQuickPick<Row>();
    pick.title = several
      ? labels.severalTitle(found.labels)
      : found.label === null
        ? labels.unsureTitle(all[order[0]], found.probability)
        : labels.resultTitle(found.label, found.probability);
    pick.placeholder = labels.resultPlaceholder();
    const facts = [
      several ? '' : labels.margin(Math.round(found.margin * 100)),
      found.passages > 1 ? labels.passages(found.passages) : '',
      source.note,
    ];
    pick.items = order.map((k, n) => ({
      name: all[k],
      label: all[k],
      description: `${bar(found.probabilities[k])} ${percent(found.probabilities[k])}`,
      detail: n === 0 ? facts.filter(Boolean).join(' · ') : undefined,
    }));
    pick.buttons = [{ iconPath: new ThemeIcon('lightbulb'), tooltip: labels.explain() }];
    const { editing, explanations } = this.options;
    pick.onDidTriggerButton(() => {
      pick.hide();
      explanations.guard.detach('explain', explanations.show(editor, range, source));
    });
    pick.onDidAccept(() => {
      const label = pick.selectedItems[0]?.name;
      pick.hide();
      if (label !== undefined) void explanations.guard.run('addExample', () => this.#learn(editing, text, label));
    });
    pick.onDidHide(() => pick.dispose());
    pick.show();
  }

  async #learn(editing: Editing, text: string, label: string): Promise<void> {
    await editing.add([text], label);
  }
}

/** A probability as eight blocks: read at a glance, and by a screen reader as nothing. */
const bar = (probability: number): string => {
  const full = Math.round(probability * 8);
  return '█'.repeat(full) + '░'.repeat(8 - full);
};

const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
