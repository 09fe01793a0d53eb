// How much room the indexes of all workspaces may take on disk: what is open stays, of the others those go that were used
// longest ago, and where that does not help the index that is open takes up no further files.

import type { IndexRoom } from '../../index/platform';
import { listAllIndexes, trimIndexes } from '../../../runtime/node/index/folders';

export interface RoomOptions {
  /** Holds a directory for each workspace; undefined: only this one's is known. */
  readonly root: string | undefined;
  /** The directory of the workspace that is open. */
  readonly directory: string;
  readonly now: () => number;
}

/** Sizes of other folders are looked at again after this time: other windows are at work, too. */
const lookAgainMs = 10_000;

export class FolderRoom implements IndexRoom {
  readonly #options: RoomOptions;
  #others: { readonly bytes: number; readonly atMs: number } | undefined;

  constructor(options: RoomOptions) {
    this.#options = options;
  }

  /** Bytes that the indexes of other workspaces take. */
  async others(): Promise<number> {
    const { root, directory, now } = this.#options;
    if (root === undefined) return 0;
    if (!this.#others || now() - this.#others.atMs > lookAgainMs) {
      const found = await listAllIndexes(root, directory);
      this.#others = { bytes: found.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), atMs: now() };
    }
    return this.#others.bytes;
  }

  /** Whether an index of `ownBytes` may still grow, once others made room for it where they can. */
  async make(ownBytes: number, mostBytes: number): Promise<boolean> {
    const { root, directory } = this.#options;
    // All the others would not be enough: then they need not go.
    if (ownBytes >= mostBytes) return false;
    if (root === undefined || ownBytes + (await this.others()) <= mostBytes) return true;
    await trimIndexes(root, mostBytes - ownBytes, directory);
    this.#others = undefined;
    return ownBytes + (await this.others()) <= mostBytes;
  }
}
