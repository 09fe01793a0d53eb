// The contract between client and server: what is sent, by whom, why, and what may fail. Types only.

import {
  NotificationType,
  ProgressType,
  RequestType,
  RequestType0,
  type Range,
  type TextDocumentIdentifier,
  type VersionedTextDocumentIdentifier,
  type Position,
} from 'vscode-languageserver-protocol';
import type {
  AlignParams,
  AlignResult,
  CoherenceParams,
  CoherenceResult,
  CompareParams,
  CompareResult,
  DuplicatesParams,
  DuplicatesResult,
  MatrixParams,
} from './similarity';

/** A word that could stand at a place. `probability` 0…1 in context; `score` only ranks (higher is better). */
export interface WireCandidate {
  readonly text: string;
  readonly probability: number;
  readonly score: number;
}

export type SuggestMode = 'fits' | 'meaning';

export interface SuggestParams {
  readonly textDocument: VersionedTextDocumentIdentifier;
  /** The caret; the word in or just before it is meant. A range instead when the person selected something. */
  readonly position: Position;
  readonly range?: Range;
  readonly mode: SuggestMode;
  readonly top: number;
  /** Only these words, ranked. */
  readonly targets?: readonly string[];
  /** Only candidates that begin with this, case folded. */
  readonly prefix?: string;
}

export interface SuggestResult {
  /** The version of the document that the answer belongs to; the client drops it when the document moved on. */
  readonly version: number;
  /** What a candidate replaces. */
  readonly range: Range;
  readonly word: string;
  readonly candidates: readonly WireCandidate[];
  /** EncoderInfo.id */
  readonly model: string;
}

/**
 * Parameters of a request that may be answered in two steps: a first list goes out on the token as soon as it stands, in the
 * form of the result; the result itself is complete. Without a token there is only the result.
 */
export type InTwoSteps<T> = T & { readonly partialResultToken?: string | number };

/** What goes out on such a token; unknown until the client has parsed it as the result of its request. */
export const partialResultType = new ProgressType<unknown>();

/** Client → server: the person asked for other words at the caret. Fails with noWord, unsupportedLanguage, model errors. */
export const suggestRequest = new RequestType<InTwoSteps<SuggestParams>, SuggestResult, void>('semanticText/suggest');

export interface FillParams {
  readonly textDocument: VersionedTextDocumentIdentifier;
  /** Masks in the window around this place are filled. */
  readonly position: Position;
  readonly top: number;
  /** Only these words, ranked. */
  readonly targets?: readonly string[];
}

export interface FillResult {
  readonly version: number;
  readonly masks: readonly { readonly range: Range; readonly candidates: readonly WireCandidate[] }[];
  /** For two or three masks: whole fillings, best first, one text a mask; `probability` is joint. */
  readonly fillings: readonly { readonly texts: readonly string[]; readonly probability: number }[];
  readonly model: string;
}

/** Client → server: fill `[MASK]`, `___` or `…?` near the caret. Fails with noMask, tooManyMasks, maskOutsideWindow. */
export const fillRequest = new RequestType<InTwoSteps<FillParams>, FillResult, void>('semanticText/fill');

export interface ProofreadParams {
  readonly textDocument: VersionedTextDocumentIdentifier;
  /** Only this part; absent: the whole document. */
  readonly range?: Range;
  /** Words that the person asked never to be told about, lower case. */
  readonly ignoredWords: readonly string[];
}

export interface WireFinding {
  readonly range: Range;
  readonly text: string;
  /** Probability 0…1 of the word as written. */
  readonly probability: number;
  readonly candidates: readonly WireCandidate[];
}

export interface ProofreadResult {
  readonly version: number;
  readonly findings: readonly WireFinding[];
  readonly model: string;
}

/**
 * Client → server: what looks wrong here. Long documents report progress on `workDoneToken` and can be cancelled. The
 * server also publishes what it found as diagnostics of the document (source `diagnosticSource`, quick fixes included),
 * so that every editor shows them; the client needs no collection of its own.
 */
export const proofreadRequest = new RequestType<
  ProofreadParams & { workDoneToken?: string | number },
  ProofreadResult,
  void
>('semanticText/proofread');

/** `source` of every diagnostic that the server publishes. */
export const diagnosticSource = 'semantic-text';

