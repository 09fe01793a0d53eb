// Kept vectors of an encoder that may have to fall back to another device while it works: those of each device are kept apart,
// and the device that works now is asked for its own.

import type { EncoderInfo, KeptVector, VectorStore } from '../../../engine/ports';
import { FolderVectorStore } from './vectorStore';

export interface ChangingEncoder {
  /** As it is now. */
  readonly info: Pick<EncoderInfo, 'hash' | 'device'>;
}

export class DeviceVectorStore implements VectorStore {
  readonly #root: string;
  readonly #encoder: ChangingEncoder;
  readonly #stores = new Map<string, FolderVectorStore>();

  /** `root` as FolderVectorStore has it. */
  constructor(root: string, encoder: ChangingEncoder) {
    this.#root = root;
    this.#encoder = encoder;
  }

  read(kind: string, texts: readonly string[]): Promise<readonly (KeptVector | undefined)[]> {
    return this.#current().read(kind, texts);
  }

  add(kind: string, texts: readonly string[], vectors: readonly KeptVector[]): void {
    this.#current().add(kind, texts, vectors);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stores.values()].map((store) => store.close()));
  }

  #current(): FolderVectorStore {
    const { info } = this.#encoder;
    let store = this.#stores.get(info.device);
    if (!store) this.#stores.set(info.device, (store = new FolderVectorStore(this.#root, info)));
    return store;
  }
}
