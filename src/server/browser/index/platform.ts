// What the index of a workspace takes from a browser: an encoder in a Worker, files by way of the editor, SQLite in the
// browser's storage.

import { neverCancelled } from '../../../core/cancel';
import { browserClock } from '../../../runtime/browser/clock';
import type { EditorPort } from '../../../runtime/browser/files';
import { grammarsThrough } from '../../../runtime/browser/grammars';
import type { Databases } from '../../../runtime/browser/index/databases';
import { loadModel } from '../../../runtime/browser/loadModel';
import { EditorFiles, sha256Half } from '../../../runtime/workspace/editorFiles';
import type { IndexPlatform } from '../../index/platform';
import { folderOf } from '../models';
import { grammarFolder, programs } from '../programs';
import { databasesHome } from './home';

/** The encoder of an index that nobody asks gives its memory back. */
const idleMs = 5 * 60_000;

/** In int8 a thread of WASM has 0.28 of the native speed (measured), and there is one encoder where a desktop has several. */
const assumedBytesPerSecond = 14_000;

/** `databases` opens those of the place of this name. */
export function browserIndexPlatform(
  files: EditorPort,
  databases: (place: string) => Promise<Databases>,
): IndexPlatform {
  const context = { files, programs };
  return {
    clock: browserClock,
    hash: sha256Half,
    grammars: grammarsThrough(files, grammarFolder),
    slots: 1,
    assumedBytesPerSecond,
    loadModel: async (choice) =>
      loadModel(context, folderOf(files, choice), { device: choice.device, idleMs }, neverCancelled),
    openFiles: ({ id, uri, exclude }, openText) => new EditorFiles(files, { id, uri, exclude, openText }),
    // An origin holds the indexes of one workspace, as far as can be seen.
    room: () => ({
      others: () => Promise.resolve(0),
      make: (ownBytes, mostBytes) => Promise.resolve(ownBytes < mostBytes),
    }),
    home: (place) => databasesHome(() => databases(place)),
  };
}
