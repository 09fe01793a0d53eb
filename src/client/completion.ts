// Completion: the server's own at masks and, where that was switched on, while writing; and on a key press any word that
// fits at the caret. Never appears by itself otherwise, and never makes other providers wait for long.

import {
  CompletionItem,
  CompletionItemKind,
  CompletionList,
  CompletionTriggerKind,
  Range,
  commands,
  env,
  languages,
  window,
  workspace,
  type CancellationToken,
  type CompletionContext,
  type Disposable,
  type DocumentSelector,
  type Position,
  type TextDocument,
} from 'vscode';
import { findMasks } from '../core/mask';
import { readSetting } from './configuration';
import { DisposableList } from './disposables';
import type { Guard } from './guard';
import { isClosedCode } from './languages';
import type { Server } from './server';
import { percent } from './suggest/bars';

/** Characters that end a mask; the server's own list is the same. */
const triggers = ['_', ']', '?'];

/** VS Code asks by itself within this time after a key, besides its own delay; a person takes longer. */
const typedMs = 100;

/** Longest that other providers are kept waiting, in milliseconds. */
const patienceMs = 1500;

export class Completion implements Disposable {
  readonly #disposables = new DisposableList();
  readonly #server: Server;
  readonly #guard: Guard;
  readonly #edited = new WeakMap<TextDocument, number>();

  constructor(server: Server, guard: Guard) {
    this.#server = server;
    this.#guard = guard;
    this.#disposables.add(
      workspace.onDidChangeTextDocument(({ document }) => void this.#edited.set(document, Date.now())),
    );
  }

  /**
   * Words for whoever presses the key. VS Code asks providers in groups, those for a language before those for all, and stops
   * at the first group that has something. So this one is for all languages: it stands beside VS Code's own words of the
   * document and other providers for all, and hides none.
   */
  register(): Disposable {
    const provideCompletionItems = async (
      document: TextDocument,
      position: Position,
      token: CancellationToken,
      context: CompletionContext,
    ): Promise<CompletionList | undefined> => {
      if (this.#server.state !== 'running' || !this.#isWanted(document, context)) return undefined;
      if (isClosedCode(document)) return undefined;
      if (maskAt(document, position)) return undefined;
      return this.#words(document, position, token);
    };
    return languages.registerCompletionItemProvider('*', { provideCompletionItems });
  }

  /** While no server runs: a request for completion starts it, and is then asked again of everybody. */
  registerEarly(selector: DocumentSelector): Disposable {
    const provideCompletionItems = async (
      document: TextDocument,
      position: Position,
      token: CancellationToken,
      context: CompletionContext,
    ): Promise<undefined> => {
      if (this.#server.state === 'running') return;
      const isSpelled = context.triggerCharacter === ']' && maskAt(document, position);
      if (!isSpelled && !this.#isWanted(document, context)) return;
      if (!maskAt(document, position) && !/[\p{L}\s]$/u.test(before(document, position))) return;
      await this.#server.start();
      const { activeTextEditor: editor } = window;
      const isHere = editor?.document === document && editor.selection.active.isEqual(position);
      if (token.isCancellationRequested || !isHere) return;
      // The language client's own provider is there now; it answers when VS Code asks once more.
      setTimeout(() => this.#guard.detach('completion', run('editor.action.triggerSuggest')));
    };
    return languages.registerCompletionItemProvider(selector, { provideCompletionItems }, ...triggers);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /**
   * A person pressed the key. VS Code says `Invoke` also when it asks by itself while somebody types, so a request right
   * after an edit counts as its own where it does that in this language.
   */
  #isWanted(document: TextDocument, { triggerKind }: CompletionContext): boolean {
    if (triggerKind === CompletionTriggerKind.TriggerForIncompleteCompletions) return true;
    if (triggerKind !== CompletionTriggerKind.Invoke) return false;
    const sinceEdit = Date.now() - (this.#edited.get(document) ?? -Infinity);
    return !asksByItself(document) || sinceEdit > typedMs + delayOf(document);
  }

  async #words(
    document: TextDocument,
    position: Position,
    token: CancellationToken,
  ): Promise<CompletionList | undefined> {
    const written = before(document, position);
    const after = document.lineAt(position.line).text.slice(position.character);
    if (/^[\p{L}\p{M}\p{N}]/u.test(after)) return undefined;
    const prefix = /[\p{L}\p{M}][\p{L}\p{M}'’-]*$/u.exec(written)?.[0] ?? '';
    if (!prefix && !/(^|\s)$/u.test(written)) return undefined;
    const range = new Range(position.translate(0, -prefix.length), position);
    const { start, end } = range;
    const answer = this.#server
      .request(
        'suggest',
        {
          textDocument: { uri: document.uri.toString(), version: document.version },
          position,
          range: { start, end },
          mode: 'fits',
          top: readSetting('suggest.count', document),
          prefix,
        },
        { token },
      )
      // A place without a word to suggest is no trouble for somebody who asked everybody.
      .catch((error: unknown) => void this.#guard.note('completion', error));
    const found = await Promise.race([answer, wait(patienceMs)]);
    if (!found || found.version !== document.version) return undefined;
    const items = found.candidates.map(({ text, probability }, index) => {
      const item = new CompletionItem(
        { label: text, description: percent(probability, env.language) },
        CompletionItemKind.Text,
      );
      item.sortText = String(index).padStart(3, '0');
      item.range = range;
      return item;
    });
    return new CompletionList(items, true);
  }
}

function before(document: TextDocument, { line, character }: Position): string {
  return document.lineAt(line).text.slice(0, character);
}

function maskAt(document: TextDocument, { line, character }: Position): boolean {
  return findMasks(document.lineAt(line).text).some(({ start, end }) => start < character && character <= end);
}

/** Whether VS Code opens the list by itself while somebody types prose in this document. */
function asksByItself(document: TextDocument): boolean {
  const setting: unknown = workspace.getConfiguration('editor', document).get('quickSuggestions');
  if (typeof setting !== 'object' || setting === null) return setting !== false;
  const other: unknown = Reflect.get(setting, 'other');
  return other !== false && other !== 'off';
}

function delayOf(document: TextDocument): number {
  const delay: unknown = workspace.getConfiguration('editor', document).get('quickSuggestionsDelay');
  return typeof delay === 'number' ? delay : 10;
}

const wait = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(() => resolve(undefined), ms));
const run = (command: string): Promise<unknown> => Promise.resolve(commands.executeCommand(command));
