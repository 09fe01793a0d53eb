// One pick list over the text, from the key press to the edit or to Esc: opens at once, shows each candidate in place,
// and changes the text only when one is taken, only if it is still the text that was asked about.

import {
  CancellationTokenSource,
  QuickInputButtons,
  window,
  workspace,
  type QuickInputButton,
  type TextEditor,
} from 'vscode';
import { CancelledError } from '../../core/cancel';
import type { SuggestMode } from '../../protocol/requests';
import { DisposableList } from '../disposables';
import { StaleError } from '../failure';
import { suggestLabels as labels } from '../labels';
import { replaceAll, type Replacement } from './apply';
import { withArticles } from './articles';
import { joined, matching, type Choice, type Stage } from './choices';
import { isModeButton, modeButtons, ownItem, sayItem, toItem, type Item } from './items';
import { Preview } from './preview';
import { readingOf } from './reading';
import { View } from './view';
import type { Loaded, MoreChoices, Source } from './sources';

/** A pause in typing after which the encoder is asked for words that begin so. */
const typingPauseMs = 150;

export interface SessionOptions {
  readonly editor: TextEditor;
  readonly source: Source;
  readonly mode: SuggestMode;
  /** The encoder is not loaded yet, so the first answer takes a moment. */
  readonly isCold: () => boolean;
  readonly onFailure: (error: unknown) => void;
  readonly onRefused: () => void;
}