/** Client → server: take the findings away, of one document or of all. */
export const clearFindingsRequest = new RequestType<
  { readonly textDocument?: TextDocumentIdentifier },
  Record<string, never>,
  void
>('semanticText/clearFindings');

export interface InspectParams {
  readonly text: string;
  readonly pair?: string;
}

export interface WireToken {
  readonly text: string;
  readonly id: number;
  readonly segment: number;
  readonly attentionMask: number;
  readonly start: number;
  readonly end: number;
}

/** Client → server: the tokens of a text or pair, for the inspector. */
export const inspectRequest = new RequestType<
  InspectParams,
  { readonly tokens: readonly WireToken[]; readonly model: string },
  void
>('semanticText/inspect');

export type ServerState = 'unloaded' | 'loading' | 'ready' | 'busy' | 'restarting' | 'failed';

export interface StatusResult {
  readonly state: ServerState;
  /** Absent until an encoder was loaded. */
  readonly encoder?: {
    readonly id: string;
    readonly name: string;
    readonly device: string;
    readonly dtype: string;
    readonly numLayers: number;
    readonly numHeads: number;
    readonly hiddenSize: number;
    readonly vocabSize: number;
    readonly maxTokens: number;
    readonly languages: readonly string[];
    readonly hasMlm: boolean;
    readonly hasNsp: boolean;
    readonly hasAttention: boolean;
    /** How the GPU compared with the processor; see engine/ports GpuCheck. */
    readonly gpuCheck?: WireGpuCheck;
  };
  /** Resident bytes of the server and of its encoder processes; 0 where it cannot be told. */
  readonly memoryBytes: { readonly server: number; readonly encoders: number };
  /** Why the state is `failed`, or why a slower device was taken. */
  readonly reason?: WireError;
}

export interface WireGpuCheck {
  readonly passed: boolean;
  readonly similarity?: number;
  readonly gpuMs?: number;
  readonly processorMs?: number;
}

/** Client → server: what the status command shows. Never starts the encoder. */
export const statusRequest = new RequestType0<StatusResult, void>('semanticText/status');
/** Server → client: the state changed. */
export const statusChanged = new NotificationType<StatusResult>('semanticText/statusChanged');

/** Client → server: load the encoder now, so that the first suggestion is quick. Fails with model errors. */
export const warmUpRequest = new RequestType0<StatusResult, void>('semanticText/warmUp');

/** Client → server: end the encoder processes and forget the failure, if any; the next request loads the encoder anew. */
export const restartRequest = new RequestType0<StatusResult, void>('semanticText/restart');

export interface InstallPlan {
  /** `owner/name`. */
  readonly id: string;
  readonly revision: string;
  readonly host: string;
  readonly licence: string | undefined;
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: string | undefined }[];
  readonly sizeBytes: number;
  /** Where it goes. */
  readonly folder: string;
  /** Bytes of an earlier, interrupted download that need not be fetched again. */
  readonly presentBytes: number;
}

/** Client → server: what would be downloaded for this hub model. */
export const planInstallRequest = new RequestType<{ readonly id: string }, InstallPlan, void>(
  'semanticText/planInstall',
);
/** Client → server, after the person agreed to the plan: download it, resuming what is there. Progress on the token. */
export const installModelRequest = new RequestType<
  { readonly plan: InstallPlan; workDoneToken?: string | number },
  { readonly folder: string },
  void
>('semanticText/installModel');

/**
 * Progress of long requests: `fraction` 0…1, and a count for people. On the wire each value is also a work-done progress
 * of LSP (`kind`, `percentage`), so that either reading of the token works.
 */
export interface WireProgress {
  readonly fraction: number;
  readonly message?: string;
}
export const progressType = new ProgressType<WireProgress>();

/** What a client says of itself at start (`initializationOptions`); other editors send nothing. */
export interface ClientOptions {
  /**
   * The client registers the commands of commands.ts itself and has pick lists of its own: code actions then carry those
   * commands (with a CommandTarget as their argument) and cost nothing. Without it they carry finished edits.
   */
  readonly hasCommands?: boolean;
  /** Folder of the editor's own storage where downloaded encoders are kept; absent: the user's cache. */
  readonly storageFolder?: string;
  /**
   * Folder of the editor's own storage where the index of this workspace is kept; to a server in a browser only a name, since
   * browsers keep data by name. Absent: searching is not possible.
   */
  readonly indexFolder?: string;
  /**
   * Folder of the editor's own storage that holds the indexes of all workspaces, `indexFolder` among them; those used longest
   * ago are deleted from it when they take more than the setting allows. Absent: nothing else is deleted.
   */
  readonly indexRoot?: string;
  /** The client can be asked for files (files.ts): folders that are not on a disk can be indexed. */
  readonly canReadFiles?: boolean;
  /** A person stopped the index of this workspace in a former session: it begins when it is told to, not by itself. */
  readonly isIndexStopped?: boolean;
  /** Settings under `semanticText`, for clients that cannot be asked through workspace/configuration. */
  readonly settings?: unknown;
}

