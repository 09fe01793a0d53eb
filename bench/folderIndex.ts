// The index of a folder as the benchmark measures it: the indexer on its real path, with encoder processes and a store on disk,
// all of it in a place that goes when the measurement ends.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { neverCancelled } from '../src/core/cancel';
import { openFolderIndex } from '../src/runtime/node/folderIndex';
import { openSqliteIndex } from '../src/runtime/node/index/sqliteIndex';
import { openNodeRuntime } from '../src/server/node/models';
import type { Setting } from './setting';

/** What `measure` returns of a folder of its own. */
export async function inPlace<T>(measure: (place: string) => Promise<T>): Promise<T> {
  const place = await mkdtemp(path.join(tmpdir(), 'semtext-bench-'));
  try {
    return await measure(place);
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}

/** Opens an index of `folder`, which is kept below `place`, and says how its encoders are run. */
export async function openIndexAt(
  { root, modelFolder, cacheFolder }: Setting,
  place: string,
  folder: string,
  processes: number,
) {
  const runtime = openNodeRuntime(path.join(root, 'dist'), cacheFolder);
  const directory = path.join(place, 'store');
  const current = await openFolderIndex(
    {
      roots: [{ id: '', folder }],
      openStore: (spec) => openSqliteIndex({ directory, spec, program: path.join(root, 'dist/store.cjs') }),
      clock: runtime.clock,
      load: () => runtime.loadModel(modelFolder, { device: 'cpu', keep: 'encoder' }, neverCancelled),
      processes,
      grammarFolder: path.join(root, 'dist/grammars'),
    },
    neverCancelled,
  );
  return { runtime, current };
}
