// The server's runtime in a browser: encoders and the index in Workers, files by way of the client. Nothing is downloaded
// from a hub here.

import { EngineError } from '../../engine/errors';
import { browserClock } from '../../runtime/browser/clock';
import { loadModel } from '../../runtime/browser/loadModel';
import type { EditorPort } from '../../runtime/browser/files';
import { RemoteIndex } from '../index/remoteIndex';
import { openEngine } from '../openEngine';
import type { ServerRuntime } from '../runtime';
import { indexWorker } from './index/indexWorker';
import { folderOf, noHubHere } from './models';
import { programs } from './programs';

export function createServerRuntime(files: EditorPort): ServerRuntime {
  const context = { files, programs };
  return {
    clock: browserClock,
    isInBrowser: true,
    openIndex: (options, events, log) =>
      new RemoteIndex(indexWorker(files, `${programs}/index.js`), options, events, log),
    openEngine: (choice, events) =>
      openEngine({
        clock: browserClock,
        device: choice.device,
        events,
        load: async (options, signal) => loadModel(context, folderOf(files, choice), options, signal),
      }),
    planInstall: noHub,
    installModel: noHub,
    // A Worker cannot tell its size.
    memoryBytes: () => Promise.resolve({ server: 0, encoders: 0 }),
    describe: ({ code }) => code,
  };
}

function noHub(): Promise<never> {
  return Promise.reject(new EngineError('downloadFailed', { reason: noHubHere }));
}
