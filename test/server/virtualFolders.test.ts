// A folder that is not on a disk, indexed by the server as the desktop runs it: the client, asked over JSON, gives the files.
// With the bundled encoder and the index in its own process. Needs the built bundles.

import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import {
  createProtocolConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-languageserver/node';
import type { PlaceFacts } from '../../src/protocol/files';
import { engineErrorCode } from '../../src/protocol/requests';
import type { IndexStatus, SearchResult } from '../../src/protocol/search';
import { toBase64 } from '../../src/protocol/wire';
import { withFolder } from '../support/temporaryFolder';
import { eventually, TestClient } from './support/client';

const root = 'memfs://host/notes';

/** What the editor's file system holds, by the path in the folder. */
type Files = Map<string, string>;

function looked(files: Files, inside: string): PlaceFacts {
  const text = files.get(inside);
  if (text !== undefined) return { kind: 'file', sizeBytes: Buffer.byteLength(text), modifiedMs: text.length };
  const isFolder = inside === '' || [...files.keys()].some((name) => name.startsWith(`${inside}/`));
  if (!isFolder) throw new ResponseError(engineErrorCode, 'modelNotFound', { code: 'modelNotFound' });
  return { kind: 'folder', sizeBytes: 0, modifiedMs: 0 };
}

function listed(files: Files, inside: string): (PlaceFacts & { name: string })[] {
  const under = inside === '' ? '' : `${inside}/`;
  const below = [...files.keys()].filter((name) => name.startsWith(under));
  const names = new Set(below.map((name) => name.slice(under.length).split('/')[0]));
  return [...names].map((name) => ({ name, ...looked(files, under + name) }));
}

/** A server in a process of its own, whose client has the folder. */
async function withServer(storage: string, files: Files, work: (client: TestClient) => Promise<void>): Promise<void> {
  const child: ChildProcess = fork('dist/server.cjs', ['--node-ipc'], {
    env: { ...process.env, XDG_CACHE_HOME: storage },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const connection = createProtocolConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
  const insideOf = ({ place }: { place: string }): string => {
    assert.ok(place === root || place.startsWith(`${root}/`), place);
    return decodeURIComponent(place.slice(root.length + 1));
  };
  connection.onRequest('semanticText/look', (params: { place: string }) => looked(files, insideOf(params)));
  connection.onRequest('semanticText/listEntries', (params: { place: string }) => listed(files, insideOf(params)));
  connection.onRequest('semanticText/readFile', (params: { place: string }) =>
    toBase64(new TextEncoder().encode(files.get(insideOf(params)))),
  );
  const index = { indexFolder: path.join(storage, 'indexes', 'mine'), canReadFiles: true };
  const client = await TestClient.over(connection, {
    settings: { semanticText: { device: 'cpu' } },
    folders: [{ uri: root, name: 'notes' }],
    initializationOptions: { storageFolder: storage, ...index },
  });
  try {
    await work(client);
    await client.request('shutdown');
  } finally {
    connection.dispose();
    child.kill('SIGKILL');
  }
}

describe('a folder that is not on a disk', function () {
  this.timeout(120_000);

  it('is indexed through the client, searched, and kept in step with what the client tells', () =>
    withFolder(async (storage) => {
      const files: Files = new Map([
        ['.gitignore', 'private/\n'],
        ['bees ä.md', '# Bees\n\nThe bees are kept warm in the winter – by each other.\n'],
        ['sub/burns.md', '# Burns\n\nCold water is the first thing for a burn.\n'],
        ['private/diary.md', '# Diary\n\nNobody is to read of the bees.\n'],
      ]);
      await withServer(storage, files, async (client) => {
        const ready = (count: number): Promise<void> =>
          eventually(
            () => {
              const status = client.indexStates.at(-1);
              assert.notEqual(status?.state, 'failed', JSON.stringify(status?.reason));
              return status?.state === 'ready' && status.files === count;
            },
            `${count} files are indexed`,
            90_000,
          );
        const search = (query: string): Promise<SearchResult> =>
          client.request('semanticText/search', { query, mode: 'hybrid', limit: 5 });
        await client.request('semanticText/controlIndex', { action: 'start', consent: true });
        // .gitignore is a text, too.
        await ready(3);
        const { hits } = await search('bees kept warm in the winter');
        assert.equal(hits[0].path, 'bees ä.md');
        assert.equal(hits[0].uri, `${root}/bees%20%C3%A4.md`);
        assert.match(hits[0].preview, /warm in the winter – by each other\./);
        assert.ok(!hits.some((hit) => hit.path.includes('diary')));
        const { editorFolders, virtualFolders } = await client.request<IndexStatus>('semanticText/indexStatus');
        assert.deepEqual([editorFolders, virtualFolders], [1, undefined]);
        files.set('sub/snakes.md', '# Snakes\n\nKeep the bitten arm still and below the heart.\n');
        await client.connection.sendNotification('workspace/didChangeWatchedFiles', {
          changes: [{ uri: `${root}/sub/snakes.md`, type: 1 }],
        });
        await ready(4);
        assert.equal((await search('the bitten arm')).hits[0].path, 'sub/snakes.md');
      });
    }));
});
