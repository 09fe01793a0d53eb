// Whether a person wants this workspace left alone: "not now", "stop" and "delete" hold until the person begins it, in later
// sessions too.

import type { Memento } from 'vscode';
import type { IndexAction } from '../../protocol/search';

const key = 'semanticText.indexStopped';

/** What each action says of it; the others say nothing. */
const stops: Readonly<Partial<Record<IndexAction, boolean>>> = {
  decline: true,
  cancel: true,
  delete: true,
  start: false,
  rebuild: false,
};

export class StopChoice {
  readonly #memory: Pick<Memento, 'get' | 'update'>;

  /** `memory`: of the workspace. */
  constructor(memory: Pick<Memento, 'get' | 'update'>) {
    this.#memory = memory;
  }

  get isStopped(): boolean {
    return this.#memory.get<unknown>(key) === true;
  }

  /** The person asked for this. */
  async asked(action: IndexAction): Promise<void> {
    const isStopped = stops[action];
    if (isStopped !== undefined && isStopped !== this.isStopped) await this.#memory.update(key, isStopped || undefined);
  }
}
