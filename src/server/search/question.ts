// The question before long work, while it waits for its answer.

import type { IndexPlan } from '../../protocol/search';

export class Question {
  #asked: { readonly plan: IndexPlan; readonly answer: (agreed: boolean) => void } | undefined;

  /** What is asked for. */
  get plan(): IndexPlan | undefined {
    return this.#asked?.plan;
  }

  ask(plan: IndexPlan): Promise<boolean> {
    return new Promise((answer) => (this.#asked = { plan, answer }));
  }

  /** Whether something was asked. */
  answer(agreed: boolean): boolean {
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.answer(agreed);
    return asked !== undefined;
  }
}
