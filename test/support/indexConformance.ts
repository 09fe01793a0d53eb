// What every index must do, whatever keeps it. Each answer is held against the index in memory.

import { memoryIndex } from '../../src/engine/index/memoryIndex';
import assert from 'node:assert/strict';
import { CancelledError, CancelSource } from '../../src/core/cancel';
import type { CandidateQuery, ChunkCandidate, ChunkIndex, FileRow, IndexSpec } from '../../src/engine/index/types';
import { makeFile, randomNumbers, testSpec, unitVector } from './chunkRows';

export interface ConformanceOptions {
  /** Opens the same index each time within a test; a new one for each test. */
  readonly open: (spec?: IndexSpec) => Promise<ChunkIndex>;
  /** Called after each test, when all indexes are closed. */
  readonly cleanUp: () => Promise<void>;
  /** How far the similarity of a candidate may be off. */
  readonly tolerance: number;
  /** False where words are ranked by another formula than BM25: then only who is found is compared. */
  readonly bm25: boolean;
  /** False where only one connection can be had. */
  readonly secondConnection: boolean;
  /** False where nothing is left once it is closed. Default true. */
  readonly keeps?: boolean;
  /** Chunks of the largest file. */
  readonly largeFile: number;
}

export function describeConformance(name: string, options: ConformanceOptions): void {
  describe(`${name} as an index`, function () {
    // Each test opens threads, which takes long where others hold the processor.
    this.timeout(30_000);
    let opened: ChunkIndex[] = [];
    const open = async (spec?: IndexSpec) => {
      const index = await options.open(spec);
      opened.push(index);
      return index;
    };
    afterEach(async () => {
      await Promise.all(opened.map((index) => index.close()));
      opened = [];
      await options.cleanUp();
    });

    it('answers like the index in memory after replacing, removing and renaming', async () => {
      const index = await open();
      const reference = memoryIndex(testSpec);
      const both = [index, reference];
      for (const each of both) {
        await each.replaceFiles(someFiles());
        await each.replaceFiles([makeFile('src/a.ts', { chunks: 5, seed: 2, language: 'typescript' })]);
        await each.removeFiles(['docs/b.md', 'was/never/there.md']);
        // Renamed: removed here, the same rows there.
        const moved = makeFile('docs/c.md', { chunks: 4 });
        await each.removeFiles([moved.path]);
        await each.replaceFiles([{ ...moved, path: 'notes/c.md' }]);
      }
      assert.deepEqual(await index.files(), await reference.files());
      await compare(index, reference, options);
      const { files, chunks } = await index.stats();
      const expected = await reference.stats();
      assert.deepEqual({ files, chunks }, { files: expected.files, chunks: expected.chunks });
      assert.deepEqual(await index.verify(), []);
    });

    const keeps = options.keeps ?? true;
    if (keeps)
      it('answers the same after it was closed and opened again', async () => {
        const first = await open();
        const reference = memoryIndex(testSpec);
        for (const each of [first, reference]) await each.replaceFiles(someFiles());
        const { generation } = await first.stats();
        await first.close();
        const again = await open();
        assert.equal((await again.stats()).generation, generation);
        await compare(again, reference, options);
        assert.deepEqual(await again.verify(), []);
      });

    it('may be told the same twice', async () => {
      const index = await open();
      await index.replaceFiles(someFiles());
      await index.replaceFiles(someFiles());
      const reference = memoryIndex(testSpec);
      await reference.replaceFiles(someFiles());
      await compare(index, reference, options);
      assert.deepEqual(await index.verify(), []);
    });

    it('filters by path and language', async () => {
      const index = await open();
      const reference = memoryIndex(testSpec);
      for (const each of [index, reference]) await each.replaceFiles(someFiles());
      const filters: CandidateQuery['filter'][] = [
        { include: ['*.ts'] },
        { include: ['docs'] },
        { include: ['docs/**'], exclude: ['**/b.*'] },
        { include: ['**/{a,b}.{ts,md}'] },
        { include: ['./docs/*.md'] },
        { languages: ['typescript'] },
        { languages: ['typescript'], exclude: ['src'] },
        { excludeLanguages: ['typescript'] },
        { include: ['nowhere/**'] },
      ];
      for (const filter of filters) await compare(index, reference, options, { filter });
      const { vector } = await index.candidates({ ...someQuery(), filter: { include: ['*.ts'] } });
      assert.ok(vector.length > 0 && vector.every(({ path }) => path.endsWith('.ts')));
    });

    it('finds terms as they were split, and phrases side by side only', async () => {
      const index = await open();
      const reference = memoryIndex(testSpec);
      const terms = [
        'the quick brown fox',
        'brown quick fox the',
        'naïve 漢字 c++ foo_bar a.b',
        "don't say quick brown",
      ];
      for (const each of [index, reference]) {
        await each.replaceFiles(terms.map((words, i) => makeFile(`p${i}.md`, { chunks: 1, terms: words })));
      }
      const queries: Partial<CandidateQuery>[] = [
        { terms: ['quick'] },
        { terms: ['漢字', 'c++'] },
        { terms: ['foo_bar'] },
        { terms: ['foo'] },
        { terms: ['a.b'] },
        { terms: ["don't"] },
        { terms: ['naïve'] },
        { terms: ['fox'], phrases: [['quick', 'brown']] },
        { terms: [], phrases: [['quick', 'brown'], ['fox']] },
        { terms: ['the'], phrases: [['c++', 'foo_bar']] },
        { terms: ['the'], phrases: [['nothing', 'there']] },
      ];
      for (const query of queries) await compare(index, reference, options, { vector: undefined, ...query });
      const { lexical, vector } = await index.candidates({ ...someQuery(), terms: [], phrases: [['quick', 'brown']] });
      assert.deepEqual(lexical.map(({ path }) => path).sort(), ['p0.md', 'p3.md']);
      assert.deepEqual(vector.map(({ path }) => path).sort(), ['p0.md', 'p3.md']);
    });

    it('gives back the vectors of known chunks, wherever they stand', async () => {
      const index = await open();
      const [a, b] = [makeFile('a.md'), makeFile('b.md')];
      await index.replaceFiles([a, { ...b, chunks: [a.chunks[0], ...b.chunks] }]);
      await index.removeFiles(['a.md']);
      const unknown = '0'.repeat(32);
      const hashes = [a.chunks[0].hash, b.chunks[1].hash, unknown];
      const vectors = await index.vectorsByHash(hashes);
      assert.deepEqual([...vectors.keys()].sort(), hashes.slice(0, 2).sort());
      for (const chunk of [a.chunks[0], b.chunks[1]]) {
        const vector = vectors.get(chunk.hash) as Float32Array;
        assert.ok(chunk.vector.every((value, i) => Math.abs(value - vector[i]) < options.tolerance));
      }
    });

    it('keeps a file without chunks', async () => {
      const index = await open();
      await index.replaceFiles([makeFile('empty.md', { chunks: 0 })]);
      assert.deepEqual(
        (await index.files()).map(({ path, chunkCount }) => ({ path, chunkCount })),
        [{ path: 'empty.md', chunkCount: 0 }],
      );
      const { vector, lexical } = await index.candidates(someQuery());
      assert.deepEqual([vector, lexical], [[], []]);
      assert.deepEqual(await index.verify(), []);
    });

    it(`keeps a file of ${options.largeFile} chunks`, async function () {
      this.timeout(60_000);
      const index = await open();
      const large = makeFile('large.md', { chunks: options.largeFile });
      await index.replaceFiles([makeFile('small.md'), large]);
      const chunk = large.chunks[options.largeFile - 7];
      const { vector } = await index.candidates({ vector: chunk.vector, depth: 3 });
      assert.equal(vector[0].hash, chunk.hash);
      assert.equal(vector[0].start, chunk.start);
      await index.replaceFiles([makeFile('large.md', { chunks: 2 })]);
      assert.equal((await index.stats()).chunks, 5);
      assert.deepEqual(await index.verify(), []);
    });

    it('leaves everything as it was when one file of a call cannot be kept', async () => {
      const index = await open();
      await index.replaceFiles([makeFile('a.md')]);
      const before = await index.stats();
      const bad = makeFile('b.md', { dims: 32 });
      await assert.rejects(index.replaceFiles([makeFile('c.md'), bad]), RangeError);
      assert.deepEqual(await index.stats(), before);
      await assert.rejects(index.candidates({ vector: new Float32Array(32), depth: 1 }), RangeError);
    });

    it('does not answer a query that was cancelled', async () => {
      const index = await open();
      await index.replaceFiles(someFiles());
      const cancelled = new CancelSource();
      cancelled.cancel();
      await assert.rejects(index.candidates(someQuery(), cancelled.signal), CancelledError);
      const late = new CancelSource();
      const answer = index.candidates(someQuery(), late.signal).catch((error: unknown) => error);
      late.cancel();
      const result = await answer;
      assert.ok(result instanceof CancelledError || (result as { vector: unknown[] }).vector.length > 0);
      assert.ok((await index.candidates(someQuery())).vector.length > 0);
    });

    it('counts commits and tells of them', async () => {
      const index = await open();
      const told: number[] = [];
      const listening = index.onDidChange((generation) => told.push(generation));
      const first = await index.replaceFiles([makeFile('a.md')]);
      const second = await index.removeFiles(['a.md']);
      assert.ok(second.generation > first.generation);
      await until(() => told.includes(second.generation));
      listening.dispose();
      assert.equal((await index.candidates(someQuery())).generation, second.generation);
    });

    if (options.secondConnection) {
      it('shows one connection what another committed', async () => {
        const [writer, reader] = [await open(), await open()];
        const told: number[] = [];
        reader.onDidChange((generation) => told.push(generation));
        const reference = memoryIndex(testSpec);
        for (const each of [writer, reference]) await each.replaceFiles(someFiles());
        await compare(reader, reference, options);
        const { generation } = await writer.removeFiles(['src/a.ts']);
        await reference.removeFiles(['src/a.ts']);
        await until(() => told.includes(generation));
        await compare(reader, reference, options);
        for (const each of [reader, reference]) await each.replaceFiles([makeFile('late.md', { chunks: 6 })]);
        await compare(writer, reference, options);
        assert.deepEqual(await writer.verify(), []);
      });

      it('takes the writes of two connections at once', async () => {
        const [a, b] = [await open(), await open()];
        const reference = memoryIndex(testSpec);
        const names = Array.from({ length: 20 }, (_, i) => `f${i}.md`);
        await Promise.all(
          [a, b].map(async (index, n) => {
            for (const name of names.filter((_, i) => i % 2 === n)) await index.replaceFiles([makeFile(name)]);
            await index.replaceFiles([makeFile('both.md', { seed: 3 })]);
          }),
        );
        await reference.replaceFiles([...names.map((name) => makeFile(name)), makeFile('both.md', { seed: 3 })]);
        for (const index of [a, b]) await compare(index, reference, options);
        assert.deepEqual(await a.files(), await reference.files());
        assert.deepEqual(await b.verify(), []);
      });
    }
  });
}

