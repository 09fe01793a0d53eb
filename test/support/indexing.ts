// An index of a folder on disk made by all the parts of the product but the encoder: the walk of the folder, the chunker with
// its grammars, the indexer and the store. In place of the encoder words are counted, so that a run takes no time to speak of.

import path from 'node:path';
import { Indexer } from '../../src/engine/index/indexer';
import type { IndexerOptions } from '../../src/engine/index/indexerOptions';
import { Searcher } from '../../src/engine/index/search';
import { chunkerId, chunkFile } from '../../src/engine/index/chunker';
import type { Chunker } from '../../src/engine/index/ports';
import type { ChunkIndex } from '../../src/engine/index/types';
import { nodeClock } from '../../src/runtime/node/clock';
import { openSqliteIndex } from '../../src/runtime/node/index/sqliteIndex';
import { grammarsIn } from '../../src/runtime/node/treeSitterFiles';
import { sha256Half, WorkspaceFiles } from '../../src/runtime/node/workspace/workspaceFiles';
import { countWords } from './chunks';
import { spec as wordSpec, WordEmbedder } from './fakeWorkspace';

const maxTokens = 254;

export interface IndexingOptions extends Partial<Pick<IndexerOptions, 'cpuShare' | 'confirm' | 'groupChunks'>> {
  readonly folder: string;
  readonly directory: string;
  readonly wasm?: boolean;
}

export interface Indexing {
  readonly index: ChunkIndex;
  readonly indexer: Indexer;
  readonly searcher: Searcher;
  readonly embedder: WordEmbedder;
  /** A damaged index was put aside. */
  readonly isBroken: boolean;
}

/** Paths of bundles are those of the repository's root. */
export async function openIndexing({ folder, directory, wasm, ...options }: IndexingOptions): Promise<Indexing> {
  const grammars = grammarsIn(path.resolve('dist/grammars'));
  const id = chunkerId(maxTokens);
  const chunker: Chunker = { id, chunk: (file) => chunkFile(file, { countTokens: countWords, maxTokens, grammars }) };
  const program = path.resolve('dist/store.cjs');
  const index = await openSqliteIndex({ directory, spec: { ...wordSpec, chunker: id }, program, wasm });
  const embedder = new WordEmbedder();
  const files = new WorkspaceFiles({ roots: [{ id: '', folder }] });
  const shared = { index, files, chunker, embedder, hash: sha256Half };
  const indexer = new Indexer({ ...shared, clock: nodeClock, ...options });
  return { index, indexer, searcher: new Searcher(shared), embedder, isBroken: index.broken !== undefined };
}
