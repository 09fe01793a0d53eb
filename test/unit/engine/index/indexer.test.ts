import assert from 'node:assert/strict';
import { CancelledError, CancelSource } from '../../../../src/core/cancel';
import { EngineError } from '../../../../src/engine/errors';
import { Indexer } from '../../../../src/engine/index/indexer';
import type { IndexerOptions } from '../../../../src/engine/index/indexerOptions';
import { memoryIndex } from '../../../../src/engine/index/memoryIndex';
import type { WorkSize } from '../../../../src/engine/index/report';
import type { IndexProgress } from '../../../../src/engine/index/types';
import { FakeClock } from '../../../support/fakeClock';
import { fakeEngine } from '../../../support/fakeEngine';
import { FakeFiles, hash, paragraphChunker, spec, WordEmbedder } from '../../../support/fakeWorkspace';

function setUp(options: Partial<IndexerOptions> = {}) {
  const files = new FakeFiles();
  const embedder = new WordEmbedder();
  const index = memoryIndex(spec);
  const clock = new FakeClock();
  const make = () => new Indexer({ index, files, chunker: paragraphChunker, embedder, hash, clock, ...options });
  return { files, embedder, index, clock, indexer: make(), another: make };
}

const fourFiles = {
  'docs/a.md': 'red fox',
  'docs/deep/b.md': 'blue sea',
  'docs2/c.md': 'grey owl',
  'top.md': 'a tree',
};

/** Files whose path begins with `from` begin with `to` then; undefined: they are deleted. */
function move(files: FakeFiles, from: string, to: string | undefined): void {
  for (const [path, text] of [...files.texts]) {
    if (!path.startsWith(from)) continue;
    files.texts.delete(path);
    if (to !== undefined) files.set(to + path.slice(from.length), text);
  }
}

