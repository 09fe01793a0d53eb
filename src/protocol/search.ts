// The contract of semantic search between client and server: requests, the state of the index, hits. Types only; what
// arrives is checked in searchParse.ts.

import { NotificationType, RequestType, RequestType0 } from 'vscode-languageserver-protocol';
import type { WireError } from './requests';

/** By meaning and words together, by meaning alone, by words alone. */
export type WireSearchMode = 'hybrid' | 'vector' | 'lexical';

/** `[start, end)` in UTF-16 units. */
export interface WireSpan {
  readonly start: number;
  readonly end: number;
}

export interface SearchParams {
  /** Words, `"exact phrase"`, `path:glob`, `-path:glob`, `lang:id`, `-lang:id`. */
  readonly query: string;
  readonly mode: WireSearchMode;
  readonly limit: number;
  /** A newer request with the same key cancels this one. */
  readonly key?: string;
}

export interface MoreLikeThisParams {
  /** The passage. */
  readonly text: string;
  /** Filters as in SearchParams.query, without words. */
  readonly filters?: string;
  /** Where the passage stands (lines from 0): it is not its own hit. */
  readonly origin?: { readonly uri: string; readonly startLine: number; readonly endLine: number };
  readonly limit: number;
  readonly key?: string;
}

export interface WireHit {
  readonly uri: string;
  /** For people: the path in its folder, after the folder's name where there are several. */
  readonly path: string;
  /** VS Code language id. */
  readonly language: string;
  /** Headings or symbols that it stands under, outermost first. */
  readonly heading: readonly string[];
  /** Lines from 0; `endLine` is the line of the last character. */
  readonly startLine: number;
  readonly endLine: number;
  /** Ranks the list, higher is better. */
  readonly score: number;
  /** Cosine with the query, −1…1; absent where only words found it. */
  readonly similarity?: number;
  /** Found by words (BM25); its rank there, from 1. */
  readonly lexicalRank?: number;
  /** The passage as it stands in the file; of a notebook the source of its cells. */
  readonly preview: string;
  /** The cell of a notebook where the passage begins, from 0; absent for any other file. */
  readonly cell?: number;
  /** The sentence of `preview` nearest to the query. */
  readonly best: WireSpan;
  /** Where words of the query stand in `preview`. */
  readonly matches: readonly WireSpan[];
  /** Near-duplicates that folded into this hit. */
  readonly duplicates: readonly WirePlace[];
  /** Further hits of the same file that were left out. */
  readonly moreInFile: number;
}

