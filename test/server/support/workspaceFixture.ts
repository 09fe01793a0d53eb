// A folder of files and the index process over it, as the server starts it, with a real encoder: the tiny one, or the bundled.

import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { IndexOptions } from '../../../src/server/search/ports';
import { RemoteIndex } from '../../../src/server/index/remoteIndex';
import { indexProcess } from '../../../src/server/node/index/indexProcess';
import { withFolder } from '../../support/temporaryFolder';
import { tinyBertFolder } from '../../support/tinyBert';

const program = path.resolve('dist/index.cjs');
export const plenty = 1e9;
export const bundled = { folder: '', id: '', device: 'cpu', storageFolder: undefined } as const;
const tiny = { ...bundled, folder: tinyBertFolder } as const;

export const textOfPart = (n: number): string =>
  `# Part ${n}\n\nThe river ran by the house number ${n}, and the people of the village went the long way round.\n\n` +
  `## Later\n\nIn spring the carpenter looked at bridge ${n} and said that it could be mended in a week.\n`;

export class Fixture {
  readonly stale: string[] = [];
  readonly folder: string;
  readonly root: string;
  readonly directory: string;
  readonly #open: RemoteIndex[] = [];

  constructor(readonly place: string) {
    this.folder = path.join(place, 'files');
    this.root = path.join(place, 'indexes');
    this.directory = path.join(this.root, 'mine');
  }

  open(options: Partial<IndexOptions> = {}): RemoteIndex {
    const exclude = [{ pattern: '**/.git', source: 'files.exclude' }];
    const folders = [{ id: '', uri: pathToFileURL(this.folder).href, exclude }];
    const index = new RemoteIndex(
      indexProcess(program),
      {
        ...{ storageFolder: this.directory, storageRoot: this.root, folders, model: tiny },
        ...{ cpuShare: 100, cpuShareOnBattery: 100, maximumSizeBytes: plenty, ...options },
      },
      {
        progress: () => {},
        confirm: () => Promise.resolve(true),
        stale: (paths) => this.stale.push(...paths),
        changed: () => {},
        sharedChanged: () => {},
        ended: () => {},
      },
      () => {},
    );
    this.#open.push(index);
    return index;
  }

  async write(name: string, content: string): Promise<void> {
    await mkdir(path.dirname(path.join(this.folder, name)), { recursive: true });
    await writeFile(path.join(this.folder, name), content);
  }

  git(...args: string[]): void {
    const who = ['-c', 'user.email=a@example.com', '-c', 'user.name=a', '-c', 'commit.gpgsign=false'];
    execFileSync('git', [...who, ...args], { cwd: this.folder, stdio: 'ignore' });
  }

  async close(): Promise<void> {
    await Promise.all(this.#open.map((index) => index.dispose()));
  }
}

/** Six files in `docs`. */
export const withFiles = (work: (fixture: Fixture) => Promise<void>): Promise<void> =>
  withFolder(async (place) => {
    const fixture = new Fixture(place);
    try {
      for (let n = 0; n < 6; n++) await fixture.write(`docs/part${n}.md`, textOfPart(n));
      await work(fixture);
    } finally {
      await fixture.close();
    }
  });