describe('engine/index/indexer', () => {
  it('embeds each chunk once and reports what it did', async () => {
    const { files, embedder, indexer } = setUp();
    files.set('a.md', 'red fox\n\nblue sea');
    files.set('b.md', 'blue sea\n\ngreen hill');
    files.exclusions.set('id_rsa', { rule: 'secret', pattern: 'id_rsa' });
    const report = await indexer.sync();
    assert.deepEqual(
      { ...report, seconds: 0 },
      {
        files: 2,
        chunks: 4,
        embedded: 3,
        reused: 1,
        removed: 0,
        skipped: [{ path: 'id_rsa', reason: 'secret', detail: 'id_rsa' }],
        seconds: 0,
        complete: true,
      },
    );
    assert.deepEqual([...embedder.asked].sort(), ['blue sea', 'green hill', 'red fox']);
  });

  it('reads nothing again that did not change, also in a new process', async () => {
    const { files, another } = setUp();
    files.set('a.md', 'red fox');
    await another().sync();
    files.reads.length = 0;
    const report = await another().sync();
    assert.deepEqual(files.reads, []);
    assert.deepEqual([report.embedded, report.reused], [0, 1]);
  });

  it('looks into a file that was only touched, and leaves it at that', async () => {
    const { files, index, indexer } = setUp();
    files.set('a.md', 'red fox');
    await indexer.sync();
    const { generation } = await index.stats();
    files.set('a.md', 'red fox');
    files.reads.length = 0;
    await indexer.sync();
    await indexer.sync();
    assert.deepEqual(files.reads, ['a.md']);
    assert.equal((await index.stats()).generation, generation);
  });

  it('reads a file once that its content keeps out, and again when it changed', async () => {
    const { files, indexer } = setUp();
    files.set('a.md', 'red\0fox');
    const binary = [{ path: 'a.md', reason: 'binary' }];
    assert.deepEqual((await indexer.sync()).skipped, binary);
    assert.deepEqual((await indexer.sync()).skipped, binary);
    assert.deepEqual(files.reads, ['a.md']);
    files.set('a.md', 'red fox');
    const { skipped, chunks } = await indexer.sync();
    assert.deepEqual([skipped, chunks], [[], 1]);
  });

  it('embeds only the changed chunks of a file', async () => {
    const { files, embedder, indexer } = setUp();
    files.set('a.md', 'red fox\n\nblue sea\n\ngreen hill');
    await indexer.sync();
    files.set('a.md', 'red fox\n\ngrey sea\n\ngreen hill');
    embedder.asked.length = 0;
    await indexer.update(['a.md']);
    assert.deepEqual(embedder.asked, ['grey sea']);
  });

  it('takes the vectors along when a file is renamed, and forgets a removed one', async () => {
    const { files, embedder, index, indexer } = setUp();
    files.set('a.md', 'red fox');
    files.set('c.md', 'blue sea');
    await indexer.sync();
    files.texts.delete('a.md');
    files.texts.delete('c.md');
    files.set('b.md', 'red fox');
    embedder.asked.length = 0;
    await indexer.update(['a.md', 'b.md', 'c.md']);
    assert.deepEqual(embedder.asked, []);
    assert.deepEqual(
      (await index.files()).map(({ path }) => path),
      ['b.md'],
    );
  });

  const news: readonly (readonly [string, readonly string[], (files: FakeFiles) => void, readonly string[]])[] = [
    ['a folder that is gone', ['docs'], (files) => move(files, 'docs/', undefined), ['docs2/c.md', 'top.md']],
    [
      'a folder that was renamed, of which only the folders are told',
      ['docs', 'texts'],
      (files) => move(files, 'docs/', 'texts/'),
      ['docs2/c.md', 'texts/a.md', 'texts/deep/b.md', 'top.md'],
    ],
    [
      'a folder in the place of a file',
      ['top.md'],
      (files) => move(files, 'top.md', 'top.md/x.md'),
      ['docs/a.md', 'docs/deep/b.md', 'docs2/c.md', 'top.md/x.md'],
    ],
    [
      'a file in the place of a folder',
      ['docs'],
      (files) => {
        move(files, 'docs/', undefined);
        files.set('docs', 'a hill');
      },
      ['docs', 'docs2/c.md', 'top.md'],
    ],
  ];
  for (const [name, paths, change, left] of news) {
    it(`follows ${name}`, async () => {
      const { files, embedder, index, indexer } = setUp();
      for (const [path, text] of Object.entries(fourFiles)) files.set(path, text);
      await indexer.sync();
      embedder.asked.length = 0;
      change(files);
      await indexer.update(paths);
      assert.deepEqual((await index.files()).map(({ path }) => path).sort(), left);
      assert.deepEqual(embedder.asked, files.texts.has('docs') ? ['a hill'] : []);
      assert.equal(indexer.progress.filesDone, indexer.progress.filesTotal);
    });
  }

  it('forgets nothing of a folder that cannot be read now', async () => {
    const { files, index, indexer } = setUp();
    for (const [path, text] of Object.entries(fourFiles)) files.set(path, text);
    await indexer.sync();
    move(files, 'docs/', undefined);
    move(files, 'docs2/', undefined);
    files.unread = 'docs';
    assert.equal((await indexer.sync()).removed, 1);
    assert.deepEqual((await index.files()).map(({ path }) => path).sort(), ['docs/a.md', 'docs/deep/b.md', 'top.md']);
    files.unread = undefined;
    assert.equal((await indexer.sync()).removed, 2);
  });

  it('goes on after a file that cannot be cut', async () => {
    const { files, indexer } = setUp();
    files.set('a.md', 'poison');
    files.set('b.md', 'red fox');
    const report = await indexer.sync();
    assert.equal(report.files, 1);
    assert.deepEqual(report.skipped, [{ path: 'a.md', reason: 'failed', detail: 'it cannot be cut' }]);
  });

  it('finds the one file of a group that brings the encoder down', async () => {
    const { files, embedder, indexer } = setUp();
    embedder.before = (texts) => {
      if (texts.includes('bad')) throw new EngineError('encoderCrashed', { reason: 'signal 9' });
      return Promise.resolve();
    };
    for (const [name, text] of Object.entries({ a: 'good', b: 'bad', c: 'fine' })) files.set(`${name}.md`, text);
    const report = await indexer.sync();
    assert.equal(report.files, 2);
    assert.deepEqual(report.skipped, [{ path: 'b.md', reason: 'failed', detail: 'signal 9' }]);
  });

  it('fails as a whole where the model is not there, and works again later', async () => {
    const { files, embedder, indexer } = setUp();
    files.set('a.md', 'red fox');
    embedder.before = () => Promise.reject(new EngineError('modelNotFound'));
    await assert.rejects(indexer.sync(), { code: 'modelNotFound' });
    assert.equal(indexer.progress.state, 'failed');
    embedder.before = () => Promise.resolve();
    assert.equal((await indexer.sync()).files, 1);
  });

  it('commits as it goes, so that a cancelled run goes on where it was', async () => {
    const { files, embedder, index, indexer } = setUp({ groupChunks: 1 });
    for (let n = 0; n < 10; n++) files.set(`${n}.md`, `word${n}`);
    embedder.before = () => {
      if (embedder.asked.length === 4) indexer.cancel();
      return Promise.resolve();
    };
    await assert.rejects(indexer.sync(), CancelledError);
    const { files: committed } = await index.stats();
    assert.ok(committed >= 3 && committed < 10, String(committed));
    embedder.asked.length = 0;
    embedder.before = () => Promise.resolve();
    await indexer.sync();
    assert.equal((await index.stats()).files, 10);
    assert.equal(embedder.asked.length, 10 - committed);
  });

  it('answers a cancel at once, also while a file is cut', async () => {
    let cut = (): void => {};
    const chunker = {
      ...paragraphChunker,
      chunk: () => new Promise<never[]>((resolve) => (cut = () => resolve([]))),
    };
    const { files, index, indexer } = setUp({ chunker });
    files.set('a.md', 'red fox');
    const source = new CancelSource();
    const done = indexer.sync(source.signal);
    await new Promise((resolve) => setTimeout(resolve, 5));
    source.cancel();
    await assert.rejects(done, CancelledError);
    cut();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await index.stats()).files, 0);
  });

  it('begins anew beside a run that was cancelled and has not ended yet', async () => {
    const { files, embedder, index, indexer } = setUp({ groupChunks: 1 });
    for (let n = 0; n < 6; n++) files.set(`${n}.md`, `word${n}`);
    const held: (() => void)[] = [];
    embedder.before = () => new Promise((resolve) => held.push(resolve));
    const first = indexer.sync();
    await new Promise((resolve) => setTimeout(resolve, 5));
    indexer.cancel();
    embedder.before = () => Promise.resolve();
    const second = indexer.sync();
    setTimeout(() => held.forEach((goOn) => goOn()), 10);
    await assert.rejects(first, CancelledError);
    assert.equal((await second).files, 6);
    assert.equal((await index.stats()).files, 6);
  });

  it('is cancelled, not complete, where it asks and is told to stop', async () => {
    let answer = (_goOn: boolean): void => {};
    const { files, indexer } = setUp({ confirm: () => new Promise((resolve) => (answer = resolve)) });
    for (let n = 0; n < 2001; n++) files.set(`${n}.md`, 'same words');
    const done = indexer.sync();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(indexer.progress.state, 'asking');
    indexer.cancel();
    answer(true);
    await assert.rejects(done, CancelledError);
  });

  it('waits while it is paused', async () => {
    const { files, embedder, indexer } = setUp({ groupChunks: 1 });
    for (let n = 0; n < 6; n++) files.set(`${n}.md`, `word${n}`);
    let paused = false;
    embedder.before = () => {
      if (!paused) indexer.pause();
      paused = true;
      return Promise.resolve();
    };
    const done = indexer.sync();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(indexer.progress.state, 'paused');
    assert.ok(embedder.asked.length <= 2);
    indexer.resume();
    assert.equal((await done).files, 6);
  });

  it('begins no batch after the one in which it is paused, in the middle of a file too', async () => {
    const pauseAt = 3;
    const { engine, model } = fakeEngine({
      vocabulary: ['river'],
      beforeRun: async () => void (model.encoder.runs.length === pauseAt && indexer.pause()),
    });
    const { files, indexer } = setUp({ embedder: engine });
    const { runs } = model.encoder;
    // Each fills a batch.
    files.set('a.md', Array.from({ length: 12 }, (_, n) => 'river '.repeat(200 + n)).join('\n\n'));
    const done = indexer.sync();
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(runs.length, pauseAt);
    assert.equal(indexer.progress.state, 'paused');
    indexer.resume();
    assert.equal((await done).chunks, 12);
    assert.equal(runs.length, 12);
  });

  it('hands the share of the time that it may take on to the encoder', () => {
    const { embedder, indexer } = setUp({ cpuShare: 0.5 });
    assert.equal(embedder.share, 0.5);
    indexer.setCpuShare(0.25);
    assert.equal(embedder.share, 0.25);
  });

  it('asks before large work, once, and leaves the index alone when the answer is no', async () => {
    const sizes: number[] = [];
    let answer = false;
    const confirm = (size: WorkSize) => {
      sizes.push(size.files);
      // Many small files take longer than their letters alone.
      assert.ok(size.seconds > 5 && size.sizeBytes < 100_000, `${size.sizeBytes} bytes in ${size.seconds} s`);
      return Promise.resolve(answer);
    };
    const { files, index, indexer } = setUp({ confirm });
    for (let n = 0; n < 2001; n++) files.set(`${n}.md`, 'same words');
    assert.equal((await indexer.sync()).complete, false);
    assert.equal((await index.stats()).files, 0);
    answer = true;
    await indexer.sync();
    assert.equal((await index.stats()).files, 2001);
    files.set('more.md', 'other');
    await indexer.sync();
    assert.deepEqual(sizes, [2001, 2001]);
  });

  it('asks sooner where the machine is known to be slow or lends little of its time, and tells the longer time', async () => {
    const seconds: number[] = [];
    const confirm = (size: { seconds: number }) => {
      seconds.push(size.seconds);
      return Promise.resolve(false);
    };
    for (const options of [{}, { assumedBytesPerSecond: 10_000 }, { cpuShare: 0.125 }]) {
      const { files, indexer } = setUp({ confirm, ...options });
      for (let n = 0; n < 20; n++) files.set(`${n}.md`, 'x'.repeat(100_000));
      await indexer.sync();
    }
    const { files, indexer } = setUp({ confirm });
    for (let n = 0; n < 20; n++) files.set(`${n}.md`, 'x'.repeat(100_000));
    // The machine has gone on to its battery.
    indexer.setCpuShare(0.1);
    await indexer.sync();
    assert.deepEqual(seconds, [200, 160, 200]);
  });

  it('leaves out what is new where there is no room, and takes what changed and what was renamed', async () => {
    let room = true;
    const { files, index, indexer } = setUp({ hasRoom: () => Promise.resolve(room) });
    files.set('a.md', 'red fox');
    files.set('b.md', 'blue sea');
    await indexer.sync();
    room = false;
    files.set('a.md', 'grey fox');
    files.set('c.md', 'green hill');
    files.set('moved.md', 'blue sea');
    files.texts.delete('b.md');
    const { skipped } = await indexer.sync();
    const paths = async () => (await index.files()).map(({ path }) => path).sort();
    assert.deepEqual(await paths(), ['a.md', 'moved.md']);
    assert.deepEqual(skipped, [{ path: 'c.md', reason: 'full' }]);
    assert.equal((await index.files()).find(({ path }) => path === 'a.md')?.hash, await hash('grey fox'));
    room = true;
    assert.deepEqual((await indexer.sync()).skipped, []);
    assert.deepEqual(await paths(), ['a.md', 'c.md', 'moved.md']);
  });

  it('tells how far it is', async () => {
    const { files, embedder, clock, indexer } = setUp({ groupChunks: 1 });
    for (let n = 0; n < 4; n++) files.set(`${n}.md`, `word${n}`);
    embedder.before = () => Promise.resolve(clock.advance(1000));
    const told: IndexProgress[] = [];
    indexer.onDidProgress((progress) => told.push(progress));
    await indexer.sync();
    assert.equal(told[0].state, 'scanning');
    const last = told.filter(({ state }) => state === 'indexing').at(-1);
    assert.deepEqual([last?.filesDone, last?.filesTotal, last?.chunksDone], [4, 4, 4]);
    assert.ok(last && last.chunksPerSecond > 0.5 && last.chunksPerSecond <= 4);
    assert.ok(told.some(({ secondsLeft = 0 }) => secondsLeft > 0));
    assert.equal(told.at(-1)?.state, 'idle');
  });
});
