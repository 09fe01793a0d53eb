// The index that answers while the one of another encoder is made beside it, and the question before long work.

import assert from 'node:assert/strict';
import { CancelSource, neverCancelled } from '../../../../src/core/cancel';
import { termsOf } from '../../../../src/core/terms';
import { EngineError } from '../../../../src/engine/errors';
import type { IndexPlan } from '../../../../src/protocol/search';
import type { LocalWorkspaceIndex } from '../../../../src/server/index/workspaceIndex';
import { FakePlatform } from '../../../server/support/indexPlatform';
import { makeFile } from '../../../support/chunkRows';
import { FakeClock } from '../../../support/fakeClock';
import { fakeModel } from '../../../support/fakeEncoder';

const vocabulary = ['river', 'bridge', 'winter'];
const choice = { folder: '', id: '', device: 'cpu' as const, storageFolder: 'x' };

function model(id: string) {
  return fakeModel({ vocabulary, info: { id, device: 'cpu' } });
}

function setUp(): FakePlatform {
  // What is long for an encoder so slow is little for a test.
  const platform = new FakePlatform(() => Promise.resolve(model('old@1')), { assumedBytesPerSecond: 50 });
  platform.files.set('a.md', 'The river.');
  platform.files.set('b.md', 'A bridge in winter.');
  return platform;
}

const search = (index: LocalWorkspaceIndex, mode: 'hybrid' | 'vector' = 'hybrid') =>
  index.search({ query: 'bridge', mode, limit: 10 }, neverCancelled);

/** Begins to index and stops before anything is written. */
async function beginAndStop(index: LocalWorkspaceIndex): Promise<void> {
  index.pause();
  const source = new CancelSource();
  const stopped = index.update(undefined, source.signal);
  stopped.catch(() => {});
  while ((await index.facts()).nextModel === undefined) await new Promise((resolve) => setTimeout(resolve, 2));
  source.cancel();
  await assert.rejects(stopped, { name: 'CancelledError' });
  index.resume();
}

describe('the index of a workspace whose encoder was replaced by another one at the same place', () => {
  for (const mode of ['hybrid', 'vector'] as const) {
    it(`answers by words (asked in mode ${mode}) until the new index is complete: two encoders' vectors never meet`, async () => {
      const platform = setUp();
      const first = platform.open();
      await first.update(undefined, neverCancelled);
      await search(first);
      assert.ok(platform.queries.at(-1)?.query.vector, 'with its own encoder by vectors, too');
      await first.dispose();
      platform.load = () => Promise.resolve(model('new@2'));
      const index = platform.open();
      for (const isNextBegun of [false, true]) {
        if (isNextBegun) await beginAndStop(index);
        const { hits, model: answered } = await search(index, mode);
        assert.deepEqual([hits.map(({ path }) => path), answered], [['b.md'], 'old@1']);
        const { model: asked, query } = platform.queries.at(-1) ?? {};
        assert.deepEqual([asked, query?.vector, query?.terms], ['old@1', undefined, termsOf('bridge')]);
      }
      assert.equal((await index.facts()).byWords, true);
      await index.update(undefined, neverCancelled);
      const { hits, model: answered } = await search(index, mode);
      assert.deepEqual([hits[0].path, answered], ['b.md', 'new@2']);
      assert.ok(platform.queries.at(-1)?.query.vector);
      assert.equal((await index.facts()).byWords, undefined);
      assert.deepEqual([...platform.stores.keys()], ['new@2']);
      await index.dispose();
    });
  }

  it('takes one that only runs on another device for the same', async () => {
    const platform = setUp();
    const first = platform.open();
    await first.update(undefined, neverCancelled);
    await first.dispose();
    platform.load = () => Promise.resolve(fakeModel({ vocabulary, info: { id: 'old@1', device: 'webgpu' } }));
    const index = platform.open();
    await search(index);
    assert.deepEqual([platform.queries.at(-1)?.model, platform.queries.at(-1)?.query.vector?.length], ['old@1', 32]);
    await index.dispose();
  });
});

describe('the index of a workspace whose former encoder is gone', () => {
  it('answers by words until the index of the new one is complete', async () => {
    const platform = setUp();
    const first = platform.open();
    await first.update(undefined, neverCancelled);
    await first.dispose();
    platform.load = (id) =>
      id === 'new' ? Promise.resolve(model('new@2')) : Promise.reject(new EngineError('modelNotFound'));
    const index = platform.open({ model: { ...choice, id: 'new' } });
    for (const isNextBegun of [false, true]) {
      if (isNextBegun) await beginAndStop(index);
      const { hits, model: answered } = await search(index);
      assert.deepEqual([hits.map(({ path }) => path), answered], [['b.md'], 'old@1']);
      assert.equal(platform.queries.at(-1)?.query.vector, undefined);
    }
    assert.equal((await index.facts()).byWords, true);
    await index.update(undefined, neverCancelled);
    assert.equal((await search(index)).model, 'new@2');
    assert.equal((await index.facts()).byWords, undefined);
    await index.dispose();
  });

  it('says so where the new one cannot be had either', async () => {
    const platform = setUp();
    const first = platform.open();
    await first.update(undefined, neverCancelled);
    await first.dispose();
    platform.load = (id) => Promise.reject(new EngineError('modelNotFound', { subject: id }));
    const index = platform.open({ model: { ...choice, id: 'new' } });
    await assert.rejects(search(index), { code: 'modelNotFound', details: { subject: 'new' } });
    await index.dispose();
  });
});

