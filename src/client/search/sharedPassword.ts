// The password of a shared index: in VS Code's secret storage, by the address of the index, never in settings.

import { window, type SecretStorage } from 'vscode';
import type { IndexStateHolder } from './indexState';
import { sharedWords as words } from './words';

const keyOf = (place: string): string => `sharedIndex ${place}`;

export class SharedPasswords {
  readonly #secrets: SecretStorage;

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets;
  }

  async find(place: string): Promise<string | undefined> {
    return this.#secrets.get(keyOf(place));
  }

  /** Asks for it, keeps it (an empty one is forgotten) and lets the index connect with it. */
  async ask(state: IndexStateHolder): Promise<void> {
    const { shared } = await state.look();
    if (!shared || shared.place === '') {
      void window.showInformationMessage(words.none());
      return;
    }
    const password = await window.showInputBox({
      title: words.passwordTitle(shared.place),
      prompt: words.passwordPrompt(),
      password: true,
      ignoreFocusOut: true,
    });
    if (password === undefined) return;
    if (password === '') await this.#secrets.delete(keyOf(shared.place));
    else await this.#secrets.store(keyOf(shared.place), password);
    await state.control({ action: 'reopen' });
  }
}
