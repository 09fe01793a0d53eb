// The server's runtime on Node: encoders in processes of their own, the hub, memory figures. One set of these for each
// storage folder; an editor has one, which it names when it starts.

import path from 'node:path';
import type { NodeRuntime } from '../../runtime/node/nodeRuntime';
import { deleteKept, keptBytes } from '../../runtime/node/vectors/keptFolders';
import { nodeClock } from '../../runtime/node/clock';
import type { WireError } from '../../protocol/requests';
import type { ClientFiles } from '../files';
import { RemoteIndex } from '../index/remoteIndex';
import type { KeptVectorsPlace, ServerRuntime } from '../runtime';
import { indexProcess } from './index/indexProcess';
import { openNodeEngine, openNodeRuntime } from './models';
import { defaultStorage, vectorsIn } from './paths';

export interface NodeServerOptions {
  /** Folder of the bundles. */
  readonly distFolder: string;
  /** Of the client; absent: there is nothing but the disk. */
  readonly files?: ClientFiles;
  /** Sentences for editors that show the message of an error answer; the code itself where nobody reads it. */
  readonly describe?: (error: WireError) => string;
}

export function createServerRuntime({ distFolder, files, describe }: NodeServerOptions): ServerRuntime {
  const runtimes = new Map<string, NodeRuntime>();
  const runtimeFor = (storageFolder: string | undefined): NodeRuntime => {
    const folder = storageFolder ?? defaultStorage(process.env);
    const runtime = runtimes.get(folder) ?? openNodeRuntime(distFolder, folder, { keepVectors: true });
    runtimes.set(folder, runtime);
    return runtime;
  };
  return {
    clock: nodeClock,
    openIndex: (options, events, log) =>
      new RemoteIndex(indexProcess(path.join(distFolder, 'index.cjs'), files), options, events, log),
    openEngine: (choice, events) => openNodeEngine(runtimeFor(choice.storageFolder), choice, distFolder, events),
    planInstall: (id, access, signal) => runtimeFor(access.storageFolder).hub.plan(id, access, signal),
    installModel: (plan, access, onProgress, signal) =>
      runtimeFor(access.storageFolder).hub.install(
        plan,
        access,
        ({ presentBytes, totalBytes, file }) => onProgress(totalBytes ? presentBytes / totalBytes : 0, file),
        signal,
      ),
    keptVectors: keptVectorsOnDisk,
    memoryBytes: async () => {
      const each = await Promise.all([...runtimes.values()].map((runtime) => runtime.memoryBytes()));
      const encoders = each.reduce((sum, memory) => sum + memory.encoders, 0);
      return { server: process.memoryUsage.rss(), encoders };
    },
    describe: describe ?? (({ code }) => code),
  };
}

const vectorsOf = (storageFolder: string | undefined): string =>
  vectorsIn(storageFolder ?? defaultStorage(process.env));

const keptVectorsOnDisk: KeptVectorsPlace = {
  folder: vectorsOf,
  sizeBytes: (storageFolder) => keptBytes(vectorsOf(storageFolder)),
  delete: (storageFolder) => deleteKept(vectorsOf(storageFolder)),
};
