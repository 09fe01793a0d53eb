// What git ignores where a repository is not one plain folder. The expected lists are what `git ls-files --cached --others
// --exclude-standard` of git 2.39 says of the same files, in each repository by itself; those of .ignore what ripgrep does.

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { WorkspaceFiles } from '../../../../../src/runtime/node/workspace/workspaceFiles';
import { scan } from '../../../../support/scan';
import { withFolder } from '../../../../support/temporaryFolder';

interface Case {
  readonly name: string;
  /** `home/` is the user's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Default: the folder itself. */
  readonly workspace?: string;
  readonly found: readonly string[];
}

const head = 'ref: refs/heads/main\n';

const cases: readonly Case[] = [
  {
    name: 'a work tree obeys the excludes of its main repository, and its own .gitignore',
    files: {
      'main/.git/HEAD': head,
      'main/.git/info/exclude': 'private.md\n',
      'main/.git/worktrees/tree/commondir': '../..\n',
      'main/.git/worktrees/tree/HEAD': head,
      'tree/.git': 'gitdir: ../main/.git/worktrees/tree\n',
      'tree/.gitignore': '*.log\n',
      'tree/a.log': 'x',
      'tree/private.md': 'x',
      'tree/sub/private.md': 'x',
      'tree/a.md': 'x',
    },
    workspace: 'tree',
    found: ['.gitignore', 'a.md'],
  },
  {
    name: 'a submodule obeys its own rules, not those of the repository around it',
    files: {
      '.git/HEAD': head,
      '.git/info/exclude': 'notes.md\n',
      '.git/modules/lib/HEAD': head,
      '.git/modules/lib/info/exclude': 'own.md\n',
      '.gitignore': '*.log\n/vendor/ignored/\n',
      'notes.md': 'x',
      'a.log': 'x',
      'vendor/lib/.git': 'gitdir: ../../.git/modules/lib\n',
      'vendor/lib/.gitignore': '*.tmp\n',
      'vendor/lib/notes.md': 'x',
      'vendor/lib/own.md': 'x',
      'vendor/lib/deep/a.log': 'x',
      'vendor/lib/deep/a.tmp': 'x',
      'vendor/ignored/.git/HEAD': head,
      'vendor/ignored/a.md': 'x',
      'vendor/a.log': 'x',
    },
    found: ['.gitignore', 'vendor/lib/.gitignore', 'vendor/lib/deep/a.log', 'vendor/lib/notes.md'],
  },
  {
    name: 'the file that core.excludesFile names takes the place of the usual one',
    files: {
      '.git/HEAD': head,
      'home/.gitconfig': '[user]\n\tname = A\n[Core]\n\teditor = vi\n\texcludesFile = "~/my ignores" ; mine\n',
      'home/my ignores': '*.mine\n',
      'home/.config/git/ignore': '*.usual\n',
      'work/a.mine': 'x',
      'work/a.usual': 'x',
    },
    workspace: 'work',
    found: ['a.usual'],
  },
  {
    name: 'without such a setting the usual file counts, also outside a repository',
    files: { 'home/.config/git/ignore': '*.usual\n', 'work/a.usual': 'x', 'work/b.md': 'x' },
    workspace: 'work',
    found: ['b.md'],
  },
  {
    name: 'the repository has the last word on core.excludesFile',
    files: {
      'home/.gitconfig': '[core]\nexcludesfile = ~/one\n',
      'home/one': '*.one\n',
      'home/two': '*.two\n',
      'work/.git/HEAD': head,
      'work/.git/config': '[core]\n\trepositoryformatversion = 0\n\texcludesFile = ~/two\n[remote "core"]\n\turl = x\n',
      'work/a.one': 'x',
      'work/a.two': 'x',
    },
    workspace: 'work',
    found: ['a.one'],
  },
  {
    name: 'capitals count as the repository says',
    files: {
      '.git/HEAD': head,
      '.git/config': '[core]\n\tignorecase = true\n',
      '.gitignore': 'build/\n*.LOG\n',
      'Build/a.md': 'x',
      'a.log': 'x',
      'a.md': 'x',
    },
    found: ['.gitignore', 'a.md'],
  },
  {
    name: 'capitals count where it says nothing',
    files: { '.git/HEAD': head, '.gitignore': 'build/\n', 'Build/a.md': 'x', 'build/a.md': 'x' },
    found: ['.gitignore', 'Build/a.md'],
  },
  {
    name: 'an ignore file may have a byte order mark, line ends of Windows, blanks and brackets in names',
    files: {
      '.git/HEAD': head,
      '.gitignore': '\ufeff*.log\r\n/my notes/\r\n\\[id\\].md\r\n# a remark\r\n\\#draft.md\r\n',
      'a.log': 'x',
      'my notes/a.md': 'x',
      '[id].md': 'x',
      'i.md': 'x',
      '#draft.md': 'x',
      'app/[slug]/page.tsx': 'x',
    },
    found: ['.gitignore', 'app/[slug]/page.tsx', 'i.md'],
  },
  {
    name: 'what is taken in again below an ignored folder stays ignored',
    files: {
      '.git/HEAD': head,
      '.gitignore': 'out/\n!out/keep.md\nlogs/*\n!logs/keep.md\n',
      'out/keep.md': 'x',
      'logs/keep.md': 'x',
      'logs/drop.md': 'x',
    },
    found: ['.gitignore', 'logs/keep.md'],
  },
  {
    name: 'a folder that a nearer file takes in again is read, but for what is ignored in it',
    files: {
      '.git/HEAD': head,
      '.gitignore': 'bin/\n*.log\n**/tmp\n',
      'tools/.gitignore': '!/bin/\n',
      'tools/bin/a.md': 'x',
      'tools/bin/a.log': 'x',
      'tools/bin/tmp/a.md': 'x',
      'tools/bin/bin/a.md': 'x',
      'bin/a.md': 'x',
    },
    found: ['.gitignore', 'tools/.gitignore', 'tools/bin/a.md'],
  },
  {
    name: '.ignore goes before .gitignore, of whatever folder',
    files: {
      '.git/HEAD': head,
      '.ignore': '!generated.md\nbig/\n',
      '.gitignore': 'generated.md\n',
      'src/.gitignore': 'generated.md\n',
      'src/generated.md': 'x',
      'big/a.md': 'x',
    },
    found: ['.gitignore', '.ignore', 'src/.gitignore', 'src/generated.md'],
  },
];

describe('runtime/node/workspace/gitRules', () => {
  const before = { HOME: process.env.HOME, USERPROFILE: process.env.USERPROFILE, XDG: process.env.XDG_CONFIG_HOME };
  const set = (name: string, value: string | undefined): void => {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  };
  afterEach(() => {
    set('HOME', before.HOME);
    set('USERPROFILE', before.USERPROFILE);
    set('XDG_CONFIG_HOME', before.XDG);
  });

  for (const { name, files, workspace = '.', found } of cases) {
    it(name, () =>
      withFolder(async (folder) => {
        for (const [file, text] of Object.entries(files)) {
          mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
          writeFileSync(path.join(folder, file), text);
        }
        for (const variable of ['HOME', 'USERPROFILE']) set(variable, path.join(folder, 'home'));
        set('XDG_CONFIG_HOME', undefined);
        const read = new WorkspaceFiles({ roots: [{ id: '', folder: path.join(folder, workspace) }] });
        assert.deepEqual((await scan(read)).paths, found);
        for (const file of found) assert.equal(await read.explain(file), undefined, file);
      }),
    );
  }
});
