// The index of folders on disk with all that works on it: encoder processes, store, indexer, searcher. What is asked of
// it, and what people are told, is the caller's matter.

import path from 'node:path';
import type { CancelSignal } from '../../core/cancel';
import { Engine } from '../../engine/engine';
import { Pace } from '../../engine/pace';
import { Indexer } from '../../engine/index/indexer';
import { Searcher } from '../../engine/index/search';
import { indexSpecOf } from '../../engine/index/spec';
import { structureChunker } from '../../engine/index/structureChunker';
import type { ChunkIndex, IndexSpec } from '../../engine/index/types';
import type { Clock, LoadedModel } from '../../engine/ports';
import { loadPool, slotsOf } from '../encoder/encoderPool';
import { grammarsIn } from './treeSitterFiles';
import { sha256Half, WorkspaceFiles, type ExcludeGlob, type Root } from './workspace/workspaceFiles';

export interface FolderIndexOptions<Index extends ChunkIndex = ChunkIndex> {
  readonly roots: readonly Root[];
  /** Opens the store for what the encoder's vectors are. */
  readonly openStore: (spec: IndexSpec) => Promise<Index>;
  readonly clock: Clock;
  /** Folder with the grammars of programming languages. */
  readonly grammarFolder: string;
  /** Loads the model into a process of its own; called `processes` times. */
  readonly load: (signal: CancelSignal) => Promise<LoadedModel>;
  readonly processes: number;
  readonly exclude?: readonly ExcludeGlob[];
}

export interface FolderIndex<Index extends ChunkIndex = ChunkIndex> {
  readonly index: Index;
  readonly files: WorkspaceFiles;
  readonly indexer: Indexer;
  readonly searcher: Searcher;
  dispose(): Promise<void>;
}

/** EngineError of the model and of the store; CancelledError. */
export async function openFolderIndex<Index extends ChunkIndex>(
  options: FolderIndexOptions<Index>,
  signal: CancelSignal,
): Promise<FolderIndex<Index>> {
  const { roots, openStore, clock, exclude, processes } = options;
  const model = await loadPool(() => options.load(signal), processes);
  try {
    const { encoder, tokenizer } = model;
    const engine = new Engine({ clock, load: () => Promise.resolve(model), slots: slotsOf(processes) });
    const grammars = grammarsIn(options.grammarFolder);
    const chunker = structureChunker({ info: encoder.info, tokenizer }, grammars, new Pace(clock));
    const spec = await indexSpecOf(encoder.info, engine, chunker, signal);
    const index = await openStore(spec);
    const files = new WorkspaceFiles({ roots, ...(exclude && { exclude }) });
    const shared = { index, files, chunker, embedder: engine, hash: sha256Half };
    const indexer = new Indexer({ ...shared, clock });
    const searcher = new Searcher({ ...shared, partial: () => indexer.progress.state !== 'idle' });
    const dispose = async (): Promise<void> => {
      indexer.cancel();
      await Promise.all([index.close(), encoder.dispose()]);
    };
    return { index, files, indexer, searcher, dispose };
  } catch (error) {
    await model.encoder.dispose();
    throw error;
  }
}

/** Holds the indexes of all folders. */
export const indexesIn = (storageFolder: string): string => path.join(storageFolder, 'indexes');

/** Where the index of a folder lies in a storage folder that holds those of many. */
export async function indexDirectoryOf(storageFolder: string, folder: string): Promise<string> {
  const name = path.basename(folder).replace(/[^\p{L}\p{N}._-]/gu, '-') || 'root';
  return path.join(indexesIn(storageFolder), `${name}-${await sha256Half(folder)}`);
}
