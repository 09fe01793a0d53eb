// The indexes of a workspace in a folder on disk, and beside them the note which of them answers.

import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeError } from '../../../runtime/node/fileErrors';
import { deleteIndexes, deleteOtherIndexes } from '../../../runtime/node/index/folders';
import { openSqliteIndex } from '../../../runtime/node/index/sqliteIndex';
import type { IndexHome } from '../../index/platform';

/** `program`: path of dist/store.cjs. */
export function folderHome(directory: string, program: string): IndexHome {
  const file = path.join(directory, 'serving.json');
  return {
    open: (spec) => openSqliteIndex({ directory, spec, program }),
    deleteOthers: async (keep) => void (await deleteOtherIndexes(directory, keep)),
    deleteAll: async () => {
      await deleteIndexes(directory);
      await rm(file, { force: true });
    },
    readNote: () => readFile(file, 'utf8').catch(() => undefined),
    writeNote: async (note) => {
      try {
        await mkdir(directory, { recursive: true });
        // Whole or not at all, whatever happens meanwhile.
        await writeFile(`${file}.${process.pid}`, note);
        await rename(`${file}.${process.pid}`, file);
      } catch (error) {
        throw writeError(error, file);
      }
    },
    close: () => Promise.resolve(),
  };
}
