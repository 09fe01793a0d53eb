// What arrives of semantic search, at either end: unknown, then checked once.

import { arrayOf, boolean, integer, number, object, oneOf, optional, string, type Parser } from './parse';
import type { WireError } from './requests';
import type {
  ControlIndexParams,
  FileExplanation,
  IndexPlan,
  IndexStatus,
  MoreLikeThisParams,
  SearchParams,
  SearchResult,
  SharedIndexStatus,
  WireExclusion,
  WireHit,
  WirePlace,
  WireSpan,
} from './search';

/** Most hits that one request may ask for. */
export const maxHits = 500;

const line = integer(0);
const span = object<WireSpan>({ start: integer(0), end: integer(0) });

export const parseSearchParams: Parser<SearchParams> = object<SearchParams>({
  query: string,
  mode: oneOf('hybrid', 'vector', 'lexical'),
  limit: integer(1, maxHits),
  key: optional(string),
});

export const parseMoreLikeThisParams: Parser<MoreLikeThisParams> = object<MoreLikeThisParams>({
  text: string,
  filters: optional(string),
  origin: optional(object<NonNullable<MoreLikeThisParams['origin']>>({ uri: string, startLine: line, endLine: line })),
  limit: integer(1, maxHits),
  key: optional(string),
});

export const parseControlIndexParams: Parser<ControlIndexParams> = object<ControlIndexParams>({
  action: oneOf('start', 'decline', 'pause', 'resume', 'cancel', 'rebuild', 'delete', 'reopen'),
  consent: optional(boolean),
});

export const parseSharedPasswordParams = object<{ place: string }>({ place: string });

export const parseExplainFileParams = object<{ uri: string }>({ uri: string });

const parsePlace = object<WirePlace>({ uri: string, path: string, startLine: line, endLine: line });

export const parseHit: Parser<WireHit> = object<WireHit>({
  uri: string,
  path: string,
  language: string,
  heading: arrayOf(string),
  startLine: line,
  endLine: line,
  score: number,
  similarity: optional(number),
  lexicalRank: optional(integer(1)),
  preview: string,
  cell: optional(integer(0)),
  best: span,
  matches: arrayOf(span),
  duplicates: arrayOf(parsePlace),
  moreInFile: integer(0),
});

export const parseIndexStatus: Parser<IndexStatus> = object<IndexStatus>({
  state: oneOf(
    'noFolder',
    'virtual',
    'noStorage',
    'disabled',
    'unsupported',
    'absent',
    'opening',
    'scanning',
    'asking',
    'indexing',
    'paused',
    'stopped',
    'ready',
    'failed',
  ),
  files: integer(0),
  chunks: integer(0),
  sizeBytes: number,
  otherBytes: optional(number),
  embedded: integer(0),
  filesDone: integer(0),
  filesTotal: integer(0),
  chunksPerSecond: number,
  secondsLeft: optional(number),
  plan: optional(object<IndexPlan>({ files: integer(0), sizeBytes: number, seconds: optional(number) })),
  model: optional(string),
  nextModel: optional(string),
  byWords: optional(boolean),
  store: optional(string),
  full: optional(boolean),
  leftOut: optional(integer(0)),
  shared: optional(object<SharedIndexStatus>({ place: string, trouble: optional(string) })),
  elsewhere: optional(boolean),
  virtualFolders: optional(integer(0)),
  editorFolders: optional(integer(0)),
  unreadFolders: optional(arrayOf(string)),
  reason: optional(
    object<WireError>({ code: string, subject: optional(string), reason: optional(string), limit: optional(number) }),
  ),
});

export const parseSearchResult: Parser<SearchResult> = object<SearchResult>({
  model: string,
  hits: arrayOf(parseHit),
  staleFiles: integer(0),
  withoutPhrases: boolean,
  index: parseIndexStatus,
});

export const parseFileExplanation: Parser<FileExplanation> = object<FileExplanation>({
  uri: string,
  path: string,
  state: oneOf('indexed', 'changed', 'waiting', 'excluded', 'noIndex'),
  chunks: integer(0),
  exclusion: optional(object<WireExclusion>({ rule: string, pattern: optional(string), source: optional(string) })),
});
