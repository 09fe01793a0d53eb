// An engine over a fake encoder, for tests of features.

import { neverCancelled } from '../../src/core/cancel';
import { Encoder, type Call } from '../../src/engine/encoder';
import { Engine } from '../../src/engine/engine';
import type { Clock } from '../../src/engine/ports';
import { Scheduler } from '../../src/engine/scheduler';
import { FakeClock } from './fakeClock';
import { fakeModel, type FakeModel, type FakeModelOptions } from './fakeEncoder';

export const interactive: Call = { lane: 'interactive', signal: neverCancelled };

export function fakeEngine(
  options: FakeModelOptions,
  clock: Clock = new FakeClock(),
): { readonly engine: Engine; readonly model: FakeModel } {
  const model = fakeModel(options);
  return { engine: new Engine({ clock, load: () => Promise.resolve(model) }), model };
}

export function encoderOver(model: FakeModel, budgetTokens = 256): Encoder {
  return new Encoder(model, new Scheduler({ clock: new FakeClock() }), budgetTokens);
}
