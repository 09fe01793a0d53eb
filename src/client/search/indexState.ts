// What the client knows of the index: the last state that the server told, and what a person can ask to be done with it.

import { commands, type Disposable } from 'vscode';
import type { ControlIndexParams, IndexStatus } from '../../protocol/search';
import type { Server } from '../server';
import type { StopChoice } from './stopChoice';

export class IndexStateHolder implements Disposable {
  readonly #server: Server;
  readonly #stopChoice: StopChoice;
  readonly #listeners = new Set<(status: IndexStatus, before: IndexStatus | undefined) => void>();
  #status: IndexStatus | undefined;

  constructor(server: Server, stopChoice: StopChoice) {
    this.#server = server;
    this.#stopChoice = stopChoice;
  }

  /** Undefined until the server was asked. */
  get status(): IndexStatus | undefined {
    return this.#status;
  }

  onDidChange(listener: (status: IndexStatus, before: IndexStatus | undefined) => void): Disposable {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  }

  /** The server said so. */
  heard(status: IndexStatus): void {
    const before = this.#status;
    this.#status = status;
    if (before?.state !== status.state) {
      void commands.executeCommand('setContext', 'semanticText.indexState', status.state);
    }
    for (const listener of [...this.#listeners]) listener(status, before);
  }

  /** Asks the server; starts it where it does not run. */
  async look(): Promise<IndexStatus> {
    const status = await this.#server.request('indexStatus', undefined);
    this.heard(status);
    return status;
  }

  async control(params: ControlIndexParams): Promise<IndexStatus> {
    // First: it holds also where the server cannot be asked.
    await this.#stopChoice.asked(params.action);
    const status = await this.#server.request('controlIndex', params);
    this.heard(status);
    return status;
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
