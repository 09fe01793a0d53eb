// The index process (dist/index.cjs): reads files, cuts and embeds them, keeps the index, answers searches. Apart from the
// server, so that a busy index never keeps a suggestion waiting; it ends when the server goes.

import { IndexChannelService } from '../../index/service';
import { parseFileAnswer, WantedFiles } from '../../index/wantedFiles';
import { LocalWorkspaceIndex } from '../../index/workspaceIndex';
import { openNodeRuntime } from '../models';
import { defaultStorage } from '../paths';
import { nodeIndexPlatform } from './platform';

function main(): void {
  // A parent that has just gone cannot be told; 'disconnect' follows.
  const tell = (message: object): void => void process.send?.(message, undefined, undefined, () => {});
  const files = new WantedFiles(tell);
  const service = new IndexChannelService((options, events) => {
    const storage = options.model.storageFolder ?? defaultStorage(process.env);
    return new LocalWorkspaceIndex(
      nodeIndexPlatform(openNodeRuntime(__dirname, storage), __dirname, files),
      options,
      events,
    );
  }, tell);
  process.on('message', (value) => {
    const answer = parseFileAnswer(value);
    if (answer) files.receive(answer);
    else service.receive(value);
  });
  process.on('disconnect', () => process.exit(0));
}

main();
