// The contract of semantic search: what is indexed (chunk), where it is kept (ChunkIndex), what a query finds (Hit).
// Chunker, indexer, searcher and the stores meet here; none of them knows another.

import type { CancelSignal } from '../../core/cancel';
import type { Span } from '../../core/types';

/** Hex, 128 bit: the first half of a SHA-256. */
export type ContentHash = string;

/** Identity of everything that makes vectors comparable. Any difference means another index. */
export interface IndexSpec {
  /** EncoderInfo.id. */
  readonly model: string;
  /** Width of a vector, a multiple of 32. */
  readonly dims: number;
  /** Name and version of the chunker with its parameters. */
  readonly chunker: string;
  /** Version of the store's schema. */
  readonly schema: number;
}

/** A span with its lines, counted from 0; `endLine` is the line of the last character. */
export interface LinedSpan extends Span {
  readonly startLine: number;
  readonly endLine: number;
}

/** A passage of a file as the chunker cuts it; never longer in tokens than the encoder's window. */
export interface Chunk extends LinedSpan {
  /** Headings or symbols that it stands under, outermost first. */
  readonly heading: readonly string[];
  /** What the encoder reads: the passage, its trail of headings before it. */
  readonly text: string;
}

/** A chunk as it is kept. */
export interface ChunkRow extends LinedSpan {
  /** Of the chunker's id and the text that the encoder saw: equal hashes share a vector. */
  readonly hash: ContentHash;
  readonly heading: readonly string[];
  /** Words of the text and of the file's path for the lexical index (core/terms), separated by blanks; no text is stored. */
  readonly terms: string;
  /** `[dims]`, unit length. */
  readonly vector: Float32Array;
}

export interface FileRow {
  /** Workspace folder id + '/' + path in it, NFC, '/' as separator; the command line leaves the folder id out. */
  readonly path: string;
  /** VS Code language id. */
  readonly language: string;
  /** Of the file's bytes. */
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  /** Milliseconds since 1970; with the size it spares hashing an unchanged file. */
  readonly modifiedMs: number;
  readonly chunks: readonly ChunkRow[];
}

export interface FileState {
  readonly path: string;
  readonly hash: ContentHash;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly chunkCount: number;
}

export interface SearchFilter {
  /** Globs on the path (`path:`); a file passes when one matches. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** VS Code language ids (`lang:`); a file passes when it has one of them. */
  readonly languages?: readonly string[];
  readonly excludeLanguages?: readonly string[];
}

export interface CandidateQuery {
  /** `[dims]`, unit length; absent: no vector list. */
  readonly vector?: Float32Array;
  /** Terms as in ChunkRow.terms, each as often as it weighs; absent or empty: no lexical list. */
  readonly terms?: readonly string[];
  /**
   * Each a run of terms that must stand side by side in every candidate ("exact phrase"). They add nothing to the scores of
   * `terms`; where there are none, each weighs as a term would.
   */
  readonly phrases?: readonly (readonly string[])[];
  readonly filter?: SearchFilter;
  /** Candidates a list, for example 100. */
  readonly depth: number;
}

/** A chunk that one source ranks. */
export interface ChunkCandidate extends LinedSpan {
  readonly path: string;
  readonly language: string;
  readonly fileHash: ContentHash;
  readonly hash: ContentHash;
  readonly heading: readonly string[];
  /** Cosine −1…1, or BM25; comparable within its list only. */
  readonly score: number;
}

export interface CandidateLists {
  /** Best first. */
  readonly vector: readonly ChunkCandidate[];
  readonly lexical: readonly ChunkCandidate[];
  /** The commit that the answer was read from. */
  readonly generation: number;
  readonly approximate: boolean;
}

export interface IndexStats {
  readonly files: number;
  readonly chunks: number;
  readonly sizeBytes: number;
  readonly generation: number;
}

