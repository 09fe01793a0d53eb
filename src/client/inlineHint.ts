// The inline hint, where it was switched on: when the caret rests in a word or at a mask, the best words stand faintly
// behind the line. A decoration at the end of the line, so it takes no place from IntelliSense or other ghost text.

import {
  CancellationTokenSource,
  Range,
  ThemeColor,
  window,
  workspace,
  type Disposable,
  type TextEditor,
} from 'vscode';
import { readSetting } from './configuration';
import { DisposableList } from './disposables';
import { Failure } from './failure';
import type { Guard } from './guard';
import { isCodeLanguage } from './languages';
import type { Server } from './server';
import { fillStages, suggestStages } from './suggest/choices';
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

export class InlineHint implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #server: Server;
  readonly #guard: Guard;
  readonly #type = this.#disposables.add(
    window.createTextEditorDecorationType({
      after: { color: new ThemeColor('editorGhostText.foreground'), margin: '0 0 0 3ch', fontStyle: 'italic' },
    }),
  );
  #marked: TextEditor | undefined;
  #timer: NodeJS.Timeout | undefined;
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
    this.#marked?.setDecorations(this.#type, []);
    this.#marked = undefined;
  }

  async #look(editor: TextEditor): Promise<void> {
    const { token } = this.#asking;
    try {
      const words = await this.#words(editor);
      if (token.isCancellationRequested || words.length === 0) return;
      const end = editor.document.lineAt(editor.selection.active.line).range.end;
      const hint = { range: new Range(end, end), renderOptions: { after: { contentText: words.join(' · ') } } };
      editor.setDecorations(this.#type, [hint]);
      this.#marked = editor;
    } catch (error) {
      if (error instanceof Failure && !quiet.includes(error.code)) {
        this.#broken = true;
        throw error;
      }
    }
  }

  async #words(editor: TextEditor): Promise<string[]> {
    const { document, selection } = editor;
    const textDocument = { uri: document.uri.toString(), version: document.version };
    const { active: position } = selection;
    const { token } = this.#asking;
    const top = shown + 1;
    const stages = isAtMask(editor)
      ? fillStages(await this.#server.request('fill', { textDocument, position, top }, { token }))
      : suggestStages([
          await this.#server.request('suggest', { textDocument, position, mode: 'fits', top }, { token }),
        ]);
    return stages.flatMap(({ choices }) => choices.slice(0, shown).map(({ label }) => label));
  }
}

function isWanted({ document, selections }: TextEditor): boolean {
  if (selections.length !== 1 || !selections[0].isEmpty) return false;
  if (isCodeLanguage(document.languageId) && !readSetting('suggest.inCode', document)) return false;
  return readSetting('suggest.inlineHint', document);
}
