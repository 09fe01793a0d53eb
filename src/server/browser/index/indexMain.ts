// The index Worker (dist/browser/index.js): reads files, cuts and embeds them, keeps the index, answers searches. Apart from
// the server, so that a busy index never keeps a suggestion waiting; SQLite works in it, since it may be blocked.

import { holdLifeline } from '../../../core/lifeline';
import { hexOf } from '../../../core/hex';
import type { Databases } from '../../../runtime/browser/index/databases';
import { loadSqlite } from '../../../runtime/browser/index/loadSqlite';
import { openDatabases } from '../../../runtime/browser/index/openDatabases';
import { IndexChannelService } from '../../index/service';
import { OwnedIndex } from '../../index/ownedIndex';
import { WantedFiles } from '../../index/wantedFiles';
import { WindowsChannel } from '../../index/windows';
import { LocalWorkspaceIndex } from '../../index/workspaceIndex';
import { programs } from '../programs';
import { browserIndexPlatform } from './platform';
import { parseToIndexWorker, type FromIndexWorker } from './workerMessages';

function main(): void {
  const tell = (message: FromIndexWorker): void => self.postMessage(message);
  const files = new WantedFiles(tell);
  const service = new IndexChannelService(
    (options, events) => {
      const channel = new WindowsChannel(new BroadcastChannel(`semantic-text-index ${options.storageFolder}`));
      const platform = browserIndexPlatform(files, (place) => databasesAt(files, place));
      const open = (own: typeof events) => new LocalWorkspaceIndex(platform, options, own);
      return new OwnedIndex({ options, events, locks: navigator.locks, channel, open });
    },
    (message) => self.postMessage(message),
  );
  self.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = parseToIndexWorker(data);
    if (message?.kind === 'start') {
      void holdLifeline(navigator.locks, message.lifeline).then(() => tell({ kind: 'alive' }));
    } else if (message) files.receive(message);
    else service.receive(data);
  };
}

async function databasesAt(files: WantedFiles, place: string): Promise<Databases> {
  const sqlite3 = await loadSqlite(await files.read(`${programs}/sqlite3.wasm`));
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(place));
  return openDatabases(sqlite3, hexOf(new Uint8Array(digest, 0, 8)));
}

main();
