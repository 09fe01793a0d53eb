// `semtext index` and `semtext search`, on dist/cli.cjs with the bundled encoder: fields, what is embedded again, and what
// a kill leaves behind. Needs the built bundles.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startPostgres } from '../support/postgres';
import { runSemtext, startSemtext } from '../support/semtext';

type Json = Record<string, unknown>;

/** Long enough for a section to be a passage of its own. */
function filler(thing: string): string {
  return Array.from(
    { length: 9 },
    (_, n) => `Look at the ${thing} number ${n} before you go on with the next one.`,
  ).join(' ');
}

const texts: Readonly<Record<string, string>> = {
  'garden.md': [
    `# Garden\n\nWater the tomatoes every evening in summer. ${filler('bed')}`,
    `# Kitchen\n\nBake the bread for forty minutes. ${filler('oven')}`,
  ].join('\n\n'),
  'notes/trip.md': 'The train to the coast leaves at nine. The ticket is in the drawer.',
  'src/queue.ts': 'export function takeNext(queue: string[]): string | undefined {\n  return queue.shift();\n}\n',
  '.env': 'TOKEN=1',
  'skip/me.md': 'Nobody should see this.',
  '.gitignore': 'skip/\n',
};

describe('semtext index and search', function () {
  this.timeout(180_000);
  let place: string;
  let folder: string;
  let store: string;
  beforeEach(async () => {
    place = await mkdtemp(path.join(tmpdir(), 'semtext-search-'));
    folder = path.join(place, 'work ünï');
    store = path.join(place, 'store');
    for (const [name, text] of Object.entries(texts)) await write(name, text);
  });
  afterEach(() => rm(place, { recursive: true, force: true, maxRetries: 3 }));

  async function write(name: string, text: string | Uint8Array): Promise<void> {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }

  const start = (args: readonly string[]) => startSemtext(args, place);

  async function run(args: readonly string[], stdin = '') {
    const { status, stdout: out, stderr: err } = await runSemtext(args, place, stdin);
    return { status, out, err };
  }

  async function json(...args: string[]): Promise<Json> {
    const { status, out, err } = await run([...args, '--json']);
    assert.equal(status, 0, err);
    return JSON.parse(out) as Json;
  }

  const index = () => json('index', folder, '--store', store);
  const counts = ({ files, chunks, embedded, reused }: Json) => ({ files, chunks, embedded, reused });
  const pathsOf = (answer: Json) => (answer.hits as Json[]).map((hit) => hit.path);

  it('index: fields, and only what changed is embedded again', async () => {
    const first = await index();
    assert.match(first.model as string, /@[0-9a-f]{12}$/);
    assert.deepEqual(counts(first), { files: 4, chunks: 5, embedded: 5, reused: 0 });
    assert.deepEqual(first.skipped, [{ path: '.env', reason: 'secret', detail: '.env' }]);
    assert.ok((first.seconds as number) > 0 && (first.bytes as number) > 0);
    assert.deepEqual(counts(await index()), { files: 4, chunks: 5, embedded: 0, reused: 5 });
    await write('garden.md', texts['garden.md'].replace('forty', 'fifty'));
    await rename(path.join(folder, 'notes/trip.md'), path.join(folder, 'journey.md'));
    await rm(path.join(folder, 'src/queue.ts'));
    assert.deepEqual(counts(await index()), { files: 3, chunks: 4, embedded: 1, reused: 3 });
  });

  it('search: lines from 1, the passage as text, all modes, the newest text', async () => {
    await index();
    const options = ['--dir', folder, '--store', store];
    const found = await json('search', 'when should I water the plants', ...options, '--top', '3');
    const [hit] = found.hits as Json[];
    assert.equal(hit.path, 'garden.md');
    assert.deepEqual([hit.startLine, hit.endLine], [1, 3]);
    assert.deepEqual(hit.heading, ['Garden']);
    assert.match(hit.preview as string, /Water the tomatoes/);
    assert.ok((found.hits as Json[]).length <= 3);
    for (const mode of ['vector', 'lexical', 'hybrid']) {
      // One word of the passage would leave it to the weights whether its vector is the nearest.
      const answer = await json('search', 'bake bread in the oven', ...options, '--mode', mode);
      assert.equal(pathsOf(answer)[0], 'garden.md', mode);
    }
    const byRanks = await json('search', 'bake bread in the oven', ...options, '--fusion', 'ranks');
    assert.equal(pathsOf(byRanks)[0], 'garden.md');
    // Of two lists: 1 / 61 from each at most.
    for (const { score } of byRanks.hits as Json[]) assert.ok((score as number) <= 2 / 61 + 1e-6, String(score));
    assert.deepEqual(pathsOf(await json('search', 'take from queue lang:ts', ...options)), ['src/queue.ts']);
    await write('notes/trip.md', 'The ferry to the island sails at noon.');
    assert.match(JSON.stringify(await json('search', '"ferry to the island"', ...options)), /sails at noon/);
  });

  it('search: UTF-16 with a byte order mark, as PowerShell writes it, with the lines that an editor counts', async () => {
    const text = `\ufeff# Bees\r\n\r\nThe hive is warm. ${filler('hive')}\r\n\r\n# Ferry\r\n\r\nThe last ferry sails at dusk. ${filler('pier')}\r\n`;
    const little = Buffer.from(text, 'utf16le');
    await write('little.md', little);
    await write('big.md', Buffer.from(little).swap16());
    const found = await json('search', '"last ferry sails"', '--dir', folder, '--store', store);
    const hits = found.hits as Json[];
    const all = hits.flatMap((hit) => [hit, ...(hit.duplicates as Json[])]);
    assert.deepEqual(all.map(({ path }) => path).sort(), ['big.md', 'little.md']);
    for (const hit of all) assert.deepEqual([hit.startLine, hit.endLine], [5, 7]);
    assert.match(hits[0].preview as string, /^# Ferry\r?\n\r?\nThe last ferry sails at dusk/);
  });

  it('search: a folder that was never indexed is indexed first, and many queries share it', async () => {
    const lines = ['bread', 'train ticket'].map((query, id) => JSON.stringify({ id, query })).join('\n');
    const { status, out, err } = await run(['search', '--jsonl', '--dir', folder], `${lines}\nno json\n`);
    assert.equal(status, 0, err);
    assert.match(err, /searched for the first time and is indexed now/);
    assert.equal(err.trim().split('\n').length, 1);
    const [one, two, bad] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
    assert.deepEqual([one.id, pathsOf(one)[0]], [0, 'garden.md']);
    assert.deepEqual([two.id, pathsOf(two)[0]], [1, 'notes/trip.md']);
    assert.equal((bad.error as Json).code, 'badInput');
  });

  it('keeps the cache within a size, tells it, and deletes the index of a folder', async () => {
    const other = path.join(place, 'semantic-text-tools/indexes/other-1/index-0123456789abcdef');
    await mkdir(other, { recursive: true });
    await writeFile(path.join(other, 'index.sqlite'), Buffer.alloc(2_000_000));
    const { bytes } = await json('index', folder);
    const kept = (await json('info')).indexes as Json;
    assert.equal(kept.count, 2);
    assert.ok((kept.bytes as number) >= 2_000_000 + (bytes as number) / 2, JSON.stringify(kept));
    const { status, err } = await run(['index', folder, '--max-size', '2']);
    assert.equal(status, 0, err);
    assert.match(err, /^semtext: Indexes of other folders .* were deleted: 2\.0 MB/);
    assert.equal(((await json('info')).indexes as Json).count, 1);
    const { out } = await run(['index', folder, '--delete']);
    assert.match(out, /^One index was deleted; \d+\.\d MB are free again\.$/m);
    assert.deepEqual(await json('index', folder, '--delete'), { deleted: 0, bytes: 0 });
    assert.equal((await index()).embedded, 5);
    assert.equal((await json('index', folder, '--store', store, '--delete')).deleted, 1);
  });

  it('shares an index over PostgreSQL, and lays over it what differs here', async () => {
    const postgres = await startPostgres();
    try {
      const first = await json('index', folder, '--store', postgres.url);
      assert.deepEqual(counts(first), { files: 4, chunks: 5, embedded: 5, reused: 0 });
      assert.deepEqual(counts(await json('index', folder, '--store', postgres.url)), {
        ...counts(first),
        embedded: 0,
        reused: 5,
      });
      await write('notes/trip.md', 'The ferry to the island sails at noon.');
      const options = ['--dir', folder, '--store', postgres.url];
      assert.equal(pathsOf(await json('search', 'bread in the oven', ...options))[0], 'garden.md');
      const [hit] = (await json('search', 'ferry island', ...options)).hits as Json[];
      assert.match(hit.preview as string, /sails at noon/);
    } finally {
      await postgres.stop();
    }
  });

  it('says what is wrong with the input in one sentence', async () => {
    const wrong: readonly (readonly string[])[] = [
      ['index', path.join(place, 'none')],
      ['index', path.join(folder, 'garden.md')],
      ['search', 'x', '--dir', path.join(place, 'none')],
      ['search', 'x', '--dir', folder, '--mode', 'magic'],
      ['search', 'x', '--dir', folder, '--top', '0'],
      ['index', folder, '--delete', '--store', 'postgres://nobody@127.0.0.1/none'],
    ];
    for (const args of wrong) {
      const { status, out, err } = await run([...args]);
      assert.deepEqual([status, out], [2, ''], args.join(' '));
      assert.equal(err.trim().split('\n').length, 1, err);
    }
  });

  it('goes on after a kill without embedding again what was committed, and ends at the same index', async () => {
    for (let n = 0; n < 300; n++) {
      await write(`many/${n}.md`, `# Part ${n}\n\n${`The number ${n} comes before ${n + 1}. `.repeat(12)}`);
    }
    const child = start(['index', folder, '--store', store]);
    const ended = new Promise((resolve) => child.once('close', resolve));
    // An empty index takes less; the log grows with each commit.
    while ((await sizeOf(store)) < 500_000 && child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    child.kill('SIGKILL');
    await ended;
    const resumed = await index();
    const fresh = await json('index', folder, '--store', path.join(place, 'fresh'));
    assert.deepEqual([resumed.files, resumed.chunks], [fresh.files, fresh.chunks]);
    assert.ok((resumed.reused as number) > 0, 'something was committed before the kill');
    for (const query of ['number 77', 'tomatoes in the evening']) {
      const of = (where: string) => json('search', query, '--dir', folder, '--store', where, '--mode', 'lexical');
      const [left, right] = [await of(store), await of(path.join(place, 'fresh'))];
      // What shares fewer words with the query ties, and then the order of writing decides.
      assert.deepEqual(pathsOf(left).slice(0, 2), pathsOf(right).slice(0, 2));
      assert.equal(pathsOf(left).length, pathsOf(right).length);
    }
  });
});

/** Bytes of all files below a folder; 0 where there is none. */
async function sizeOf(folder: string): Promise<number> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = found
    .filter((each) => each.isFile())
    .map((each) =>
      stat(path.join(each.parentPath, each.name)).then(
        ({ size }) => size,
        () => 0,
      ),
    );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
