// The inline hint, where it was switched on: when the caret rests in a word or at a mask, the best words stand at the end
// of the line. An inlay hint, so it takes no place from IntelliSense or ghost text and wraps as the line does.

import {
  CancellationTokenSource,
  EventEmitter,
  InlayHint,
  TextEdit,
  languages,
  window,
  workspace,
  type Disposable,
  type Range,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import { readSetting } from './configuration';
import { DisposableList } from './disposables';
import { Failure } from './failure';
import type { Guard } from './guard';
import { hintLabels } from './labels';
import { isClosedCode } from './languages';
import type { Server } from './server';
import { toRange } from './suggest/apply';
import { fillStages, suggestStages, type Stage } from './suggest/choices';
import { isAtMask } from './suggest/sources';

/** How long the caret must rest. */
const restMs = 600;
/** Words that are shown. */
const shown = 3;
/** Failures that only say that there is nothing to show here. */
const quiet: readonly string[] = [
  'noWord',
  'noMask',
  'emptyText',
  'unsupportedLanguage',
  'maskOutsideWindow',
  'tooManyMasks',
];

interface Shown {
  readonly document: TextDocument;
  readonly version: number;
  readonly hint: InlayHint;
}

export class InlineHint implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #server: Server;
  readonly #guard: Guard;
  readonly #changed = this.#disposables.add(new EventEmitter<void>());
  #provider: Disposable | undefined;
  #shown: Shown | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking = new CancellationTokenSource();
  /** The engine fails; nothing is asked until it changes its state. */
  #broken = false;

  constructor(server: Server, guard: Guard) {
    this.#server = server;
    this.#guard = guard;
    const restart = (): void => this.#restart();
    this.#disposables.add(window.onDidChangeTextEditorSelection(restart));
    this.#disposables.add(window.onDidChangeActiveTextEditor(restart));
    this.#disposables.add(
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document === window.activeTextEditor?.document) restart();
      }),
    );
    this.#disposables.add(server.onDidChange(() => void (this.#broken = false)));
    this.#disposables.add({ dispose: () => this.#clear() });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #restart(): void {
    this.#clear();
    const editor = window.activeTextEditor;
    if (!editor || this.#broken || !isWanted(editor)) return;
    this.#timer = setTimeout(() => this.#guard.detach('hint', this.#look(editor)), restMs);
  }

  #clear(): void {
    clearTimeout(this.#timer);
    this.#asking.cancel();
    this.#asking.dispose();
    this.#asking = new CancellationTokenSource();
    if (this.#shown) this.#show(undefined);
  }

  async #look(editor: TextEditor): Promise<void> {
    const { token } = this.#asking;
    const { document } = editor;
    const { version } = document;
    try {
      const [stage] = await this.#stages(editor);
      if (token.isCancellationRequested || document.version !== version || !stage?.choices.length) return;
      this.#show({ document, version, hint: hintFor(document, stage) });
    } catch (error) {
      if (error instanceof Failure && !quiet.includes(error.code)) {
        this.#broken = true;
        throw error;
      }
    }
  }

  async #stages(editor: TextEditor): Promise<Stage[]> {
    const { document, selection } = editor;
    const textDocument = { uri: document.uri.toString(), version: document.version };
    const { active: position } = selection;
    const { token } = this.#asking;
    const top = shown + 1;
    if (isAtMask(editor))
      return fillStages(await this.#server.request('fill', { textDocument, position, top }, { token }));
    return suggestStages([
      await this.#server.request('suggest', { textDocument, position, mode: 'fits', top }, { token }),
    ]);
  }

  #show(next: Shown | undefined): void {
    this.#shown = next;
    if (next) this.#provider ??= this.#disposables.add(this.#register());
    this.#changed.fire();
  }

  /** Not before there is something to show: VS Code asks a provider at every step through every text. */
  #register(): Disposable {
    return languages.registerInlayHintsProvider('*', {
      onDidChangeInlayHints: this.#changed.event,
      provideInlayHints: (document: TextDocument, range: Range) => {
        const { document: own, version, hint } = this.#shown ?? {};
        return hint && own === document && version === document.version && range.contains(hint.position) ? [hint] : [];
      },
    });
  }
}

/** The words at the end of the line; a double click takes the first. */
function hintFor(document: TextDocument, { ranges, choices }: Stage): InlayHint {
  const { line } = ranges[ranges.length - 1].end;
  const words = choices.slice(0, shown).map(({ label }) => label);
  const hint = new InlayHint(document.lineAt(line).range.end, words.join(' | '));
  hint.paddingLeft = true;
  hint.tooltip = hintLabels.tooltip();
  hint.textEdits = ranges.map((range, i) => TextEdit.replace(toRange(range), choices[0].texts[i]));
  return hint;
}

function isWanted({ document, selections }: TextEditor): boolean {
  if (selections.length !== 1 || !selections[0].isEmpty) return false;
  if (isClosedCode(document)) return false;
  return readSetting('suggest.inlineHint', document);
}
