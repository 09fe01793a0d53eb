// The commands that open a pick list over the text. One list at a time: the key pressed again switches its mode.

import { commands, window, type TextEditor } from 'vscode';
import type { SuggestMode } from '../../protocol/requests';
import type { Guard } from '../guard';
import { suggestLabels as labels } from '../labels';
import { messages } from '../messages';
import type { Server } from '../server';
import { wordsOf } from './choices';
import { SuggestSession } from './session';
import { cursorLimit, fillSource, isAtMask, suggestSource, type Source } from './sources';

/** Set while a list is open, so that the keys work there too. */
const contextKey = 'semanticText.suggesting';

export class Suggestions {
  readonly #server: Server;
  readonly #guard: Guard;
  #open: SuggestSession | undefined;

  constructor(server: Server, guard: Guard) {
    this.#server = server;
    this.#guard = guard;
  }

  /** Other words for the word at each caret, or what fills the mask where the caret is at one. */
  async suggest(editor: TextEditor, mode: SuggestMode): Promise<void> {
    if (this.#open) this.#open.setMode(mode);
    else if (isAtMask(editor)) await this.fill(editor);
    else if (editor.selections.length > cursorLimit) this.#guard.say(messages.tooManyCursors(cursorLimit));
    else await this.#pick(editor, suggestSource(this.#server, editor), mode);
  }

  async fill(editor: TextEditor): Promise<void> {
    await this.#pick(editor, fillSource(this.#server, editor), 'fits');
  }

  /** Words that the person gives, ranked for the place of the caret or for the masks there. */
  async rank(editor: TextEditor): Promise<void> {
    const typed = await window.showInputBox({
      prompt: labels.rankPrompt(),
      placeHolder: labels.rankExample(),
      validateInput: (value) => (value !== '' && wordsOf(value).length === 0 ? labels.rankEmpty() : undefined),
    });
    const words = typed === undefined ? [] : wordsOf(typed);
    if (words.length === 0) return;
    const source = isAtMask(editor) ? fillSource : suggestSource;
    await this.#pick(editor, source(this.#server, editor, words), 'fits');
  }

  async #pick(editor: TextEditor, source: Source, mode: SuggestMode): Promise<void> {
    const session = new SuggestSession({
      editor,
      source,
      mode,
      isCold: () => !['ready', 'busy'].includes(this.#server.status?.state ?? ''),
      onFailure: (error) => this.#guard.tell('suggest', error),
      onRefused: () => this.#guard.say(messages.notApplied()),
    });
    this.#open = session;
    void commands.executeCommand('setContext', contextKey, true);
    try {
      await session.open();
    } finally {
      if (this.#open === session) this.#open = undefined;
      void commands.executeCommand('setContext', contextKey, false);
    }
  }
}
