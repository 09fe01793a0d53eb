import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { WorkspaceFiles, type WorkspaceFilesOptions } from '../../../../../src/runtime/node/workspace/workspaceFiles';
import { scan } from '../../../../support/scan';

type Content = string | Uint8Array;

const folders: string[] = [];

function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'semtext ünï 模型-'));
  folders.push(folder);
  return folder;
}

function setUp(contents: Readonly<Record<string, Content>>, options: Partial<WorkspaceFilesOptions> = {}) {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(contents)) write(folder, name, content);
  const files = new WorkspaceFiles({ roots: [{ id: '', folder }], ...options });
  return { folder, files, scan: () => scan(files) };
}

function write(folder: string, name: string, content: Content): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
}

describe('runtime/node/workspace', () => {
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('knows a folder whose name begins with two dots from the folder above', () => {
    const { files, folder } = setUp({});
    assert.equal(files.indexPath(path.join(folder, '..data', 'a.md')), '..data/a.md');
    assert.equal(files.indexPath(path.join(folder, '..', 'a.md')), undefined);
    assert.equal(files.indexPath(path.dirname(folder)), undefined);
  });

  it('lists text files with their language, and names what it leaves out', async () => {
    const { scan } = setUp({
      'readme.md': '# Hi',
      'src/a.ts': 'x',
      '.env': 'KEY=1',
      '.env.example': 'KEY=',
      'keys/id_ed25519': 'x',
      '.ssh/config': 'x',
      'logo.png': 'x',
      'package-lock.json': '{}',
      'lib.min.js': 'x',
      'big.txt': 'x'.repeat(1_500_001),
      'node_modules/a/index.js': 'x',
      '.git/HEAD': 'ref: x',
    });
    assert.deepEqual(await scan(), {
      paths: ['.env.example', 'readme.md', 'src/a.ts'],
      excluded: {
        '.env': 'secret',
        'keys/id_ed25519': 'secret',
        '.ssh/config': 'secret',
        'logo.png': 'binary',
        'package-lock.json': 'lockFile',
        'lib.min.js': 'minified',
        'big.txt': 'tooLarge',
      },
    });
  });

  it('obeys ignore files of all levels, the nearer first, and of the repository above', async () => {
    const {
      folder,
      files,
      scan: all,
    } = setUp({
      '.git/HEAD': 'ref: x',
      '.git/info/exclude': 'private.md\n',
      '.gitignore': '*.log\nout/\n!kept.log\n/only-here.md\n',
      'a.log': 'x',
      'kept.log': 'x',
      'private.md': 'x',
      'only-here.md': 'x',
      'out/a.md': 'x',
      'docs/.gitignore': '!*.log\ndraft.md\n',
      'docs/b.log': 'x',
      'docs/draft.md': 'x',
      'docs/only-here.md': 'x',
    });
    const found = ['.gitignore', 'docs/.gitignore', 'docs/b.log', 'docs/only-here.md', 'kept.log'];
    assert.deepEqual((await all()).paths, found);
    assert.deepEqual(await files.explain('a.log'), {
      rule: 'gitignore',
      pattern: '*.log',
      source: path.join(folder, '.gitignore'),
    });
    assert.deepEqual((await files.explain('out/a.md'))?.pattern, 'out/');
    assert.equal(await files.explain('docs/b.log'), undefined);
    const inner = new WorkspaceFiles({ roots: [{ id: '', folder: path.join(folder, 'docs') }] });
    write(folder, 'docs/out/c.md', 'x');
    assert.deepEqual((await scan(inner)).paths, ['.gitignore', 'b.log', 'only-here.md']);
  });

  it('reads a folder that the repository above ignores when it is the workspace itself', async () => {
    const { folder } = setUp({
      '.git/HEAD': 'x',
      '.gitignore': 'lib/\n*.log\n',
      'lib/pkg/a.md': 'x',
      'lib/pkg/b.log': 'x',
    });
    const inner = new WorkspaceFiles({ roots: [{ id: '', folder: path.join(folder, 'lib', 'pkg') }] });
    assert.deepEqual((await scan(inner)).paths, ['a.md', 'b.log']);
    assert.equal(await inner.explain('a.md'), undefined);
  });

  it('obeys globs and says which setting they stand in', async () => {
    const exclude = [{ pattern: '**/gen/**', source: 'search.exclude' }];
    const { files, scan } = setUp({ 'gen/a.md': 'x', 'x/gen/b.md': 'x', 'a.md': 'x' }, { exclude });
    assert.deepEqual((await scan()).paths, ['a.md']);
    assert.deepEqual(await files.explain('x/gen/b.md'), {
      rule: 'exclude',
      pattern: '**/gen/**',
      source: 'search.exclude',
    });
  });

  it('tells what the content of a file is', async () => {
    const { files } = setUp({
      'a.txt': 'plain',
      'nul.txt': 'a\0b',
      'latin.txt': Uint8Array.of(0xe9, 0x20, 0xe9),
      'key.txt': '-----BEGIN RSA PRIVATE KEY-----\nabc',
      'packed.js': `var a=1;${'x();'.repeat(3000)}`,
      'long.md': 'One long line. '.repeat(1000),
    });
    const rule = async (name: string) => (await files.explain(name))?.rule;
    assert.equal(await rule('a.txt'), undefined);
    assert.equal(await rule('nul.txt'), 'binary');
    assert.equal(await rule('latin.txt'), 'notText');
    assert.equal(await rule('key.txt'), 'secret');
    assert.equal(await rule('packed.js'), 'minified');
    assert.equal(await rule('long.md'), undefined);
    assert.equal(await rule('none.md'), 'missing');
    assert.equal(await rule('../outside.md'), 'outside');
  });

  it('reads UTF-16 with a byte order mark, and the mark of UTF-8 is no part of a text', async () => {
    const text = '# Bienen\n\nDie Königin 蜜蜂 𝄞\n';
    const little = Buffer.from(`\ufeff${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    const { files, scan } = setUp({
      'utf8.md': `\ufeff${text}`,
      'little.md': little,
      'big.md': big,
      'odd.md': little.subarray(0, -1),
      'lone.md': Uint8Array.of(0xff, 0xfe, 0x00, 0xd8, 0x61, 0x00),
      'nul.md': Buffer.from('\ufeffa\0b', 'utf16le'),
      'without.md': little.subarray(2),
    });
    const read = async (name: string) => {
      const found = await files.read(name);
      return 'file' in found ? found.file.text : found.excluded.rule;
    };
    assert.equal((await scan()).paths.length, 7);
    for (const name of ['utf8.md', 'little.md', 'big.md']) assert.equal(await read(name), text, name);
    assert.equal(await read('odd.md'), 'notText', 'half a character at the end');
    assert.equal(await read('lone.md'), 'notText', 'half a pair');
    assert.equal(await read('nul.md'), 'binary');
    assert.equal(await read('without.md'), 'binary', 'no mark says what it is');
  });

  it('does not follow links, so that a loop ends', async () => {
    const { folder, files, scan } = setUp({ 'a/b.md': 'x' });
    symlinkSync(folder, path.join(folder, 'a', 'loop'));
    symlinkSync(path.join(folder, 'a', 'b.md'), path.join(folder, 'link.md'));
    assert.deepEqual((await scan()).paths, ['a/b.md']);
    assert.equal((await files.explain('link.md'))?.rule, 'outside');
    assert.equal((await files.explain('a/loop/a/b.md'))?.rule, 'outside');
  });

  it('keeps folders apart by their id, and paths in one Unicode form', async () => {
    const { folder } = setUp({ 'one/cafe\u0301.md': 'x', 'two/b.md': 'y' });
    const roots = ['one', 'two'].map((id) => ({ id, folder: path.join(folder, id) }));
    const files = new WorkspaceFiles({ roots });
    assert.deepEqual((await scan(files)).paths, ['one/caf\u00e9.md', 'two/b.md']);
    const reading = await files.read('one/caf\u00e9.md');
    assert.ok('file' in reading && reading.file.text === 'x');
    assert.equal(files.indexPath(path.join(folder, 'two', 'b.md')), 'two/b.md');
    assert.equal(files.absolutePath('two/b.md'), path.join(folder, 'two', 'b.md'));
    assert.equal((await files.explain('three/b.md'))?.rule, 'outside');
  });

  it('takes a file that is only open for the same, whatever its encoding', async () => {
    const text = '# Bees\r\n\r\nThey fly.\n';
    const contents = {
      'mark.md': `\ufeff${text}`,
      'wide.md': Buffer.from(`\ufeff${text}`, 'utf16le'),
      'plain.md': text,
    };
    let open: string | undefined;
    const { files } = setUp(contents, { openText: () => open });
    const hash = async (name: string) => {
      const found = await files.read(name);
      return 'file' in found ? found.file.hash : found.excluded.rule;
    };
    for (const name of Object.keys(contents)) {
      open = undefined;
      const closed = await hash(name);
      open = text;
      assert.equal(await hash(name), closed, name);
      open = `${text}More.`;
      assert.notEqual(await hash(name), closed, name);
    }
  });

  it('calls a folder one, unless a rule leaves it out, and lists what is below it', async () => {
    const { files } = setUp({
      '.gitignore': 'out/\n',
      'out/a.md': 'x',
      'docs/a.md': 'x',
      'docs/deep/b.md': 'x',
      'docs/.env': 'x',
      'docs2/c.md': 'x',
    });
    assert.deepEqual(await files.read('docs'), { excluded: { rule: 'notText' }, isFolder: true });
    const ignored = await files.read('out');
    assert.ok('excluded' in ignored && ignored.excluded.rule === 'gitignore' && !ignored.isFolder);
    assert.deepEqual(await scan({ scan: (signal) => files.scan(signal, 'docs') }), {
      paths: ['docs/a.md', 'docs/deep/b.md'],
      excluded: { 'docs/.env': 'secret' },
    });
  });

  it('knows a file no more by the capitals that it had before it was renamed', async () => {
    const contents = { 'docs/readme.md': 'x', 'docs/ümlaut.md': 'y' };
    /** A disk that does not tell capitals apart spells these so. */
    const spelling = (absolute: string) =>
      Promise.resolve(
        absolute.replace('readme', 'README').replace('ümlaut', 'u\u0308mlaut').replace('/tmp/', '/other/'),
      );
    const { files } = setUp(contents, { spelling });
    const rule = async (name: string) => (await files.explain(name))?.rule;
    assert.equal(await rule('docs/readme.md'), 'missing');
    assert.equal(await rule('docs/ümlaut.md'), undefined);
    const { files: plain } = setUp(contents, { spelling: false });
    assert.equal((await plain.explain('docs/readme.md'))?.rule, undefined);
  });

  it('reads what an editor holds before what the disk holds', async () => {
    const { files } = setUp({ 'a.md': 'saved' }, { openText: () => 'typed' });
    const reading = await files.read('a.md');
    assert.ok('file' in reading && reading.file.text === 'typed');
  });

  it('strips the byte order mark and keeps line breaks', async () => {
    const { files } = setUp({ 'a.md': '\ufeffone\r\ntwo' });
    const reading = await files.read('a.md');
    assert.ok('file' in reading && reading.file.text === 'one\r\ntwo');
  });
});
