// A shared index below the local one in the editor's index process: published by the command line as a CI job does, over a
// real PostgreSQL socket, with the server there, away, and back. Needs the built bundles.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { neverCancelled } from '../../src/core/cancel';
import type { SearchAnswer } from '../../src/engine/index/types';
import type { RemoteIndex } from '../../src/server/index/remoteIndex';
import { startPostgres } from '../support/postgres';
import { tinyBertFolder } from '../support/tinyBert';
import { textOfPart, withFiles, type Fixture } from './support/workspaceFixture';

const publish = (fixture: Fixture, url: string) =>
  promisify(execFile)(process.execPath, [
    ...[path.resolve('dist/cli.cjs'), 'index', fixture.folder, '--store', url, '--name', 'team'],
    ...['--model', tinyBertFolder, '--device', 'cpu'],
  ]);
const search = (index: RemoteIndex, query: string): Promise<SearchAnswer> =>
  index.search({ query, mode: 'hybrid', limit: 10, markByMeaning: false }, neverCancelled);
const paths = ({ hits }: SearchAnswer): readonly string[] => hits.map((hit) => hit.path);
const withoutPassword = (url: string): string => url.replace(':secret@', '@');

describe('a shared index below the local one', function () {
  this.timeout(180_000);

  it('spares embedding, is overlaid by what differs here, and is done without when its server goes', () =>
    withFiles(async (fixture) => {
      const postgres = await startPostgres();
      let isRunning = true;
      try {
        await publish(fixture, postgres.url);
        await fixture.write('docs/part1.md', textOfPart(1).replace('in a week', 'in a month'));
        await fixture.write('docs/own.md', 'Only this machine has this text about lighthouses.');
        const shared = { url: withoutPassword(postgres.url), workspace: 'team', password: 'secret' };
        const index = fixture.open({ shared });
        assert.equal(await index.update(undefined, neverCancelled), 'done');
        const facts = await index.facts();
        assert.equal(facts.files, 7);
        assert.ok(facts.embedded <= 3, `${facts.embedded} of ${facts.chunks}`);
        assert.match(facts.store, /^sqlite.*\+postgres$/);
        assert.equal(facts.sharedTrouble, undefined);
        assert.ok(paths(await search(index, '"bridge 4"')).includes('docs/part4.md'), 'found in the shared index');
        const [changed] = (await search(index, 'path:part1 "in a month"')).hits;
        assert.match(changed.preview, /in a month/);
        assert.equal((await index.explain('docs/part4.md')).state, 'indexed');
        isRunning = false;
        await postgres.stop();
        const alone = await search(index, '"lighthouses"');
        assert.deepEqual(paths(alone), ['docs/own.md']);
        assert.match((await index.facts()).sharedTrouble ?? '', /./);
        assert.ok(!JSON.stringify(await index.facts()).includes('secret'));
      } finally {
        if (isRunning) await postgres.stop();
      }
    }));

  it('is done without from the start where nobody answers, and all is found all the same', () =>
    withFiles(async (fixture) => {
      const index = fixture.open({ shared: { url: 'postgres://me@127.0.0.1:1/team', workspace: 'team' } });
      assert.equal(await index.update(undefined, neverCancelled), 'done');
      const { files, sharedTrouble } = await index.facts();
      assert.deepEqual([files, sharedTrouble], [6, 'no server answers there']);
      assert.ok(paths(await search(index, '"bridge 4"')).includes('docs/part4.md'));
    }));

  it('says so where nobody shared this folder', () =>
    withFiles(async (fixture) => {
      const postgres = await startPostgres();
      try {
        const index = fixture.open({ shared: { url: postgres.url, workspace: 'nobody' } });
        assert.equal(await index.update(undefined, neverCancelled), 'done');
        const { files, sharedTrouble } = await index.facts();
        assert.deepEqual([files, sharedTrouble], [6, 'nobody shared this index yet']);
      } finally {
        await postgres.stop();
      }
    }));
});
