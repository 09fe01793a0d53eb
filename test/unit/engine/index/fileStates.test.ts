import assert from 'node:assert/strict';
import { FileStates } from '../../../../src/engine/index/fileStates';

const state = { path: 'a.md', hash: 'h', sizeBytes: 1, modifiedMs: 1, chunkCount: 1 };

describe('engine/index/fileStates', () => {
  it('gives those who ask at once the same map', async () => {
    const states = new FileStates({ files: () => Promise.resolve([state]) });
    const [one, other] = await Promise.all([states.all(), states.all()]);
    one.delete('a.md');
    assert.equal(other.size, 0);
    assert.equal((await states.reload()).size, 1);
  });

  it('asks again after the store failed', async () => {
    let asked = 0;
    const files = () => (asked++ === 0 ? Promise.reject(new Error('busy')) : Promise.resolve([state]));
    const states = new FileStates({ files });
    await assert.rejects(states.all(), /busy/);
    assert.equal((await states.all()).size, 1);
  });
});
