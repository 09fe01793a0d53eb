import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import { LateIndex } from '../../../../src/engine/index/lateIndex';
import { memoryIndex } from '../../../../src/engine/index/memoryIndex';
import { makeFile, testSpec } from '../../../support/chunkRows';
import { FakeClock } from '../../../support/fakeClock';

function setUp() {
  const clock = new FakeClock();
  const there = memoryIndex(testSpec);
  const state = { isAway: false, opens: 0 };
  const open = async () => {
    state.opens++;
    if (state.isAway) throw new EngineError('storage', { reason: 'no server answers there' });
    return there;
  };
  return { clock, there, state, index: new LateIndex({ spec: testSpec, kind: 'postgres', open, clock }) };
}

describe('an index that is reached late', () => {
  it('is opened by the first question, once', async () => {
    const { index, there, state } = setUp();
    await there.replaceFiles([makeFile('a.md')]);
    assert.equal(state.opens, 0);
    await Promise.all([index.files(), index.stats()]);
    assert.deepEqual([state.opens, (await index.files()).length], [1, 1]);
    await index.close();
  });

  it('is left alone for a while after it failed, then asked again, and tells that it is back', async () => {
    const { index, clock, state } = setUp();
    let told = 0;
    index.onDidChange(() => told++);
    state.isAway = true;
    for (let n = 0; n < 3; n++) await assert.rejects(index.files(), { code: 'storage' });
    assert.equal(state.opens, 1);
    state.isAway = false;
    await assert.rejects(index.files(), EngineError);
    clock.advance(30_001);
    assert.deepEqual(await index.files(), []);
    assert.deepEqual([state.opens, told], [2, 1]);
  });

  it('passes on what others commit, and writes nothing', async () => {
    const { index, there } = setUp();
    const generations: number[] = [];
    index.onDidChange((generation) => generations.push(generation));
    assert.equal((await index.stats()).files, 0);
    const { generation } = await there.replaceFiles([makeFile('a.md')]);
    assert.deepEqual(generations, [generation]);
    assert.equal((await index.stats()).files, 1, 'what was counted before is forgotten');
    await assert.rejects(index.replaceFiles([]), RangeError);
    await assert.rejects(index.removeFiles([]), RangeError);
  });
});
