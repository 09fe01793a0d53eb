// Shows that the encoder is being loaded, in editors that draw progress of a server's own and have no client of ours.

import type { Connection, WorkDoneProgressServerReporter } from 'vscode-languageserver';
import type { ServerState } from '../protocol/requests';

export class LoadingProgress {
  readonly #connection: Connection;
  readonly #title: () => string;
  #shown: Promise<WorkDoneProgressServerReporter> | undefined;

  constructor(connection: Connection, title: () => string) {
    this.#connection = connection;
    this.#title = title;
  }

  /** Begins with `loading`, ends with any other state. */
  follow(state: ServerState): void {
    if (state !== 'loading') return this.#end();
    if (this.#shown) return;
    this.#shown = this.#begin();
    // An editor may refuse; that nothing is shown then is no reason to end the server.
    this.#shown.catch(() => this.#connection.console.warn('progress could not be shown'));
  }

  async #begin(): Promise<WorkDoneProgressServerReporter> {
    const reporter = await this.#connection.window.createWorkDoneProgress();
    reporter.begin(this.#title());
    return reporter;
  }

  #end(): void {
    const shown = this.#shown;
    this.#shown = undefined;
    shown?.then((reporter) => reporter.done()).catch(() => {});
  }
}
