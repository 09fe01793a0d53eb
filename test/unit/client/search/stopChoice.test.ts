import assert from 'node:assert/strict';
import { StopChoice } from '../../../../src/client/search/stopChoice';
import type { IndexAction } from '../../../../src/protocol/search';

/** Of a workspace: outlives who uses it. */
class Memory {
  readonly kept = new Map<string, unknown>();
  updates = 0;

  get<T>(key: string): T | undefined {
    return this.kept.get(key) as T | undefined;
  }

  async update(key: string, value: unknown): Promise<void> {
    this.updates++;
    if (value === undefined) this.kept.delete(key);
    else this.kept.set(key, value);
  }
}

describe('whether a workspace is left alone', () => {
  const cases: readonly (readonly [readonly IndexAction[], boolean])[] = [
    [[], false],
    [['decline'], true],
    [['cancel'], true],
    [['delete'], true],
    [['decline', 'start'], false],
    [['delete', 'rebuild'], false],
    [['cancel', 'pause', 'resume', 'reopen'], true],
    [['pause'], false],
    [['start', 'cancel'], true],
  ];
  for (const [actions, isStopped] of cases) {
    it(`is remembered after ${actions.join(', ') || 'nothing'}: ${isStopped}`, async () => {
      const memory = new Memory();
      const choice = new StopChoice(memory);
      for (const action of actions) await choice.asked(action);
      assert.equal(choice.isStopped, isStopped);
      assert.equal(new StopChoice(memory).isStopped, isStopped, 'in a later session');
    });
  }

  it('is written only where it changes, and anything strange counts as not said', async () => {
    const memory = new Memory();
    const choice = new StopChoice(memory);
    for (const action of ['start', 'cancel', 'decline', 'delete'] as const) await choice.asked(action);
    assert.equal(memory.updates, 1);
    const [key] = memory.kept.keys();
    memory.kept.set(key, 'yes');
    assert.equal(choice.isStopped, false);
  });
});
