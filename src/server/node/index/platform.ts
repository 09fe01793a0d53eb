// What the index of a workspace takes from Node: encoder processes, files on disk, SQLite in a thread.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { neverCancelled } from '../../../core/cancel';
import { loadPool, slotsOf } from '../../../runtime/encoder/encoderPool';
import { indexingProcesses } from '../../../runtime/node/indexingProcesses';
import type { NodeRuntime } from '../../../runtime/node/nodeRuntime';
import { watchPower } from '../../../runtime/node/power';
import { grammarsIn } from '../../../runtime/node/treeSitterFiles';
import { sha256Half, WorkspaceFiles } from '../../../runtime/node/workspace/workspaceFiles';
import { EditorFiles, type WorkspacePort } from '../../../runtime/workspace/editorFiles';
import type { IndexPlatform } from '../../index/platform';
import { isOnDisk } from '../../search/folders';
import { modelFolder } from '../models';
import { folderHome } from './home';
import { FolderRoom } from './room';
import { overShared } from './sharedIndex';

/** The encoder of an index that nobody asks gives its memory back. */
const idleMs = 5 * 60_000;

/** Cores that are left for what a person does. */
const sparedCores = 1;

/** `distFolder` holds the bundles; `files` reads what is not on a disk. */
export function nodeIndexPlatform(runtime: NodeRuntime, distFolder: string, files: WorkspacePort): IndexPlatform {
  const processes = indexingProcesses(sparedCores);
  return {
    clock: runtime.clock,
    hash: sha256Half,
    grammars: grammarsIn(path.join(distFolder, 'grammars')),
    slots: slotsOf(processes),
    loadModel: async (choice) => {
      const folder = await modelFolder(runtime, choice, distFolder);
      const options = { device: choice.device, keep: 'encoder', idleMs } as const;
      return loadPool(() => runtime.loadModel(folder, options, neverCancelled), processes);
    },
    openFiles: ({ id, uri, exclude }, openText) =>
      isOnDisk(uri)
        ? new WorkspaceFiles({ roots: [{ id, folder: fileURLToPath(uri) }], exclude, openText })
        : new EditorFiles(files, { id, uri, exclude, openText }),
    home: (directory) => folderHome(directory, path.join(distFolder, 'store.cjs')),
    room: (directory, root) => new FolderRoom({ root, directory, now: () => runtime.clock.now() }),
    watchPower: (tell) => watchPower(runtime.clock, tell),
    overShared: (local, shared) => overShared(local, shared, runtime.clock),
  };
}
