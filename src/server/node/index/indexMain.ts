// The index process (dist/index.cjs): reads files, cuts and embeds them, keeps the index, answers searches. Apart from the
// server, so that a busy index never keeps a suggestion waiting; it ends when the server goes.

import { IndexChannelService } from '../../index/service';
import { LocalWorkspaceIndex } from '../../index/workspaceIndex';
import { openNodeRuntime } from '../models';
import { defaultStorage } from '../paths';
import { nodeIndexPlatform } from './platform';

function main(): void {
  const service = new IndexChannelService(
    (options, events) => {
      const storage = options.model.storageFolder ?? defaultStorage(process.env);
      return new LocalWorkspaceIndex(
        nodeIndexPlatform(openNodeRuntime(__dirname, storage), __dirname),
        options,
        events,
      );
    },
    // A parent that has just gone cannot be told; 'disconnect' follows.
    (message) => process.send?.(message, undefined, undefined, () => {}),
  );
  process.on('message', (value) => service.receive(value));
  process.on('disconnect', () => process.exit(0));
}

main();