export interface WirePlace {
  readonly uri: string;
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface SearchResult {
  /** EncoderInfo.id of the index that answered; empty where there is no index yet. */
  readonly model: string;
  readonly hits: readonly WireHit[];
  /** Files whose passages changed since they were indexed; they are indexed anew. */
  readonly staleFiles: number;
  /** No passage holds the phrases in quotes: these hits hold their words at most. */
  readonly withoutPhrases: boolean;
  /** The index as it was when it answered: while it is being built the hits are partial. */
  readonly index: IndexStatus;
}

/**
 * Client → server: the passages that say what the query means. Starts indexing where that was not done yet. Without an
 * index there are no hits and `index.state` says why. Fails with model errors, storage, cancelled.
 */
export const searchRequest = new RequestType<SearchParams, SearchResult, void>('semanticText/search');

/** Client → server: passages like a given one (a hit, a selection). Fails as search does. */
export const moreLikeThisRequest = new RequestType<MoreLikeThisParams, SearchResult, void>('semanticText/moreLikeThis');

/**
 * `noFolder`: no folder is open; `virtual`: only folders that are not on a disk, and the client cannot read them; `noStorage`: the client named no place
 * for an index; `disabled`: by setting; `unsupported`: this platform keeps no index; `absent`: nothing is indexed and
 * nobody asked; `asking`: waits for consent, `plan` says to what; `stopped`: by a person, now or in a former session, so that
 * not all is found, or nothing, and changes are not followed; `ready`: in step with the folders.
 */
export type IndexState =
  | 'noFolder'
  | 'virtual'
  | 'noStorage'
  | 'disabled'
  | 'unsupported'
  | 'absent'
  | 'opening'
  | 'scanning'
  | 'asking'
  | 'indexing'
  | 'paused'
  | 'stopped'
  | 'ready'
  | 'failed';

export interface IndexStatus {
  readonly state: IndexState;
  /** What can be found now. */
  readonly files: number;
  readonly chunks: number;
  readonly sizeBytes: number;
  /** What the indexes of other workspaces take on this disk; absent where they are not known. */
  readonly otherBytes?: number;
  /** Passages that were computed since the index was opened; all others were known from before, by their content. */
  readonly embedded: number;
  /** Of the work that goes on; all 0 when none does. */
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly chunksPerSecond: number;
  /** Absent while it cannot be told. */
  readonly secondsLeft?: number;
  /** What indexing would take, while `asking`. */
  readonly plan?: IndexPlan;
  /** EncoderInfo.id of what answers searches; absent without an index. */
  readonly model?: string;
  /** The encoder for which a new index is being built while the old one answers. */
  readonly nextModel?: string;
  /** Searches go by words alone: the encoder of the old index is gone. */
  readonly byWords?: boolean;
  /**
   * `sqlite`, `sqlite-wasm`, `postgres`; in a browser `sqlite-opfs`, `sqlite-indexeddb`, or `sqlite-memory`, which is gone with
   * the window.
   */
  readonly store?: string;
  /** Another window of the same folders keeps the index; this one asks there. */
  readonly elsewhere?: boolean;
  /** The indexes have reached `search.maximumSizeMb`; not all files are in this one. */
  readonly full?: boolean;
  /** How many are not, as far as this window has looked. */
  readonly leftOut?: number;
  /** Absent unless one is set. */
  readonly shared?: SharedIndexStatus;
  /** Folders that cannot be indexed because they are not on a disk and the client cannot be asked for their files. */
  readonly virtualFolders?: number;
  /** Folders that are not on a disk and are indexed through the editor: it may not tell what is changed elsewhere. */
  readonly editorFolders?: number;
  /** Names of folders that could not be read: what was indexed of them stays. */
  readonly unreadFolders?: readonly string[];
  /** Why it is `failed`. */
  readonly reason?: WireError;
}

/** A shared index below the local one. */
export interface SharedIndexStatus {
  /** Host, port and database, without user and password. */
  readonly place: string;
  /**
   * Why it takes no part: `noUrl`, `passwordInSettings`, `severalFolders`, `inBrowser`, or what its server said. Absent: it
   * answers, or was not asked yet.
   */
  readonly trouble?: string;
}

/** Server → client: the password of a shared index; null where none is kept. Never fails. */
export const sharedPasswordRequest = new RequestType<{ readonly place: string }, string | null, void>(
  'semanticText/sharedPassword',
);

export interface IndexPlan {
  readonly files: number;
  readonly sizeBytes: number;
  /** A guess; absent where there is nothing to guess from. */
  readonly seconds?: number;
}

/** Client → server: the state of the index. Looks at what is on disk; an index that is there is brought in step. Fails with storage. */
export const indexStatusRequest = new RequestType0<IndexStatus, void>('semanticText/indexStatus');

/** Server → client: the state changed, or work went on; at most four a second. */
export const indexChanged = new NotificationType<IndexStatus>('semanticText/indexChanged');

/**
 * `start`: bring the index in step with the folders; `decline`: the person said "not now"; `cancel`: stop, keep what is
 * there; `rebuild`: forget everything and start; `delete`: forget everything and do not start by itself again;
 * `reopen`: the password of the shared index changed.
 */
export type IndexAction = 'start' | 'decline' | 'pause' | 'resume' | 'cancel' | 'rebuild' | 'delete' | 'reopen';

export interface ControlIndexParams {
  readonly action: IndexAction;
  /** The person agreed to the plan. */
  readonly consent?: boolean;
}

/** Client → server: what a person wants done with the index. Answers once it is under way. Fails with storage. */
export const controlIndexRequest = new RequestType<ControlIndexParams, IndexStatus, void>('semanticText/controlIndex');

/** Why a file is left out; `pattern` and the file it stands in where there is one. */
export interface WireExclusion {
  readonly rule: string;
  readonly pattern?: string;
  readonly source?: string;
}

export interface FileExplanation {
  readonly uri: string;
  /** Path in its folder; empty for a file outside all folders. */
  readonly path: string;
  /** `waiting`: it will be indexed; `changed`: indexed, and changed since. */
  readonly state: 'indexed' | 'changed' | 'waiting' | 'excluded' | 'noIndex';
  readonly chunks: number;
  readonly exclusion?: WireExclusion;
}

/** Client → server: why is this file (not) indexed? Fails with storage. */
export const explainFileRequest = new RequestType<{ readonly uri: string }, FileExplanation, void>(
  'semanticText/explainFile',
);
