// The index in a browser's own storage, in a Worker of a page: what every index must do, wherever this one is kept, and what
// an end without order leaves.

import assert from 'node:assert/strict';
import { CancelledError } from '../../src/core/cancel';
import type { ChunkIndex, IndexSpec } from '../../src/engine/index/types';
import type { DatabasesKind } from '../../src/runtime/browser/index/databases';
import { startBrowser, type Browser } from '../support/browser';
import { makeFile, testSpec } from '../support/chunkRows';
import { describeConformance } from '../support/indexConformance';
import { usePages } from '../support/pages';
import type { StorePage } from './storePage';
import type { StoreCall } from './storeWorker';
import { fromText, toText } from './values';

type Global = typeof globalThis & { storePage: StorePage };

describe('an index in a browser', () => {
  const origin = usePages();
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
    await browser.page.goto(`${origin()}/page.html`);
    await browser.page.addScriptTag({ path: 'dist-test/test/web/storePage.js' });
  });
  after(() => browser.close());

  async function call(op: StoreCall['op'], index: number, ...given: unknown[]): Promise<unknown> {
    const { value, error } = await browser.page.evaluate(
      (given) => (globalThis as Global).storePage.call(given.op, given.index, given.text),
      { op, index, text: toText(given) },
    );
    if (error) throw Object.assign(error.name === 'RangeError' ? new RangeError() : new Error(), error);
    return value === undefined ? undefined : fromText(value);
  }
  const begin = async (place: string, kind?: DatabasesKind): Promise<unknown> => {
    await browser.page.evaluate(() => (globalThis as Global).storePage.begin());
    return call('start', -1, place, kind);
  };
  const kill = (): Promise<void> => browser.page.evaluate(() => (globalThis as Global).storePage.kill());

  /** The index as one in this process. */
  async function open(spec: IndexSpec = testSpec): Promise<ChunkIndex> {
    const index = (await call('open', -1, spec)) as number;
    const ask = <T>(op: keyof ChunkIndex, ...given: unknown[]): Promise<T> => call(op, index, ...given) as Promise<T>;
    const listeners = new Set<(generation: number) => void>();
    const tell = async <T>(work: Promise<T>): Promise<T> => {
      const done = await work;
      const news = await browser.page.evaluate(() => (globalThis as Global).storePage.news());
      for (const each of news) if (each.index === index) for (const listener of listeners) listener(each.generation);
      return done;
    };
    let closed: Promise<void> | undefined;
    return {
      spec,
      writable: true,
      kind: '',
      files: () => ask('files'),
      replaceFiles: (files) => tell(ask('replaceFiles', files)),
      removeFiles: (paths) => tell(ask('removeFiles', paths)),
      vectorsByHash: (hashes) => ask('vectorsByHash', hashes),
      candidates: async (query, cancel) => {
        if (cancel?.cancelled) throw new CancelledError();
        return ask('candidates', query);
      },
      onDidChange: (listener) => {
        listeners.add(listener);
        return { dispose: () => void listeners.delete(listener) };
      },
      stats: () => ask('stats'),
      verify: () => ask('verify'),
      close: () => (closed ??= ask('close')),
    };
  }

  let places = 0;
  for (const kind of ['sqlite-opfs', 'sqlite-indexeddb', 'sqlite-memory'] as const) {
    let isStarted = false;
    describeConformance(`${kind} in a browser`, {
      tolerance: 0.02,
      bm25: true,
      secondConnection: false,
      keeps: kind !== 'sqlite-memory',
      largeFile: 2000,
      open: async (spec) => {
        if (!isStarted) assert.equal(await begin(`${kind}-${++places}`, kind), kind);
        isStarted = true;
        return open(spec);
      },
      cleanUp: async () => {
        await call('end', -1);
        await kill();
        isStarted = false;
      },
    });
  }

  it('is kept in files of the origin where nothing is asked for', async () => {
    assert.equal(await begin('any'), 'sqlite-opfs');
    await kill();
  });

  it('loses no commit that was answered when its Worker is taken down at any moment', async () => {
    const acknowledged = new Set<string>();
    for (let round = 0; round < 8; round++) {
      await begin('killed', 'sqlite-opfs');
      const index = await open();
      assert.deepEqual(await index.verify(), []);
      const there = new Set((await index.files()).map(({ path }) => path));
      for (const path of acknowledged) assert.ok(there.has(path), `${path} is lost`);
      const writing = (async () => {
        for (let n = 0; ; n++) {
          const path = `round-${round}/file-${n}.md`;
          await index.replaceFiles([makeFile(path, { chunks: 20 })]);
          acknowledged.add(path);
        }
      })();
      writing.catch(() => {});
      const before = acknowledged.size;
      while (acknowledged.size === before) await new Promise((resolve) => setTimeout(resolve, 10));
      await new Promise((resolve) => setTimeout(resolve, 13 * round));
      await kill();
    }
    assert.ok(acknowledged.size >= 8);
  });

  it('is made anew after contradictions were met in it', async () => {
    await begin('damaged', 'sqlite-opfs');
    const index = await open();
    await index.replaceFiles([makeFile('a.md')]);
    await call('noteDamage', -1);
    await index.close();
    const again = await open();
    assert.equal((await again.stats()).files, 0);
    await again.replaceFiles([makeFile('b.md')]);
    await again.close();
    assert.equal((await (await open()).stats()).files, 1);
    await kill();
  });

  it('keeps what was committed a moment before, where a database is kept whole', async () => {
    await begin('whole', 'sqlite-indexeddb');
    const index = await open();
    await index.replaceFiles([makeFile('a.md')]);
    // Kept some time after the commit, without an orderly end.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    await kill();
    await begin('whole', 'sqlite-indexeddb');
    assert.deepEqual(
      (await (await open()).files()).map(({ path }) => path),
      ['a.md'],
    );
    await kill();
  });
});
