// The index of a workspace in its own process, with real encoders and files on disk: what is embedded again after edits,
// renames and branches, what a stale hit shows, a change of encoder, and the room on disk. Needs the built bundles.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelSource, neverCancelled } from '../../src/core/cancel';
import type { SearchAnswer } from '../../src/engine/index/types';
import { databaseNames, listIndexes } from '../../src/runtime/node/index/folders';
import type { RemoteIndex } from '../../src/server/index/remoteIndex';
import { bundled, plenty, textOfPart as text, withFiles } from './support/workspaceFixture';

const search = (index: RemoteIndex, query: string): Promise<SearchAnswer> =>
  index.search({ query, mode: 'hybrid', limit: 10, markByMeaning: false }, neverCancelled);
const paths = ({ hits }: SearchAnswer): readonly string[] => hits.map((hit) => hit.path);

/** What an update embeds. */
async function embeds(index: RemoteIndex, changed?: readonly string[]): Promise<number> {
  const before = (await index.facts()).embedded;
  assert.equal(await index.update(changed, neverCancelled), 'done');
  return (await index.facts()).embedded - before;
}

describe('the index of a workspace', function () {
  this.timeout(120_000);

  it('embeds nothing after a restart, only what changed after an edit, and forgets what was deleted', () =>
    withFiles(async (fixture) => {
      const first = fixture.open();
      const all = await embeds(first);
      assert.equal(all, (await first.facts()).chunks);
      await first.dispose();
      const index = fixture.open();
      assert.equal((await index.facts()).files, 6);
      assert.equal(await embeds(index), 0);
      await fixture.write('docs/part3.md', text(3).replace('in a week', 'in a month'));
      const edited = await embeds(index, ['docs/part3.md']);
      assert.ok(edited >= 1 && edited < all / 6, `${edited} of ${all}`);
      await rm(path.join(fixture.folder, 'docs/part4.md'));
      assert.equal(await embeds(index, ['docs/part4.md']), 0);
      assert.equal((await index.facts()).files, 5);
      assert.ok(!paths(await search(index, 'bridge 4')).includes('docs/part4.md'));
    }));

  it('embeds nothing after a rename of files and folders, nor when one goes back to a branch', () =>
    withFiles(async (fixture) => {
      const { folder } = fixture;
      fixture.git('init', '-q', '-b', 'main');
      fixture.git('add', '-A');
      fixture.git('commit', '-qm', 'one');
      const index = fixture.open();
      await embeds(index);
      await rename(path.join(folder, 'docs/part1.md'), path.join(folder, 'docs/renamed.md'));
      assert.equal(await embeds(index, ['docs/part1.md', 'docs/renamed.md']), 0);
      await rename(path.join(folder, 'docs'), path.join(folder, 'texts'));
      // A watcher tells of the folders alone.
      assert.equal(await embeds(index, ['docs', 'texts']), 0);
      assert.equal((await index.facts()).files, 6);
      assert.ok(paths(await search(index, 'bridge 1')).every((each) => each.startsWith('texts/')));
      fixture.git('checkout', '-qf', 'main');
      fixture.git('clean', '-qfd');
      assert.equal(await embeds(index), 0);
      // Another branch: a text changed, one is new, one is gone. What is new there is embedded once.
      fixture.git('checkout', '-qb', 'other');
      await fixture.write('docs/part0.md', 'Something else stands here now, about ships and the sea.');
      await fixture.write('docs/new.md', 'A new text of the other branch, about the harbour.');
      await rm(path.join(folder, 'docs/part2.md'));
      fixture.git('add', '-A');
      fixture.git('commit', '-qm', 'two');
      assert.equal(await embeds(index), 2);
      for (const branch of ['main', 'other', 'main']) {
        fixture.git('checkout', '-q', branch);
        assert.equal(await embeds(index), 0, branch);
      }
      assert.equal((await index.facts()).files, 6);
      assert.ok(paths(await search(index, '"bridge 2"')).includes('docs/part2.md'));
    }));

  it('shows a hit as its file is now, and tells that the file changed', () =>
    withFiles(async (fixture) => {
      const index = fixture.open();
      await embeds(index);
      await fixture.write('docs/part5.md', `A line that is new.\n\n${text(5)}`);
      const answer = await search(index, 'path:part5 "bridge 5"');
      const [hit] = answer.hits;
      assert.match(hit.preview, /bridge 5/);
      assert.equal(hit.startLine, text(5).split('\n').indexOf('## Later') + 4);
      assert.deepEqual(fixture.stale, ['docs/part5.md']);
      assert.equal((await index.explain('docs/part5.md')).state, 'changed');
      await index.update(fixture.stale, neverCancelled);
      assert.equal((await index.explain('docs/part5.md')).state, 'indexed');
      await fixture.write('docs/part5.md', 'All of it is gone.');
      assert.deepEqual((await search(index, 'path:part5 "bridge 5"')).hits, []);
    }));

  it('answers with the old encoder until the index of the new one is complete', () =>
    withFiles(async (fixture) => {
      const first = fixture.open();
      await embeds(first);
      const { model: old } = await first.facts();
      await first.dispose();
      const index = fixture.open({ model: bundled });
      assert.equal((await index.facts()).model, old);
      // It stops in the middle: the old one still answers.
      index.pause();
      const source = new CancelSource();
      const stopped = index.update(undefined, source.signal);
      stopped.catch(() => {});
      while ((await index.facts()).nextModel === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
      source.cancel();
      await assert.rejects(stopped, { name: 'CancelledError' });
      index.resume();
      const halfway = await index.facts();
      assert.equal(halfway.model, old);
      assert.match(halfway.nextModel ?? '', /@/);
      assert.notEqual(halfway.nextModel, old);
      const answer = await search(index, 'the carpenter');
      assert.equal(answer.model, old);
      assert.ok(answer.hits.length > 0);
      assert.equal((await listIndexes(fixture.directory)).length, 2);
      await index.update(undefined, neverCancelled);
      const after = await index.facts();
      assert.deepEqual([after.model, after.nextModel], [halfway.nextModel, undefined]);
      assert.equal((await search(index, 'the carpenter')).model, halfway.nextModel);
      assert.equal((await listIndexes(fixture.directory)).length, 1, 'the old one is gone');
    }));

  it('answers at once when it is stopped while it waits for another window', () =>
    withFiles(async (fixture) => {
      const leader = fixture.open();
      await embeds(leader);
      // The follower waits for the leader, which is held in the middle of its work.
      const follower = fixture.open();
      assert.ok((await follower.facts()).files > 0);
      const source = new CancelSource();
      const waiting = follower.update(undefined, source.signal);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const began = performance.now();
      source.cancel();
      const ended = await waiting.then(String, (error: Error) => error.name);
      // It may have found that there is nothing to wait for; what counts is that nobody waits.
      assert.ok(ended === 'CancelledError' || ended === 'done', ended);
      assert.ok(performance.now() - began < 1000, `${(performance.now() - began).toFixed(0)} ms`);
    }));

  it('is deleted with one call, also where another window has it open: nobody finds any of it afterwards', () =>
    withFiles(async (fixture) => {
      const leader = fixture.open();
      await embeds(leader);
      await fixture.write('docs/part5.md', 'Another text.');
      await leader.update(['docs/part5.md'], neverCancelled);
      const other = fixture.open();
      const before = await other.facts();
      assert.equal(before.files, 6);
      await other.clear();
      assert.equal((await other.facts()).files, 0);
      const after = await leader.facts();
      assert.deepEqual([after.files, after.chunks], [0, 0]);
      assert.deepEqual((await search(leader, 'the carpenter')).hits, []);
      // Nothing was kept by its content either.
      assert.equal(await embeds(leader), before.chunks);
      await leader.clear();
      assert.deepEqual(await listIndexes(fixture.directory), []);
    }));

  it('makes room by deleting the indexes of other folders that were used longest ago, and no others', () =>
    withFiles(async (fixture) => {
      const other = async (name: string, minutesAgo: number): Promise<string> => {
        const folder = path.join(fixture.root, name, `index-${'0'.repeat(15)}${minutesAgo % 10}`);
        await mkdir(folder, { recursive: true });
        await writeFile(path.join(folder, databaseNames.sqlite), Buffer.alloc(450_000));
        const used = new Date(Date.now() - minutesAgo * 60_000);
        await utimes(folder, used, used);
        return folder;
      };
      const [old, recent] = [await other('a', 99), await other('b', 1)];
      const index = fixture.open({ maximumSizeBytes: 900_000 });
      assert.equal(await index.update(undefined, neverCancelled), 'done');
      assert.deepEqual([old, recent].map(existsSync), [false, true]);
      const { files, sizeBytes, otherBytes } = await index.facts();
      assert.equal(files, 6);
      assert.equal(otherBytes, 450_000);
      assert.ok(sizeBytes + otherBytes <= 900_000);
    }));

  it('leaves further files out when its own index is full, loses nothing, and goes on when the limit is raised', () =>
    withFiles(async (fixture) => {
      const index = fixture.open();
      await embeds(index);
      const { sizeBytes, chunks } = await index.facts();
      index.limit({ cpuShare: 100, cpuShareOnBattery: 100, maximumSizeBytes: sizeBytes });
      for (let n = 10; n < 14; n++) await fixture.write(`docs/part${n}.md`, text(n));
      await fixture.write('docs/part1.md', text(1).replace('in a week', 'in a month'));
      assert.equal(await index.update(undefined, neverCancelled), 'full');
      const full = await index.facts();
      assert.deepEqual([full.files, full.chunks, full.leftOut], [6, chunks, 4]);
      assert.match((await search(index, 'path:part1 "in a month"')).hits[0].preview, /in a month/);
      assert.ok(paths(await search(index, '"bridge 0"')).includes('docs/part0.md'));
      assert.deepEqual((await index.explain('docs/part12.md')).exclusion, { rule: 'full' });
      await rename(path.join(fixture.folder, 'docs/part2.md'), path.join(fixture.folder, 'docs/moved.md'));
      assert.equal(await index.update(undefined, neverCancelled), 'full');
      assert.equal((await index.explain('docs/moved.md')).state, 'indexed');
      index.limit({ cpuShare: 100, cpuShareOnBattery: 100, maximumSizeBytes: plenty });
      assert.equal(await index.update(undefined, neverCancelled), 'done');
      const raised = await index.facts();
      assert.deepEqual([raised.files, raised.leftOut], [10, 0]);
    }));

  it('names the rule that leaves a file out', () =>
    withFiles(async (fixture) => {
      const files: Readonly<Record<string, string>> = {
        '.gitignore': 'drafts/\n*.tmp.md\n',
        'drafts/a.md': 'a',
        'x.tmp.md': 'x',
        '.env': 'TOKEN=1',
        'key.txt': '-----BEGIN PRIVATE KEY-----\nabc\n',
        'yarn.lock': 'x',
        'app.min.js': 'x',
        'picture.png': 'x',
        'zero.txt': 'a\0b',
        'large.txt': 'word '.repeat(400_000),
      };
      for (const [name, content] of Object.entries(files)) await fixture.write(name, content);
      const index = fixture.open();
      await index.update(undefined, neverCancelled);
      const rules: Record<string, string | undefined> = {};
      for (const name of [...Object.keys(files), '.git/x', 'nowhere.md', 'docs/part1.md']) {
        const { state, exclusion } = await index.explain(name);
        rules[name] = exclusion?.rule ?? state;
      }
      assert.deepEqual(rules, {
        '.gitignore': 'indexed',
        'drafts/a.md': 'gitignore',
        'x.tmp.md': 'gitignore',
        '.env': 'secret',
        'key.txt': 'secret',
        'yarn.lock': 'lockFile',
        'app.min.js': 'minified',
        'picture.png': 'binary',
        'zero.txt': 'binary',
        'large.txt': 'tooLarge',
        '.git/x': 'missing',
        'nowhere.md': 'missing',
        'docs/part1.md': 'indexed',
      });
      const { exclusion } = await index.explain('x.tmp.md');
      assert.equal(exclusion?.pattern, '*.tmp.md');
      assert.equal(path.basename(exclusion?.source ?? ''), '.gitignore');
    }));
});