export function someFiles(): FileRow[] {
  return [
    makeFile('src/a.ts', { chunks: 7, language: 'typescript' }),
    makeFile('src/deep/b.ts', { chunks: 2, language: 'typescript' }),
    makeFile('docs/a.md', { chunks: 9 }),
    makeFile('docs/b.md', { chunks: 3 }),
    makeFile('docs/c.md', { chunks: 4 }),
    makeFile('ünï/模型.md', { chunks: 1 }),
  ];
}

export function someQuery(seed = 5): CandidateQuery {
  return {
    vector: unitVector(randomNumbers(seed), testSpec.dims),
    terms: ['w0', 'w7', 'w130', 'w7', 'w900'],
    depth: 8,
  };
}

/** Several queries, each answered by both. */
export async function compare(
  index: ChunkIndex,
  reference: ChunkIndex,
  options: Pick<ConformanceOptions, 'tolerance' | 'bm25'>,
  part: Partial<CandidateQuery> = {},
): Promise<void> {
  for (const seed of [1, 2, 3]) {
    const query = { ...someQuery(seed), ...part };
    const actual = await index.candidates(query);
    const all = await reference.candidates({ ...query, depth: 1_000_000 });
    compareLists(actual.vector, all.vector, query.depth, options.tolerance);
    if (options.bm25) compareLists(actual.lexical, all.lexical, query.depth, 1e-6);
    else compareMembers(actual.lexical, all.lexical);
  }
}

