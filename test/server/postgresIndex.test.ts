// The shared index over a real socket of PostgreSQL.

import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/errors';
import { openPostgresIndex, type PostgresIndexOptions } from '../../src/runtime/node/postgres/postgresIndex';
import { makeFile, testSpec } from '../support/chunkRows';
import { describeConformance, someFiles, someQuery } from '../support/indexConformance';
import { startPostgres, type TestPostgres } from '../support/postgres';

describe('PostgreSQL', function () {
  this.timeout(120_000);
  let postgres: TestPostgres;
  const open = (options: Partial<PostgresIndexOptions> = {}) =>
    openPostgresIndex({
      connection: postgres.url,
      workspace: 'test',
      spec: testSpec,
      pollMs: 30,
      connections: 1,
      ...options,
    });

  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.stop());

  describeConformance('PostgreSQL with pgvector', {
    open: (spec = testSpec) => open({ spec }),
    cleanUp: () => postgres.clear(),
    tolerance: 0.005,
    bm25: true,
    secondConnection: true,
    largeFile: 200,
  });

  it('keeps workspaces and encoders apart', async () => {
    const [a, b, c] = [
      await open(),
      await open({ workspace: 'other' }),
      await open({ spec: { ...testSpec, model: 'b' } }),
    ];
    await a.replaceFiles(someFiles());
    assert.deepEqual([(await b.stats()).chunks, (await c.stats()).chunks], [0, 0]);
    await b.drop();
    assert.equal((await a.stats()).files, someFiles().length);
    await Promise.all([a, b, c].map((index) => index.close()));
    await postgres.clear();
  });

  it('sends no words where only vectors are shared, and writes nothing for readers', async () => {
    const writer = await open({ share: 'vectors' });
    await writer.replaceFiles(someFiles());
    const { vector, lexical } = await writer.candidates(someQuery());
    assert.ok(vector.length > 0);
    assert.deepEqual(lexical, []);
    await writer.close();
    const reader = await open({ writable: false });
    await assert.rejects(reader.replaceFiles([makeFile('a.md')]), RangeError);
    await reader.close();
    await postgres.clear();
  });

  it('says who does not answer, without the password', async () => {
    const refused = openPostgresIndex({
      connection: 'postgres://me:hunter2@127.0.0.1:1/db',
      workspace: 'test',
      spec: testSpec,
    });
    await assert.rejects(refused, (error: unknown) => {
      assert.ok(error instanceof EngineError && error.code === 'storage');
      assert.equal(error.details.subject, 'postgres://127.0.0.1:1/db');
      assert.ok(!JSON.stringify([error.message, error.details]).includes('hunter2'));
      return true;
    });
    await assert.rejects(open({ connection: 'https://example.com' }), RangeError);
    await assert.rejects(open({ writable: false, workspace: 'unknown' }), /nobody shared this index yet/);
  });
});