/** A place that keeps chunks. SQLite, sqlite-wasm and PostgreSQL pass one conformance suite. */
export interface ChunkIndex {
  readonly spec: IndexSpec;
  readonly writable: boolean;
  /** What keeps it, for the status: `sqlite`, `sqlite-wasm`, `postgres`. */
  readonly kind: string;
  files(): Promise<readonly FileState[]>;
  /** All rows of these files replace the old ones; each call all or nothing. Safe to repeat. */
  replaceFiles(files: readonly FileRow[]): Promise<{ readonly generation: number }>;
  /** Forgets these files: no query finds them. A store may know their vectors for a while, for text that comes back. */
  removeFiles(paths: readonly string[]): Promise<{ readonly generation: number }>;
  /** Vectors of chunks that are already known, in any file or in none any more. Missing ones are left out. */
  vectorsByHash(hashes: readonly ContentHash[]): Promise<ReadonlyMap<ContentHash, Float32Array>>;
  candidates(query: CandidateQuery, cancel?: CancelSignal): Promise<CandidateLists>;
  /** Called after a commit of this or another connection; stops when disposed. */
  onDidChange(listener: (generation: number) => void): { dispose(): void };
  stats(): Promise<IndexStats>;
  /** What is inconsistent in the store, one sentence each; empty when it is sound. */
  verify(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export type SearchMode = 'hybrid' | 'vector' | 'lexical';

/** How the two lists of a hybrid search become one: by their scores, weighed, or by their ranks alone. */
export type Fusion = 'scores' | 'ranks';

export interface SearchRequest {
  /** Words, `"exact phrase"`, `path:glob`, `-path:glob`, `lang:id`, `-lang:id`. */
  readonly query: string;
  readonly mode: SearchMode;
  /** Of mode `hybrid`. Default `scores`. */
  readonly fusion?: Fusion;
  readonly limit: number;
  /** Added to the filters that stand in the query. */
  readonly filter?: SearchFilter;
  /** Hits of a lower similarity that share no word with the query are left out, −1…1. */
  readonly minimumSimilarity?: number;
  /** Most hits a file before the rest of them fold into the last. */
  readonly hitsPerFile?: number;
  /**
   * The best sentence of a hit without a word of the query is found by its meaning, which takes a run of the encoder.
   * Default true; false: its first sentence is marked.
   */
  readonly markByMeaning?: boolean;
  /** "More like this": passages like this one are found, itself left out; `query` then only filters. */
  readonly like?: SimilarTo;
  /** A newer request with the same key cancels this one. */
  readonly key?: string;
}

export interface SimilarTo {
  readonly text: string;
  /** Where the text stands, where it stands in an indexed file. */
  readonly path?: string;
  readonly span?: Span;
}

export interface Hit extends LinedSpan {
  readonly path: string;
  readonly language: string;
  readonly heading: readonly string[];
  /** Fusion of both lists, 0…1, or the list's own score in the other modes; ranks the hits. */
  readonly score: number;
  /** Cosine with the query; absent where only words found it. */
  readonly similarity?: number;
  /** Rank in each list, from 1; absent where it is not in it. */
  readonly vectorRank?: number;
  readonly lexicalRank?: number;
  /** The passage as it stands in the file now; of a notebook the source of its cells. */
  readonly preview: string;
  /** The cell of a notebook where the passage begins, from 0; lines and offsets are those of the file. */
  readonly cell?: number;
  /** The sentence of `preview` nearest to the query, and where query words stand in it: offsets into `preview`. */
  readonly best: Span;
  readonly matches: readonly Span[];
  /** Near-duplicates that folded into this hit, and further hits of the same file that were left out. */
  readonly duplicates: readonly { readonly path: string; readonly startLine: number; readonly endLine: number }[];
  readonly moreInFile: number;
}

export interface SearchAnswer {
  readonly model: string;
  readonly hits: readonly Hit[];
  readonly generation: number;
  /** Hits whose file changed since it was indexed and whose passage is gone; they are re-indexed. */
  readonly stale: readonly string[];
  /** No passage holds the phrases that the query has in quotes: these hits hold their words at most. */
  readonly withoutPhrases: boolean;
  /** True while the index is being built: more may be found later. */
  readonly partial: boolean;
}

/** Why a file is not indexed, as a rule that a person can change. */
export interface Exclusion {
  readonly rule:
    | 'gitignore'
    | 'exclude'
    | 'secret'
    | 'binary'
    | 'minified'
    | 'lockFile'
    | 'tooLarge'
    | 'notText'
    | 'outside'
    | 'missing'
    /** The index has reached its size. */
    | 'full';
  /** The pattern, and the file that it stands in, where there is one. */
  readonly pattern?: string;
  readonly source?: string;
}

export interface IndexProgress {
  readonly state: 'idle' | 'scanning' | 'asking' | 'indexing' | 'paused' | 'failed';
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly chunksDone: number;
  readonly chunksPerSecond: number;
  /** Absent while it cannot be told. */
  readonly secondsLeft?: number;
}
