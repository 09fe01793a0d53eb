import { memoryIndex } from '../../../../src/engine/index/memoryIndex';
import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import { layered } from '../../../../src/engine/index/layered';
import type { ChunkIndex } from '../../../../src/engine/index/types';
import { makeFile, testSpec } from '../../../support/chunkRows';
import { FakeClock } from '../../../support/fakeClock';
import { describeConformance, someFiles, someQuery } from '../../../support/indexConformance';

/** Alone it must be an index like any other: the shared one below it is empty. */
let kept: ChunkIndex | undefined;
describeConformance('A local index over an empty shared one', {
  open: async (spec = testSpec) => layered((kept ??= memoryIndex(spec)), memoryIndex(spec), { clock: new FakeClock() }),
  cleanUp: async () => void (kept = undefined),
  tolerance: 1e-6,
  bm25: true,
  secondConnection: true,
  largeFile: 500,
});

describe('layered', () => {
  const make = async () => {
    const [overlay, base] = [memoryIndex(testSpec), memoryIndex(testSpec)];
    await base.replaceFiles(someFiles());
    const clock = new FakeClock();
    return { overlay, base, clock, index: layered(overlay, base, { clock }) };
  };

  it('shows the shared files, and the local ones in their place', async () => {
    const { index, overlay } = await make();
    assert.equal((await index.files()).length, someFiles().length);
    const changed = makeFile('docs/a.md', { chunks: 2, seed: 9 });
    await index.replaceFiles([changed, makeFile('new.md')]);
    const files = new Map((await index.files()).map((file) => [file.path, file]));
    assert.equal(files.get('docs/a.md')?.hash, changed.hash);
    assert.equal(files.size, someFiles().length + 1);
    assert.equal((await overlay.files()).length, 2);
    const { vector, lexical } = await index.candidates({ ...someQuery(), depth: 500 });
    for (const list of [vector, lexical]) {
      assert.ok(list.filter(({ path }) => path === 'docs/a.md').every(({ fileHash }) => fileHash === changed.hash));
      assert.ok(list.some(({ path }) => path === 'src/a.ts'));
      assert.ok(list.every(({ score }, i) => i === 0 || list[i - 1].score >= score));
    }
    assert.equal(vector.length, 7 + 2 + 2 + 3 + 4 + 1 + 3);
  });

  it('hides what is gone here, and shows it again when it is back', async () => {
    const { index, overlay } = await make();
    const file = someFiles()[0];
    await index.removeFiles([file.path, 'never.md']);
    assert.ok(!(await index.files()).some(({ path }) => path === file.path));
    const { vector } = await index.candidates({ ...someQuery(), depth: 500 });
    assert.ok(vector.length > 0 && !vector.some(({ path }) => path === file.path));
    await index.replaceFiles([file]);
    assert.deepEqual(await overlay.files(), [], 'what is shared is not kept twice');
    assert.ok((await index.files()).some(({ path }) => path === file.path));
  });

  it('takes vectors from both', async () => {
    const { index, overlay } = await make();
    const own = makeFile('own.md');
    await overlay.replaceFiles([own]);
    const hashes = [own.chunks[0].hash, someFiles()[0].chunks[0].hash];
    assert.deepEqual([...(await index.vectorsByHash(hashes)).keys()].sort(), hashes.sort());
  });

  it('answers from here when the shared index fails or takes too long', async () => {
    const { index, overlay, base, clock } = await make();
    await overlay.replaceFiles([makeFile('own.md')]);
    const working = base.candidates.bind(base);
    base.candidates = async () => {
      throw new EngineError('storage', { reason: 'no server answers there' });
    };
    const failed = await index.candidates(someQuery());
    assert.ok(failed.approximate && failed.vector.every(({ path }) => path === 'own.md'));
    assert.equal(index.baseTrouble, 'no server answers there');
    base.candidates = () => new Promise(() => {});
    const slow = index.candidates(someQuery());
    await Promise.resolve();
    clock.advance(301);
    assert.ok((await slow).vector.every(({ path }) => path === 'own.md'));
    assert.equal(index.baseTrouble, 'it takes too long');
    base.candidates = working;
    assert.ok((await index.candidates(someQuery())).vector.some(({ path }) => path !== 'own.md'));
    assert.equal(index.baseTrouble, undefined);
  });

  it('refuses two encoders', () => {
    const other = memoryIndex({ ...testSpec, model: 'other' });
    assert.throws(() => layered(memoryIndex(testSpec), other, { clock: new FakeClock() }), RangeError);
  });
});
