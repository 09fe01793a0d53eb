// Semantic search over a connection in memory, with an index whose passages the test sets: life of the index, consent,
// changes of files, folders, and each request.

import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/errors';
import type { FileExplanation, IndexStatus, SearchResult } from '../../src/protocol/search';
import { eventually, failure, settled, TestClient, type TestClientOptions } from './support/client';
import { passage } from './support/fakeIndex';
import { FakeRuntime } from './support/fakeRuntime';

const folder = { uri: 'file:///work', name: 'work' };
const other = { uri: 'file:///else/work', name: 'work' };
const params = { query: 'bees', mode: 'hybrid', limit: 10 };

describe('server search', () => {
  let runtime: FakeRuntime;
  let client: TestClient;

  beforeEach(() => {
    runtime = new FakeRuntime();
    runtime.passages = [passage('bees.md', 'keeping bees'), passage('notes/stars.md', 'the stars', 3)];
  });
  afterEach(() => client.stop());

  const start = async (options: TestClientOptions = {}): Promise<void> => {
    client = await TestClient.start(runtime, {
      folders: [folder],
      initializationOptions: { hasCommands: true, indexFolder: '/store' },
      ...options,
    });
  };
  const search = (more: object = {}): Promise<SearchResult> =>
    client.request('semanticText/search', { ...params, ...more });
  const status = (): Promise<IndexStatus> => client.request('semanticText/indexStatus');
  const control = (action: string, consent?: boolean): Promise<IndexStatus> =>
    client.request('semanticText/controlIndex', { action, consent });
  const ready = (): Promise<void> =>
    eventually(() => client.indexStates.at(-1)?.state === 'ready', 'the index is ready');
  const changed = (...uris: string[]): Promise<void> =>
    client.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: uris.map((uri) => ({ uri, type: 2 })),
    });

  it('indexes with the first search and finds afterwards', async () => {
    await start();
    assert.equal((await status()).state, 'absent');
    assert.equal(runtime.indexes[0].updates.length, 0);
    await search();
    await ready();
    const { hits, model, index } = await search();
    assert.deepEqual(
      hits.map(({ uri, path }) => [uri, path]),
      [['file:///work/bees.md', 'bees.md']],
    );
    assert.equal(model, 'fake@1');
    assert.deepEqual([index.state, index.files, index.chunks, index.store], ['ready', 2, 2, 'fake']);
    assert.deepEqual(runtime.indexes[0].updates, [undefined]);
    assert.ok(client.registered.includes('workspace/didChangeWatchedFiles'));
  });

  it('answers while the index is being built', async () => {
    runtime.onOpenIndex = (index) => {
      index.holds = true;
      index.indexed = [passage('bees.md', 'keeping bees')];
    };
    await start();
    const { hits } = await search();
    assert.equal(hits.length, 1);
    await eventually(() => runtime.indexes[0].updates.length === 1, 'the update begins');
    assert.equal((await status()).state, 'indexing');
    runtime.indexes[0].finish();
    await ready();
  });

  it('asks before long work, once, and stays away after "not now"', async () => {
    runtime.onOpenIndex = (index) => (index.plan = { files: 5000, sizeBytes: 1e7, seconds: 300 });
    await start();
    await search();
    await eventually(() => client.indexStates.at(-1)?.state === 'asking', 'it asks');
    assert.deepEqual((await status()).plan, { files: 5000, sizeBytes: 1e7, seconds: 300 });
    assert.equal((await control('decline')).state, 'stopped');
    await search();
    await settled(client);
    assert.equal(runtime.indexes[0].updates.length, 1);
    await control('start');
    await eventually(() => client.indexStates.at(-1)?.state === 'asking', 'it asks again');
    await control('start', true);
    await ready();
    assert.equal((await search()).hits.length, 1);
  });

  it('asks also where a small index is there already, which answers meanwhile and after "not now"', async () => {
    await start();
    await search();
    await ready();
    const [index] = runtime.indexes;
    index.plan = { files: 5000, sizeBytes: 1e7, seconds: 300 };
    await changed('file:///work/.gitignore');
    await settled(client);
    runtime.clock.advance(500);
    await eventually(() => client.indexStates.at(-1)?.state === 'asking', 'it asks');
    assert.equal((await search()).hits.length, 1);
    const { state, files } = await control('decline');
    assert.deepEqual([state, files], ['stopped', 2]);
    assert.equal((await search()).hits.length, 1);
    assert.equal(index.updates.length, 2, 'nothing starts by itself');
    await control('start', true);
    await ready();
  });

  it('says that it was stopped while there is more to find, until it is told to go on', async () => {
    runtime.onOpenIndex = (index) => {
      index.holds = true;
      index.indexed = [passage('bees.md', 'keeping bees')];
    };
    await start();
    await search();
    const [index] = runtime.indexes;
    await eventually(() => client.indexStates.at(-1)?.state === 'indexing', 'it indexes');
    assert.equal((await control('cancel')).state, 'stopped');
    index.holds = false;
    assert.equal((await search()).index.state, 'stopped');
    await control('start');
    await ready();
  });

  it('begins nothing by itself where a person stopped it in a former session, until it is told to', async () => {
    await start({ initializationOptions: { indexFolder: '/store', isIndexStopped: true } });
    assert.equal((await status()).state, 'stopped');
    const { hits, index } = await search();
    await settled(client);
    assert.deepEqual([hits.length, index.state, runtime.indexes[0].updates.length], [0, 'stopped', 0]);
    await control('start');
    await ready();
    assert.equal((await search()).hits.length, 1);
  });

  it('names the folders that could not be read', async () => {
    let unreadFolders: readonly string[] = ['notes', 'work-2'];
    runtime.onOpenIndex = (index) => {
      const { facts } = index;
      index.facts = async () => ({ ...(await facts.call(index)), unreadFolders });
    };
    await start();
    assert.deepEqual((await status()).unreadFolders, ['notes', 'work-2']);
    unreadFolders = [];
    await search();
    await ready();
    assert.equal((await status()).unreadFolders, undefined);
  });

  it('tells that the index of a former encoder answers by words alone', async () => {
    runtime.onOpenIndex = (index) => {
      const { facts } = index;
      index.facts = async () => ({ ...(await facts.call(index)), model: 'old@1', nextModel: 'new@2', byWords: true });
    };
    await start();
    const { model, nextModel, byWords } = await status();
    assert.deepEqual([model, nextModel, byWords], ['old@1', 'new@2', true]);
  });

  it('takes changes of files after a pause, and all files when the rules change', async () => {
    await start();
    await search();
    await ready();
    const [index] = runtime.indexes;
    await changed('file:///work/a%20b.md', 'file:///work/.git/index', 'file:///elsewhere/c.md');
    await settled(client);
    assert.equal(index.updates.length, 1, 'it waits for quiet');
    runtime.clock.advance(500);
    await eventually(() => index.updates.length === 2, 'the change is taken');
    assert.deepEqual(index.updates[1], ['a b.md']);
    await ready();
    await changed('file:///work/sub/.gitignore');
    await settled(client);
    runtime.clock.advance(500);
    await eventually(() => index.updates.length === 3, 'all is looked at');
    assert.equal(index.updates[2], undefined);
  });

  it('keeps changes that come while it works', async () => {
    await start();
    await search();
    await ready();
    const [index] = runtime.indexes;
    index.holds = true;
    await changed('file:///work/one.md');
    await settled(client);
    runtime.clock.advance(500);
    await eventually(() => index.updates.length === 2, 'the first is taken');
    await changed('file:///work/two.md');
    await settled(client);
    runtime.clock.advance(500);
    index.finish();
    await ready();
    runtime.clock.advance(500);
    await eventually(() => index.updates.length === 3, 'the second is taken');
    assert.deepEqual(index.updates[2], ['two.md']);
  });

  it('does not follow files where that is switched off', async () => {
    await start({ settings: { semanticText: { search: { automatic: false } } } });
    await search();
    await ready();
    await changed('file:///work/one.md');
    await settled(client);
    runtime.clock.advance(500);
    await settled(client);
    assert.equal(runtime.indexes[0].updates.length, 1);
  });

  it('pauses, resumes and stops', async () => {
    runtime.onOpenIndex = (index) => (index.holds = true);
    await start();
    await search();
    const [index] = runtime.indexes;
    await eventually(() => client.indexStates.at(-1)?.state === 'indexing', 'it indexes');
    assert.equal((await control('pause')).state, 'paused');
    assert.equal(index.isPaused, true);
    assert.equal((await control('resume')).state, 'indexing');
    assert.equal(index.isPaused, false);
    assert.equal((await control('cancel')).state, 'stopped');
    await search();
    await settled(client);
    assert.equal(index.updates.length, 1, 'nothing starts by itself');
  });

  it('deletes and rebuilds', async () => {
    await start();
    await search();
    await ready();
    const [index] = runtime.indexes;
    assert.equal((await control('delete')).state, 'stopped');
    assert.equal(index.clears, 1);
    assert.deepEqual((await search()).hits, []);
    await control('rebuild');
    await ready();
    assert.equal(index.clears, 2);
    assert.equal((await search()).hits.length, 1);
  });

  it('is made anew by a search after another window has deleted it', async () => {
    await start();
    await search();
    await ready();
    const [index] = runtime.indexes;
    index.indexed = [];
    assert.deepEqual((await search()).hits, []);
    await eventually(() => index.updates.length === 2, 'all is looked at');
    assert.equal(index.updates[1], undefined);
    await ready();
    assert.equal((await search()).hits.length, 1);
    assert.equal((await search({ query: 'nowhere' })).hits.length, 0);
    await settled(client);
    assert.equal(index.updates.length, 2, 'what is not there starts nothing');
  });

  for (const isTold of [true, false]) {
    it(`is not filled with what changes after another window has deleted it${isTold ? ', and says so' : ''}`, async () => {
      await start();
      await search();
      await ready();
      const [index] = runtime.indexes;
      index.indexed = [];
      if (isTold) {
        index.events.changed();
        await eventually(() => client.indexStates.at(-1)?.state === 'absent', 'it says that there is none');
      }
      await changed('file:///work/one.md');
      await settled(client);
      runtime.clock.advance(500);
      await settled(client);
      assert.equal((await status()).state, 'absent');
      assert.equal(index.updates.length, 1);
      await search();
      await ready();
      assert.deepEqual(index.updates, [undefined, undefined]);
    });
  }

  it('says that the index is full, and goes on when the limit is raised', async () => {
    runtime.onOpenIndex = (index) => {
      const { facts } = index;
      index.result = 'full';
      index.facts = async () => ({ ...(await facts.call(index)), leftOut: 3 });
    };
    await start();
    await search();
    await ready();
    assert.deepEqual([(await status()).full, (await status()).leftOut], [true, 3]);
    assert.equal((await search()).hits.length, 1, 'what is there is found');
    const [index] = runtime.indexes;
    index.result = 'done';
    await client.changeSettings({ semanticText: { search: { maximumSizeMb: 5000 } } });
    await eventually(() => index.updates.length === 2, 'it goes on');
    await ready();
    assert.deepEqual([(await status()).full, (await status()).leftOut], [undefined, undefined]);
    assert.equal(index.limits.at(-1)?.maximumSizeBytes, 5e9);
  });

  it('opens the index over the shared one of the settings, with the password that the editor keeps', async () => {
    await start({
      settings: { semanticText: { search: { sharedIndex: 'postgres://me@host/search', sharedName: 'shop' } } },
    });
    const asked: unknown[] = [];
    client.connection.onRequest('semanticText/sharedPassword', (params: unknown) => {
      asked.push(params);
      return 'hunter2';
    });
    const { shared } = await status();
    assert.deepEqual(shared, { place: 'postgres://host/search' });
    assert.deepEqual(asked, [{ place: 'postgres://host/search' }]);
    assert.deepEqual(runtime.indexes[0].options.shared, {
      url: 'postgres://me@host/search',
      workspace: 'shop',
      password: 'hunter2',
    });
    await control('reopen');
    assert.deepEqual([runtime.indexes.length, runtime.indexes[0].isDisposed], [2, true]);
    await ready();
    runtime.indexes[1].events.sharedChanged();
    runtime.clock.advance(500);
    await eventually(() => runtime.indexes[1].updates.length === 2, 'all is compared with the shared index anew');
    assert.equal(runtime.indexes[1].updates[1], undefined);
  });

  it('refuses a shared index whose address holds a password, and asks no server', async () => {
    await start({ settings: { semanticText: { search: { sharedIndex: 'postgres://me:hunter2@host/search' } } } });
    const answer = await status();
    assert.deepEqual(answer.shared, { place: 'postgres://host/search', trouble: 'passwordInSettings' });
    assert.equal(runtime.indexes[0].options.shared, undefined);
    assert.ok(!JSON.stringify(answer).includes('hunter2'));
  });

  it('says why there is no index', async () => {
    await start({ folders: [] });
    assert.equal((await search()).index.state, 'noFolder');
    await client.stop();
    await start({ folders: [{ uri: 'vscode-vfs://github/a/b', name: 'b' }] });
    assert.equal((await search()).index.state, 'virtual');
    await client.stop();
    await start({ initializationOptions: {} });
    assert.equal((await search()).index.state, 'noStorage');
    await client.stop();
    await start({ settings: { semanticText: { search: { enabled: false } } } });
    assert.equal((await search()).index.state, 'disabled');
    assert.equal(runtime.indexes.length, 0);
  });

  it('indexes folders that are not on a disk where the client can read them, and says how many', async () => {
    runtime.passages = [passage('b/x/bees (1).md', 'bees')];
    await start({
      folders: [folder, { uri: 'vscode-vfs://github/a/b', name: 'b' }],
      initializationOptions: { indexFolder: '/store', canReadFiles: true },
    });
    await search();
    await ready();
    const { hits, index } = await search();
    assert.equal(hits[0].uri, 'vscode-vfs://github/a/b/x/bees%20(1).md');
    assert.deepEqual([index.virtualFolders, index.editorFolders], [undefined, 1]);
    await changed('vscode-vfs://github/a/b/new.md');
    await settled(client);
    runtime.clock.advance(500);
    await eventually(() => runtime.indexes[0].updates.length === 2, 'the change is taken');
    assert.deepEqual(runtime.indexes[0].updates[1], ['b/new.md']);
  });

  it('tells several folders apart and puts paths together again', async () => {
    runtime.passages = [passage('work-2/x/bees.md', 'bees')];
    await start({ folders: [folder, other, { uri: 'vscode-vfs://x/y', name: 'y' }] });
    await search();
    await ready();
    const { hits, index } = await search();
    assert.deepEqual(
      hits.map(({ uri, path }) => [uri, path]),
      [['file:///else/work/x/bees.md', 'work-2/x/bees.md']],
    );
    assert.equal(index.virtualFolders, 1);
    assert.deepEqual(
      runtime.indexes[0].options.folders.map(({ id, uri }) => [id, uri]),
      [
        ['work', 'file:///work'],
        ['work-2', 'file:///else/work'],
      ],
    );
  });

  it('joins the lists of a hybrid search as the setting says', async () => {
    await start({ settings: { semanticText: { search: { fusion: 'ranks' } } } });
    await search();
    await client.changeSettings({ semanticText: { search: { fusion: 'scores' } } });
    await search();
    assert.deepEqual(
      runtime.indexes[0].searches.map(({ fusion }) => fusion),
      ['ranks', 'scores'],
    );
  });

  it('gives the globs of the editor and our own with their settings', async () => {
    await start({
      settings: {
        semanticText: { search: { exclude: ['drafts/**'] } },
        'files.exclude': { '**/.git': true, '**/no': false },
        'search.exclude': { '**/node_modules': true },
      } as never,
    });
    await status();
    assert.deepEqual(runtime.indexes[0].options.folders[0].exclude, [
      { pattern: 'drafts/**', source: 'semanticText.search.exclude' },
      { pattern: '**/.git', source: 'files.exclude' },
      { pattern: '**/node_modules', source: 'search.exclude' },
    ]);
  });

  it('finds more like a passage, itself left out', async () => {
    await start();
    await search();
    await ready();
    const origin = { uri: 'file:///work/bees.md', startLine: 0, endLine: 0 };
    const answer: SearchResult = await client.request('semanticText/moreLikeThis', {
      text: 'keeping bees',
      origin,
      limit: 5,
    });
    assert.deepEqual(
      answer.hits.map(({ path }) => path),
      ['notes/stars.md'],
    );
    assert.deepEqual(runtime.indexes[0].searches.at(-1)?.like, { text: 'keeping bees', path: 'bees.md' });
  });

  it('leaves a passage out of what is like it, however the editor spells its address', async () => {
    runtime.passages = [passage('bees (1).md', 'keeping bees'), passage('notes/stars.md', 'the stars')];
    await start();
    await search();
    await ready();
    // VS Code escapes signs that others leave as they are.
    for (const uri of ['file:///work/bees%20%281%29.md', 'file:///work/bees%20(1).md']) {
      const origin = { uri, startLine: 0, endLine: 0 };
      const answer: SearchResult = await client.request('semanticText/moreLikeThis', {
        text: 'bees',
        origin,
        limit: 5,
      });
      assert.deepEqual(
        answer.hits.map(({ path }) => path),
        ['notes/stars.md'],
        uri,
      );
    }
  });

  it('explains why a file is (not) indexed', async () => {
    await start();
    const explain = (uri: string): Promise<FileExplanation> => client.request('semanticText/explainFile', { uri });
    assert.equal((await explain('file:///work/new.md')).state, 'waiting');
    await search();
    await ready();
    assert.equal((await explain('file:///work/bees.md')).state, 'indexed');
    assert.deepEqual((await explain('file:///work/yarn.lock')).exclusion, { rule: 'lockFile' });
    assert.deepEqual((await explain('file:///tmp/x.md')).exclusion, { rule: 'outside' });
  });

  it('shows the text of open documents, until they are closed', async () => {
    await start();
    await search();
    await ready();
    const uri = 'file:///work/bees.md';
    await client.open(uri, 'bees', 'markdown');
    await client.edit(uri, [0, 0], [0, 0], 'more ');
    await settled(client);
    runtime.clock.advance(400);
    assert.deepEqual(runtime.indexes[0].overlays.at(-1), ['bees.md', 'more bees']);
    await client.close(uri);
    await settled(client);
    assert.deepEqual(runtime.indexes[0].overlays.at(-1), ['bees.md', undefined]);
  });

  it('shows the text of documents that were open before there was an index', async () => {
    await start();
    await client.open('file:///work/bees.md', 'bees that are not saved', 'markdown');
    await client.open('file:///elsewhere/other.md', 'other', 'markdown');
    await search();
    await ready();
    assert.deepEqual(runtime.indexes[0].overlays, [['bees.md', 'bees that are not saved']]);
  });

  it('looks at all files again with the next search after changes could not be taken', async () => {
    await start();
    await search();
    await ready();
    const [index] = runtime.indexes;
    index.failUpdate = new EngineError('encoderCrashed');
    await changed('file:///work/new.md');
    await settled(client);
    runtime.clock.advance(500);
    await eventually(() => client.indexStates.at(-1)?.state === 'failed', 'it fails');
    index.failUpdate = undefined;
    await search();
    await ready();
    assert.deepEqual(index.updates, [undefined, ['new.md'], undefined]);
  });

  it('starts nothing by itself after it was deleted, not with a new password either', async () => {
    await start();
    await control('delete');
    await control('reopen');
    await settled(client);
    assert.deepEqual(
      runtime.indexes.map(({ updates }) => updates.length),
      [0, 0],
    );
  });

  it('closes an index that was still being opened when the server ends', async () => {
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    runtime.onOpenIndex = (index) => {
      const facts = index.facts.bind(index);
      index.facts = () => asked.then(facts);
    };
    await start();
    const looked = status().catch(() => undefined);
    await eventually(() => runtime.indexes.length === 1, 'the index is opened');
    const ended = client.request('shutdown');
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer();
    await Promise.all([looked, ended]);
    assert.equal(runtime.indexes[0].isDisposed, true);
  });

  it('tells a failure, and tries again when it is asked to', async () => {
    runtime.onOpenIndex = (index) => (index.failUpdate = new EngineError('modelNotFound', { subject: 'x' }));
    await start();
    await search();
    await eventually(() => client.indexStates.at(-1)?.state === 'failed', 'it fails');
    assert.deepEqual((await status()).reason, { code: 'modelNotFound', subject: 'x' });
    runtime.indexes[0].failUpdate = undefined;
    await control('start');
    await ready();
  });

  it('opens the index anew after its process ended', async () => {
    await start();
    await search();
    await ready();
    runtime.indexes[0].events.ended();
    await eventually(() => client.indexStates.at(-1)?.state === 'failed', 'its end is told');
    assert.deepEqual(client.indexStates.at(-1)?.reason, { code: 'encoderCrashed', subject: 'index' });
    assert.equal((await status()).state, 'absent');
    await search();
    await ready();
    assert.equal(runtime.indexes.length, 2);
  });

  it('takes another index when the encoder changes', async () => {
    await start();
    await search();
    await ready();
    await client.changeSettings({ semanticText: { model: { id: 'a/b' } } });
    await eventually(() => runtime.indexes.length === 2, 'another index is opened');
    assert.equal(runtime.indexes[0].isDisposed, true);
    assert.equal(runtime.indexes[1].options.model.id, 'a/b');
    await eventually(() => runtime.indexes[1].updates.length === 1, 'it is brought in step');
  });

  it('refuses what is no request', async () => {
    await start();
    assert.equal((await failure(search({ mode: 'other' }))).code, -32602);
    assert.equal((await failure(search({ limit: 0 }))).code, -32602);
    assert.equal((await failure(control('explode'))).code, -32602);
  });
});