/** The list must be the best of all, but for candidates whose scores are nearer to each other than the tolerance. */
function compareLists(
  actual: readonly ChunkCandidate[],
  all: readonly ChunkCandidate[],
  depth: number,
  tolerance: number,
): void {
  assert.equal(actual.length, Math.min(depth, all.length));
  const expected = new Map(all.map((candidate) => [keyOf(candidate), candidate]));
  for (const [i, candidate] of actual.entries()) {
    const same = expected.get(keyOf(candidate));
    assert.ok(same, `not expected: ${keyOf(candidate)}`);
    assert.ok(Math.abs(same.score - candidate.score) <= tolerance, `score ${candidate.score}, not ${same.score}`);
    assert.deepEqual({ ...candidate, score: 0 }, { ...same, score: 0 });
    assert.ok(i === 0 || actual[i - 1].score >= candidate.score, 'not in order');
  }
  const last = actual.at(-1)?.score ?? Infinity;
  const found = new Set(actual.map(keyOf));
  for (const candidate of all) assert.ok(found.has(keyOf(candidate)) || candidate.score <= last + 2 * tolerance);
}

function compareMembers(actual: readonly ChunkCandidate[], all: readonly ChunkCandidate[]): void {
  const expected = new Set(all.map(keyOf));
  for (const candidate of actual) assert.ok(expected.has(keyOf(candidate)), `not expected: ${keyOf(candidate)}`);
  assert.equal(actual.length > 0, all.length > 0);
}

function keyOf({ path, start, hash }: ChunkCandidate): string {
  return `${path}:${start}:${hash}`;
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    assert.ok(performance.now() < deadline, 'it did not happen within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