/** The one argument of a command that a code action or a status entry carries: the place it was offered for. */
export interface CommandTarget {
  readonly uri: string;
  readonly range: Range;
  /** The word, for `ignoreWord`. */
  readonly word?: string;
}

/** `data` of every error that the server answers. Codes are those of EngineError, `cancelled` and `internal`. */
export interface WireError {
  readonly code: string;
  readonly subject?: string;
  readonly reason?: string;
  readonly limit?: number;
}

/** JSON-RPC error code of an engine error; `data` is a WireError. */
export const engineErrorCode = -32001;

export type { Position, Range, TextDocumentIdentifier };

/** What is changed about a text or the encoder before it is run; see engine/requests Intervention. */
export interface WireIntervention {
  readonly masked: readonly number[];
  readonly silenced: readonly { readonly layer: number; readonly head: number }[];
}

export interface AttendParams {
  readonly text: string;
  readonly pair?: string;
  /** From 0. */
  readonly layer: number;
  readonly intervention?: WireIntervention;
  /** Also queries and keys of this head. */
  readonly queriesAndKeysOf?: number;
}

export interface AttendResult {
  readonly model: string;
  readonly tokens: readonly (WireToken & { readonly special: boolean; readonly word: number })[];
  readonly numLayers: number;
  readonly heads: number;
  readonly headSize: number;
  /** Packed rows (core/attention packRows) `[heads, tokens, tokens]`, u16 little-endian, in base64. */
  readonly values: string;
  /** `[tokens, headSize]` fp32 little-endian in base64, when asked for. */
  readonly queries?: string;
  readonly keys?: string;
  /** Characters at the ends of the texts that did not fit the encoder. */
  readonly leftOutCharacters: number;
  /** When the encoder's run ended, in milliseconds of the epoch, by the clock of its machine. */
  readonly endedAt: number;
}

/** Client → server: the attention of one layer, for the panel. Fails with emptyText, attentionHidden, model errors. */
export const attendRequest = new RequestType<AttendParams, AttendResult, void>('semanticText/attend');

export interface PredictParams {
  readonly text: string;
  readonly pair?: string;
  readonly tokens: readonly number[];
  readonly top: number;
  readonly intervention?: WireIntervention;
}

export interface PredictResult {
  readonly model: string;
  readonly predictions: readonly {
    readonly token: number;
    readonly candidates: readonly { readonly text: string; readonly probability: number }[];
  }[];
}

/** Client → server: what the masked LM expects at tokens of a text, for the panel. Fails as attend does. */
export const predictRequest = new RequestType<PredictParams, PredictResult, void>('semanticText/predict');

/** Client → server: how alike two texts are, whole and in passages. Fails with emptyText, outputMissing, model errors. */
export const compareRequest = new RequestType<CompareParams, CompareResult, void>('semanticText/compare');
/** Client → server: which words of two texts match, for the comparison's view. Fails as compare does. */
export const alignRequest = new RequestType<AlignParams, AlignResult, void>('semanticText/align');
/** Client → server: all sentences or paragraphs of a text against each other. `similarities` is base64. Fails as compare. */
export const matrixRequest = new RequestType<MatrixParams, unknown, void>('semanticText/matrix');
/** Client → server: near-duplicates in texts; progress on the token, can be cancelled. Fails with model errors. */
export const duplicatesRequest = new RequestType<
  DuplicatesParams & { workDoneToken?: string | number },
  DuplicatesResult,
  void
>('semanticText/duplicates');
/** Client → server: where the paragraphs of a text do not follow from each other. Progress; fails as compare does. */
export const coherenceRequest = new RequestType<
  CoherenceParams & { workDoneToken?: string | number },
  CoherenceResult,
  void
>('semanticText/coherence');
