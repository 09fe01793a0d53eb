// The server's runtime in a browser: encoders in Workers, files by way of the client. Nothing is downloaded from a hub here.

import { EngineError } from '../../engine/errors';
import { browserClock } from '../../runtime/browser/clock';
import { folderAt, knownFolder, type FilePort } from '../../runtime/browser/files';
import { loadModel } from '../../runtime/browser/loadModel';
import type { FolderPort } from '../../runtime/model/modelFolder';
import { openEngine } from '../openEngine';
import type { ModelChoice, ServerRuntime } from '../runtime';
import { bundledModel } from './bundledModel';

/** Relative to the extension. */
const programs = 'dist/browser';

export function createServerRuntime(files: FilePort): ServerRuntime {
  const context = { files, programs };
  return {
    clock: browserClock,
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

/** EngineError modelNotFound for an id of the hub: it may be installed on the person's machine, but not here. */
function folderOf(files: FilePort, { folder, id }: ModelChoice): FolderPort {
  if (folder) return folderAt(files, folder);
  if (id) throw new EngineError('modelNotFound', { subject: id, reason: notHere });
  return knownFolder(files, bundledModel);
}

const notHere = 'encoders of the hub are not available in a browser';

function noHub(): Promise<never> {
  return Promise.reject(new EngineError('downloadFailed', { reason: notHere }));
}