export class SuggestSession {
  readonly #options: SessionOptions;
  readonly #pick = window.createQuickPick<Item>();
  readonly #preview: Preview;
  readonly #view: View;
  readonly #disposables = new DisposableList();
  readonly #chosen: Choice[] = [];
  #mode: SuggestMode;
  #loaded: Loaded | undefined;
  /** The list shows the choices of this stage already. */
  #isListed = false;
  #more: (MoreChoices & { readonly typed: string }) | undefined;
  #asking = new CancellationTokenSource();
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Our own edit is under way, which is no reason to look again. */
  #applying = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#mode = options.mode;
    this.#preview = this.#disposables.add(new Preview(options.editor));
    this.#view = this.#disposables.add(new View(options.editor));
  }

  /** Shows the list at once; resolves when it is gone. */
  open(): Promise<void> {
    const pick = this.#disposables.add(this.#pick);
    // Our order is the encoder's; VS Code would sort by label as soon as something is typed.
    Object.assign(pick, { sortByLabel: false });
    pick.matchOnDescription = false;
    const closed = new Promise<void>((resolve) => {
      this.#disposables.add(pick.onDidHide(() => resolve()));
    });
    this.#disposables.add(pick.onDidChangeValue(() => this.#typed()));
    this.#disposables.add(pick.onDidChangeActive(([item]) => this.#show(item?.choice)));
    this.#disposables.add(pick.onDidAccept(() => this.#run(this.#accept())));
    this.#disposables.add(pick.onDidTriggerButton((button) => this.#pressed(button)));
    this.#disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        const isForeign = document === this.#options.editor.document && !this.#applying;
        if (isForeign && contentChanges.length > 0) this.#changed();
      }),
    );
    this.#disposables.add({ dispose: () => this.#cancel() });
    this.#view.uncover();
    pick.show();
    this.#load(this.#options.isCold() ? labels.starting() : labels.loading());
    return closed.then(() => this.#disposables.dispose());
  }

  setMode(mode: SuggestMode): void {
    if (mode === this.#mode || !this.#options.source.hasModes) return;
    this.#mode = mode;
    this.#load(labels.loading());
  }

  #buttons(): QuickInputButton[] {
    const back = this.#chosen.length > 0 ? [QuickInputButtons.Back] : [];
    return [...back, ...(this.#options.source.hasModes ? modeButtons(this.#mode) : [])];
  }

  #pressed(button: QuickInputButton): void {
    if (isModeButton(button)) {
      // A switch that is pressed again goes off by itself; one of the two is always on.
      if (button.mode === this.#mode) this.#pick.buttons = this.#buttons();
      else this.setMode(button.mode);
    } else if (button === QuickInputButtons.Back) {
      this.#chosen.pop();
      this.#turn();
    }
  }

  /** To the list of another mask. */
  #turn(): void {
    this.#isListed = false;
    this.#pick.value = '';
    this.#render();
  }

  get #stage(): Stage | undefined {
    return this.#loaded?.stages[this.#chosen.length];
  }

  /** Forgets what was there and asks for everything anew. */
  #load(placeholder: string): void {
    this.#cancel();
    this.#loaded = undefined;
    this.#isListed = false;
    this.#more = undefined;
    this.#chosen.length = 0;
    this.#preview.clear();
    this.#pick.title = labels.waitingTitle();
    this.#pick.items = [];
    this.#pick.buttons = this.#buttons();
    this.#pick.placeholder = placeholder;
    const { token } = this.#asking;
    const isCurrent = ({ version }: Loaded): boolean => version === this.#options.editor.document.version;
    const onFirst = (loaded: Loaded): void => {
      if (!token.isCancellationRequested && isCurrent(loaded)) this.#take(loaded);
    };
    this.#run(
      this.#options.source.load(this.#mode, token, onFirst).then((loaded) => {
        if (token.isCancellationRequested) return;
        if (!isCurrent(loaded)) throw new StaleError();
        this.#take(loaded);
      }),
    );
  }

  /** A list, or the one that is shown with longer words in it; a list that says nothing new is left as it stands. */
  #take(loaded: Loaded): void {
    const isKnown = JSON.stringify(this.#loaded?.stages) === JSON.stringify(loaded.stages);
    this.#loaded = loaded;
    if (!isKnown) this.#render();
  }

  /** Work that the list waits for. Trouble closes the list; a text that moved on is asked about again. */
  #run(work: Promise<void>): void {
    const { token } = this.#asking;
    this.#pick.busy = true;
    work
      .catch((error: unknown) => {
        if (this.#disposables.disposed || token.isCancellationRequested || error instanceof CancelledError) return;
        if (error instanceof StaleError) {
          this.#changed();
          return;
        }
        this.#pick.hide();
        this.#options.onFailure(error);
      })
      .finally(() => {
        if (!this.#disposables.disposed && !token.isCancellationRequested) this.#pick.busy = false;
      });
  }

  #cancel(): void {
    clearTimeout(this.#timer);
    this.#asking.cancel();
    this.#asking.dispose();
    this.#asking = new CancellationTokenSource();
  }

  #changed(): void {
    this.#cancel();
    this.#loaded = undefined;
    this.#preview.clear();
    this.#pick.items = [];
    this.#pick.busy = true;
    this.#pick.placeholder = labels.stale();
    this.#timer = setTimeout(() => this.#load(labels.stale()), typingPauseMs);
  }

  #render(): void {
    const stage = this.#stage;
    const loaded = this.#loaded;
    const pick = this.#pick;
    if (!stage || !loaded) {
      pick.title = labels.waitingTitle();
      pick.placeholder = labels.none();
      pick.items = [];
      return;
    }
    pick.title = this.#options.source.title(this.#mode, stage);
    pick.placeholder = labels.placeholder();
    pick.step = loaded.stages.length > 1 ? this.#chosen.length + 1 : undefined;
    pick.totalSteps = loaded.stages.length > 1 ? loaded.stages.length : undefined;
    pick.buttons = this.#buttons();
    // What somebody moved to stays in front, unless it was only there for want of a candidate.
    // Of another list it says nothing: VS Code tells only later that nothing is in front of an empty one.
    const before = this.#isListed ? pick.activeItems.find(({ isOwn }) => !isOwn)?.label : undefined;
    this.#isListed = true;
    const items = this.#items(stage);
    pick.items = items;
    const same = items.find(({ label }) => label === before);
    pick.activeItems = [same ?? items[0]].filter((item) => item !== undefined);
    this.#show(pick.activeItems[0]?.choice);
  }

  #items(stage: Stage): Item[] {
    const typed = this.#pick.value.trim();
    const more = this.#more?.typed === typed ? this.#more : undefined;
    const choices = joined(matching(stage.choices, typed), matching(more?.choices ?? [], typed));
    const items: Item[] = choices.map((choice) => toItem(choice));
    const isKnown = choices.some(({ label }) => label.toLowerCase() === typed.toLowerCase());
    if (typed === '' || isKnown || !this.#options.source.more) {
      return items.length > 0 ? items : [sayItem(typed ? labels.noMatch(typed) : labels.none())];
    }
    return [...items, ownItem(typed, stage, more?.own)];
  }

  #typed(): void {
    clearTimeout(this.#timer);
    const stage = this.#stage;
    if (!stage || !this.#loaded) return;
    this.#render();
    const { more } = this.#options.source;
    const typed = this.#pick.value.trim();
    if (!more || typed === '') return;
    const query = { mode: this.#mode, stage, version: this.#loaded.version, typed };
    const { token } = this.#asking;
    this.#timer = setTimeout(() => {
      this.#run(
        more(query, token).then((found) => {
          if (token.isCancellationRequested || this.#pick.value.trim() !== typed) return;
          this.#more = { ...found, typed };
          this.#render();
        }),
      );
    }, typingPauseMs);
  }

  #show(choice: Choice | undefined): void {
    const stage = this.#stage;
    if (!stage || !choice) {
      this.#preview.clear();
      Object.assign(this.#pick, { prompt: undefined });
      return;
    }
    const replacements = this.#replacements([...this.#chosen, choice]);
    this.#preview.show(replacements);
    // The list may lie over the text. VS Code shows a prompt since 1.108; an older one takes no notice.
    const { line } = stage.ranges[0].start;
    const prompt = readingOf(this.#options.editor.document.lineAt(line).text, line, replacements);
    Object.assign(this.#pick, { prompt });
  }

  #replacements(choices: readonly Choice[]): Replacement[] {
    const stages = this.#loaded?.stages ?? [];
    const words = choices.flatMap(({ texts }, n) => stages[n].ranges.map((range, i) => ({ range, text: texts[i] })));
    return withArticles(words, (line) => this.#options.editor.document.lineAt(line).text);
  }

  async #accept(): Promise<void> {
    const choice = this.#pick.activeItems[0]?.choice;
    const loaded = this.#loaded;
    if (!choice || !loaded) return;
    this.#chosen.push(choice);
    if (this.#chosen.length < loaded.stages.length) return this.#turn();
    const replacements = this.#replacements(this.#chosen);
    this.#loaded = undefined;
    this.#cancel();
    this.#preview.clear();
    this.#applying = true;
    const applied = await replaceAll(this.#options.editor, loaded.version, replacements);
    this.#applying = false;
    if (applied === 'stale') throw new StaleError();
    this.#view.keep();
    this.#pick.hide();
    if (applied === 'refused') this.#options.onRefused();
  }
}
