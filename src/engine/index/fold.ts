// From a ranking of candidates to the hits of a page: passages that are gone, that lack a phrase or mean too little are
// dropped; copies fold into the first of them, and further hits of one file into its last.

import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import type { FreshFiles, Located } from './freshness';
import { holdsPhrase, overlap, termSet } from './passage';
import type { RankedCandidate } from './ranking';
import type { Hit } from './types';

export interface FoldedHit {
  readonly ranked: RankedCandidate;
  readonly located: Located;
  readonly duplicates: Hit['duplicates'][number][];
  moreInFile: number;
}

export interface FoldOptions {
  readonly limit: number;
  readonly hitsPerFile: number;
  /** All must stand in a hit. */
  readonly phrases: readonly string[];
  readonly terms: ReadonlySet<string>;
  readonly minimumSimilarity: number;
  readonly signal: CancelSignal;
}

/** Passages that share this part of their terms (Jaccard) say the same. */
const nearDuplicate = 0.9;

export async function foldHits(
  ranking: readonly RankedCandidate[],
  fresh: FreshFiles,
  options: FoldOptions,
): Promise<{ readonly folded: readonly FoldedHit[]; readonly stale: readonly string[] }> {
  const folded: FoldedHit[] = [];
  const termSets: Set<string>[] = [];
  const perFile = new Map<string, FoldedHit[]>();
  const stale = new Set<string>();
  // At least these are looked at; a search would else wait for one file after the other.
  fresh.readAhead(ranking.slice(0, options.limit).map(({ candidate }) => candidate.path));
  for (const ranked of ranking) {
    throwIfCancelled(options.signal);
    const { path } = ranked.candidate;
    const ofFile = perFile.get(path) ?? [];
    const full = ofFile.length >= options.hitsPerFile;
    if (full) ofFile[ofFile.length - 1].moreInFile++;
    if (full || folded.length >= options.limit) continue;
    const located = await fresh.locate(ranked.candidate);
    if (!located) stale.add(path);
    if (!located || !options.phrases.every((phrase) => holdsPhrase(located.text, phrase))) continue;
    const terms = termSet(located.text);
    if (isWeak(ranked, terms, options)) continue;
    const twin = folded.findIndex(
      (hit, n) => hit.ranked.candidate.hash === ranked.candidate.hash || overlap(termSets[n], terms) >= nearDuplicate,
    );
    if (twin >= 0) {
      folded[twin].duplicates.push({ path, startLine: located.startLine, endLine: located.endLine });
      continue;
    }
    const hit: FoldedHit = { ranked, located, duplicates: [], moreInFile: 0 };
    folded.push(hit);
    termSets.push(terms);
    perFile.set(path, [...ofFile, hit]);
  }
  return { folded, stale: [...stale] };
}

/** Less similar than asked for, and without a word of the query. */
function isWeak(
  { similarity, lexicalRank }: RankedCandidate,
  terms: ReadonlySet<string>,
  { minimumSimilarity, terms: asked }: FoldOptions,
): boolean {
  if (similarity === undefined || lexicalRank !== undefined || similarity >= minimumSimilarity) return false;
  return ![...asked].some((term) => terms.has(term));
}
