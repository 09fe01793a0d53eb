// Finds passages: query → vector and terms → candidates of the index → one ranking → hits as they stand in the files now,
// with near-duplicates and long lists of one file folded. The index ranks each list; what a query says is query.ts's.

import { CancelledError, neverCancelled, throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { dot } from '../../core/vector';
import type { Span } from '../../core/types';
import { NewestCalls } from '../newest';
import { foldHits, type FoldedHit } from './fold';
import { FreshFiles } from './freshness';
import { bestByTerms, matchesIn, pieces, rarity } from './passage';
import { joinedFilter, parseQuery, phraseTerms, type ParsedQuery } from './query';
import type { Chunker, Embedder, FilesPort, Hasher } from './ports';
import { rank, type RankedCandidate } from './ranking';
import type { CandidateLists, ChunkIndex, Hit, SearchAnswer, SearchMode, SearchRequest } from './types';
import { widened } from './vectors';

export interface SearcherOptions {
  readonly index: ChunkIndex;
  readonly files: Pick<FilesPort, 'read'>;
  /** The one that the index was made with: finds passages that moved since. */
  readonly chunker: Chunker;
  readonly embedder: Embedder;
  readonly hash: Hasher;
  /** The encoder is another one than that which made the index: every search goes by words alone. Default false. */
  readonly byWords?: boolean;
  /** Whether the index is being built, so that more may be found later. */
  readonly partial?: () => boolean;
  /** Told which files changed since they were indexed. */
  readonly onStale?: (paths: readonly string[]) => void;
}

/** Candidates that each list of the index gives: enough for folding and filters to leave a full page. */
const leastDepth = 100;
const defaultHitsPerFile = 3;
/** Pieces of hits without a word of the query that are embedded to find the best of them. */
const mostPieces = 48;

interface Asked extends ParsedQuery {
  readonly vector?: Float32Array;
  readonly termSet: ReadonlySet<string>;
}

export class Searcher {
  readonly #options: SearcherOptions;
  readonly #newest = new NewestCalls();

  constructor(options: SearcherOptions) {
    this.#options = options;
  }

  /**
   * The best passages; none for a query without words. CancelledError when `signal` fires or a newer request has the same
   * key. EngineError where the encoder cannot be had (never in mode `lexical`) or the store fails.
   */
  search(request: SearchRequest, signal: CancelSignal = neverCancelled): Promise<SearchAnswer> {
    const mode = this.#options.byWords ? 'lexical' : request.mode;
    return this.#newest.run(request.key, signal, (own) => this.#search({ ...request, mode }, own));
  }

  async #search(request: SearchRequest, signal: CancelSignal): Promise<SearchAnswer> {
    const { index } = this.#options;
    const asked = await this.#ask(request, signal);
    throwIfCancelled(signal);
    const fresh = new FreshFiles(this.#options.files, this.#options);
    let found = await this.#find(asked, request, fresh, signal);
    const withoutPhrases = found.folded.length === 0 && asked.phrases.length > 0;
    if (withoutPhrases) found = await this.#find({ ...asked, phrases: [] }, request, fresh, signal);
    if (fresh.changed.size > 0) this.#options.onStale?.([...fresh.changed]);
    const hits = await this.#finish(found.folded, asked, request.markByMeaning ?? true, signal);
    const partial = this.#options.partial?.() ?? false;
    const { generation, stale } = found;
    return { model: index.spec.model, hits, generation, stale, withoutPhrases, partial };
  }

  /** The query with its vector, where the mode wants one. */
  async #ask({ query, mode, like, filter }: SearchRequest, signal: CancelSignal): Promise<Asked> {
    const typed = parseQuery(query);
    const parsed = like ? { ...parseQuery(''), ...parsedText(like.text), phrases: typed.phrases } : typed;
    const text = like?.text ?? typed.text;
    const wanted = mode !== 'lexical' && /[\p{L}\p{N}]/u.test(text);
    const [vector] = wanted ? await this.#embed([text], signal) : [];
    return {
      ...parsed,
      filter: joinedFilter(typed.filter, filter),
      termSet: new Set(parsed.terms),
      ...(vector && { vector }),
    };
  }

  async #find(asked: Asked, request: SearchRequest, fresh: FreshFiles, signal: CancelSignal) {
    const depth = Math.max(leastDepth, 5 * request.limit);
    const lists = await this.#candidates(asked, request.mode, depth, signal);
    throwIfCancelled(signal);
    const ranked = rank(lists, request.mode, depth, request.fusion).filter(
      ({ candidate }) => !isItself(candidate, request),
    );
    const { folded, stale } = await foldHits(ranked, fresh, {
      limit: request.limit,
      hitsPerFile: request.hitsPerFile ?? defaultHitsPerFile,
      phrases: asked.phrases,
      terms: asked.termSet,
      minimumSimilarity: request.minimumSimilarity ?? -1,
      signal,
    });
    return { folded, stale, generation: lists.generation };
  }

  #candidates(asked: Asked, mode: SearchMode, depth: number, signal: CancelSignal): Promise<CandidateLists> {
    const { vector, terms, phrases, filter } = asked;
    const phraseRuns = phrases.map(phraseTerms).filter((run) => run.length > 0);
    return this.#options.index.candidates(
      {
        depth,
        filter,
        ...(vector && { vector }),
        ...(mode !== 'vector' && { terms }),
        ...(phraseRuns.length > 0 && { phrases: phraseRuns }),
      },
      signal,
    );
  }

  /** Marks the words and the best sentence. */
  async #finish(folded: readonly FoldedHit[], asked: Asked, byMeaning: boolean, signal: CancelSignal): Promise<Hit[]> {
    const weights = rarity(
      folded.map(({ located }) => located.text),
      asked.termSet,
    );
    const spans = folded.map(({ located, ranked }) => pieces(located.text, ranked.candidate.language));
    const best = folded.map(({ located }, n) => bestByTerms(located.text, spans[n], weights));
    if (byMeaning) await this.#markByMeaning(folded, spans, best, asked, signal);
    return folded.map(({ ranked, located, duplicates, moreInFile }, n) => {
      const { candidate, score, similarity, vectorRank, lexicalRank } = ranked;
      const { text, cell, start, end, startLine, endLine } = located;
      return {
        path: candidate.path,
        language: candidate.language,
        heading: candidate.heading,
        start,
        end,
        startLine,
        endLine,
        score,
        ...(similarity !== undefined && { similarity }),
        ...(vectorRank !== undefined && { vectorRank }),
        ...(lexicalRank !== undefined && { lexicalRank }),
        preview: text,
        ...(cell !== undefined && { cell }),
        best: best[n] ?? spans[n][0],
        matches: matchesIn(text, asked.termSet),
        duplicates,
        moreInFile,
      };
    });
  }

  /** Fills in the best piece of hits that hold no word of the query, by similarity, as far as that is cheap. */
  async #markByMeaning(
    folded: readonly FoldedHit[],
    spans: readonly (readonly Span[])[],
    best: (Span | undefined)[],
    { vector }: Asked,
    signal: CancelSignal,
  ): Promise<void> {
    if (!vector) return;
    const open = folded
      .flatMap(({ located }, n) => (best[n] ? [] : spans[n].map((span) => ({ n, span, text: located.text }))))
      .slice(0, mostPieces);
    if (open.length === 0) return;
    const vectors = await this.#embed(
      open.map(({ text, span }) => text.slice(span.start, span.end)),
      signal,
    );
    const most = new Map<number, number>();
    for (const [k, { n, span }] of open.entries()) {
      const similarity = dot(vectors[k], vector);
      if (similarity <= (most.get(n) ?? -Infinity)) continue;
      most.set(n, similarity);
      best[n] = span;
    }
  }

  async #embed(texts: readonly string[], signal: CancelSignal): Promise<Float32Array[]> {
    const { width, embeddings } = await this.#options.embedder.embed({ texts }, signal);
    if (signal.cancelled) throw new CancelledError();
    const { dims } = this.#options.index.spec;
    return texts.map((_, n) => widened(embeddings.subarray(n * width, (n + 1) * width), dims));
  }
}

/** A passage as a query: its words, without the syntax of queries. */
function parsedText(text: string): Pick<ParsedQuery, 'text' | 'terms'> {
  const { terms } = parseQuery(text.replace(/["]|\b(?:path|file|lang|language):/gi, ' '));
  return { text, terms };
}

function isItself({ path, start, end }: RankedCandidate['candidate'], { like }: SearchRequest): boolean {
  if (!like?.span || like.path !== path) return false;
  return start < like.span.end && like.span.start < end;
}
