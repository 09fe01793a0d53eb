// The indexes of a workspace in a folder on disk, and beside them the note which of them answers.

import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { writeError } from '../../../runtime/node/fileErrors';
import { deleteIndexes, deleteOtherIndexes, indexName } from '../../../runtime/node/index/folders';
import { openSqliteIndex, type SqliteIndexOptions } from '../../../runtime/node/index/sqliteIndex';
import { writeWhole } from '../../../runtime/node/wholeFile';
import type { IndexHome } from '../../index/platform';

/** `program`: path of dist/store.cjs. */
export function folderHome(directory: string, program: string): IndexHome {
  const file = path.join(directory, 'serving.json');
  return {
    open: (spec) => openSqliteIndex({ directory, spec, program }),
    deleteOthers: async (keep) => void (await deleteOtherIndexes(directory, keep)),
    deleteAll: async (own) => {
      await deleteIndexes(directory);
      await rm(file, { force: true });
      // Another window has it open, and would go on finding what is to be forgotten.
      const left = own.filter((spec) => existsSync(path.join(directory, indexName(spec))));
      for (const spec of left) await emptyIndex({ directory, spec, program });
    },
    readNote: () => readFile(file, 'utf8').catch(() => undefined),
    writeNote: async (note) => {
      try {
        await writeWhole(file, note);
      } catch (error) {
        throw writeError(error, file);
      }
    },
    close: () => Promise.resolve(),
  };
}

async function emptyIndex(options: SqliteIndexOptions): Promise<void> {
  const index = await openSqliteIndex(options);
  try {
    await index.empty();
    await index.tidy();
  } finally {
    await index.close();
  }
}
