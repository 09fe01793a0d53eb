// The indexes of a workspace in the browser's own storage, and beside them the note which of them answers.

import { EngineError } from '../../../engine/errors';
import type { Databases } from '../../../runtime/browser/index/databases';
import { databaseName, openStoreIndex } from '../../../runtime/browser/index/storeIndex';
import type { IndexHome } from '../../index/platform';

const noteName = 'serving';

/** `open` is called by the first thing that needs them, and again after it has failed. */
export function databasesHome(open: () => Promise<Databases>): IndexHome {
  let opened: Promise<Databases> | undefined;
  const databases = (): Promise<Databases> => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const deleteBut = async (kept: string | undefined): Promise<void> => {
    const all = await databases();
    for (const name of await all.names()) if (name !== kept) await all.delete(name);
  };
  return {
    open: async (spec) => openStoreIndex(await databases(), spec),
    deleteOthers: async (keep) => deleteBut(await databaseName(keep)),
    deleteAll: async () => {
      await deleteBut(undefined);
      await (await databases()).notes.delete(noteName);
    },
    readNote: async () => {
      const note = await (await databases()).notes.get(noteName).catch(() => undefined);
      return typeof note === 'string' ? note : undefined;
    },
    writeNote: async (note) => {
      try {
        await (await databases()).notes.put(noteName, note);
      } catch (error) {
        throw new EngineError('storage', { reason: error instanceof Error ? error.message : undefined });
      }
    },
    // So that the next window can have the files.
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}