describe('the question before long work', () => {
  const addFiles = (platform: FakePlatform, from: number): void => {
    for (let n = from; n < from + 30; n++) platform.files.set(`many/${n}.md`, `winter ${n}`);
  };
  const asked: IndexPlan[] = [];
  const events = (answer: boolean) => ({
    confirm: (size: IndexPlan) => {
      asked.push(size);
      return Promise.resolve(answer);
    },
  });
  beforeEach(() => void asked.splice(0));

  it('comes when a small index is to become a large one, too', async () => {
    const platform = setUp();
    const index = platform.open({}, events(false));
    assert.equal(await index.update(undefined, neverCancelled), 'done');
    addFiles(platform, 0);
    assert.equal(await index.update(undefined, neverCancelled), 'declined');
    assert.equal((await index.facts()).files, 2);
    assert.deepEqual(
      asked.map(({ files }) => files),
      [30],
    );
    await index.dispose();
  });

  it('comes when a large folder is moved into the workspace, of which only the folder is told', async () => {
    const platform = setUp();
    const index = platform.open({}, events(false));
    await index.update(undefined, neverCancelled);
    addFiles(platform, 0);
    assert.equal(await index.update(['many'], neverCancelled), 'declined');
    assert.equal((await index.facts()).files, 2);
    assert.equal(asked.length, 1);
    await index.dispose();
  });

  it('is not asked again once it was answered with yes, in the next session neither, nor for another encoder', async () => {
    const platform = setUp();
    addFiles(platform, 0);
    const index = platform.open({}, events(true));
    assert.equal(await index.update(undefined, neverCancelled), 'done');
    await index.dispose();
    addFiles(platform, 100);
    const again = platform.open({}, events(false));
    assert.equal(await again.update(undefined, neverCancelled), 'done');
    await again.dispose();
    platform.load = () => Promise.resolve(model('new@2'));
    const other = platform.open({ model: { ...choice, id: 'new' } }, events(false));
    assert.equal(await other.update(undefined, neverCancelled), 'done');
    await other.dispose();
    assert.equal(asked.length, 1);
  });

  it('is asked again after the index was deleted', async () => {
    const platform = setUp();
    addFiles(platform, 0);
    const index = platform.open({}, events(true));
    await index.update(undefined, neverCancelled);
    await index.clear();
    await index.update(undefined, neverCancelled);
    assert.equal(asked.length, 2);
    await index.dispose();
  });
});

describe('the index of a workspace that another window has open, too', () => {
  const open = (platform: FakePlatform) => {
    let changes = 0;
    const index = platform.open({}, { changed: () => void changes++ });
    return { index, changes: () => changes };
  };
  const setUpFilled = async () => {
    const platform = setUp();
    const opened = open(platform);
    await opened.index.update(undefined, neverCancelled);
    const [store] = platform.stores.values();
    return { platform, store, ...opened };
  };

  it('tells what that one commits, and that it was deleted, but not what is its own work', async () => {
    const { platform, store, index, changes } = await setUpFilled();
    platform.files.set('c.md', 'More of the winter.');
    await index.update(['c.md'], neverCancelled);
    assert.equal(changes(), 0);
    await store.removeFiles(['a.md', 'b.md', 'c.md']);
    assert.equal(changes(), 1);
    assert.equal((await index.facts()).files, 0);
    await index.clear();
    assert.ok(changes() > 1);
    await index.dispose();
  });

  it('is remembered again when it is made anew after it was deleted there', async () => {
    const { platform, store, index } = await setUpFilled();
    const note = platform.note;
    await store.removeFiles(['a.md', 'b.md']);
    platform.note = undefined;
    await index.update(undefined, neverCancelled);
    assert.equal(platform.note, note);
    await index.dispose();
    const again = platform.open();
    assert.equal((await again.facts()).files, 2);
    await again.dispose();
  });
});

describe('the index of a workspace that another window brings in step', () => {
  it('tells what that window adds while it waits for it, and looks itself when nothing comes any more', async () => {
    const clock = new FakeClock();
    const platform = new FakePlatform(() => Promise.resolve(model('old@1')), { clock });
    platform.files.set('a.md', 'The river.');
    await platform.open().update(undefined, neverCancelled);
    const [store] = platform.stores.values();
    platform.leads = false;
    const told: { files: number; elsewhere?: boolean }[] = [];
    const index = platform.open({}, { changed: () => void index.facts().then((facts) => told.push(facts)) });
    let isDone = false;
    const done = index.update(undefined, neverCancelled).finally(() => (isDone = true));
    const turn = () => new Promise((resolve) => setTimeout(resolve, 5));
    await turn();
    await store.replaceFiles([makeFile('b.md', { chunks: 1, dims: store.spec.dims })]);
    for (let n = 0; n < 20 && !isDone; n++) {
      clock.advance(5000);
      await turn();
    }
    assert.equal(await done, 'done');
    assert.deepEqual(
      told.map(({ files, elsewhere }) => [files, elsewhere]),
      [
        [1, true],
        [2, true],
      ],
    );
    const { elsewhere, files } = await index.facts();
    assert.deepEqual([files, elsewhere], [1, undefined], 'b.md is no file of the folder');
    await index.dispose();
  });
});
