import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { EngineError } from '../../../src/engine/errors';
import type { EncoderState } from '../../../src/runtime/encoder/restartingEncoder';
import { openEngine, type LoadHooks } from '../../../src/server/openEngine';
import { FakeClock } from '../../support/fakeClock';
import { fakeModel } from '../../support/fakeEncoder';

const gone = new EngineError('modelNotFound', { subject: '/models/gone' });
const crashed = new EngineError('encoderCrashed', { reason: 'signal SIGKILL' });

/** What befalls an encoder, and what the owner of the engine hears of it. */
const stories: readonly [string, readonly (readonly [EncoderState, EngineError?])[], readonly string[]][] = [
  [
    'nothing of an ordinary day',
    [['loading'], ['ready'], ['busy'], ['ready'], ['unloaded'], ['loading'], ['busy']],
    [],
  ],
  ['nothing of a first start that fails: its request tells', [['loading'], ['failed', gone]], []],
  ['of a restart, once', [['ready'], ['restarting', crashed], ['restarting'], ['busy']], ['restarting', 'restarted']],
  [
    'of a restart that fails, and of the one that succeeds',
    [['ready'], ['restarting', crashed], ['restarting'], ['failed', gone], ['restarting'], ['busy']],
    ['restarting', 'modelNotFound', 'restarting', 'restarted'],
  ],
  [
    'of an encoder that was unloaded and is gone, and came back',
    [['ready'], ['unloaded'], ['loading'], ['failed', gone], ['loading'], ['busy']],
    ['modelNotFound', 'restarted'],
  ],
];

describe('openEngine tells', () => {
  for (const [what, states, told] of stories) {
    it(what, async () => {
      const heard: string[] = [];
      let hooks: LoadHooks | undefined;
      const { engine } = openEngine({
        clock: new FakeClock(),
        device: 'cpu',
        events: {
          restarting: () => heard.push('restarting'),
          restarted: () => heard.push('restarted'),
          failed: ({ code }) => heard.push(code),
          degraded: () => heard.push('degraded'),
        },
        load: (given) => {
          hooks = given;
          return Promise.resolve(fakeModel({ vocabulary: ['the'] }));
        },
      });
      await engine.info(neverCancelled);
      for (const [state, error] of states) hooks?.onState(state, error);
      assert.deepEqual(heard, told);
    });
  }
});
