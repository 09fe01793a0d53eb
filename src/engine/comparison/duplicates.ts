// Sentences or paragraphs that say nearly the same, in one document or many. Exact: every pair is compared, in blocks.

import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { readableText } from '../../core/markup';
import { bySimilarity, nearPairsOfTile, tileRows, type NearPair } from '../../core/nearPairs';
import { segmentsOf, segmentText, type Segment } from '../../core/segments';
import { wellFormed, wordSpans } from '../../core/text';
import { embed } from '../embed';
import type { Call, Encoder } from '../encoder';
import type { References } from './reference';
import type { DuplicatesAnswer, DuplicatesRequest, OnProgress } from './requests';

/** What is compared: one vector a row. */
export interface Passages {
  readonly width: number;
  /** `[passages, width]`, each row of length 1; a row of zeros is near to nothing. */
  readonly vectors: Float32Array;
}

/** Lets other work run between blocks. */
export type Pause = () => Promise<void>;

export interface NearOptions {
  /** Least cosine of a pair, −1…1. */
  readonly threshold: number;
  /** Most pairs, the most similar ones. */
  readonly limit: number;
  readonly signal: CancelSignal;
  readonly pause: Pause;
  readonly onProgress?: OnProgress;
}

export interface NearPassages {
  /** Most similar first. */
  readonly pairs: readonly NearPair[];
  /** All pairs of at least this cosine are here: the threshold, or more where the limit cut. */
  readonly floor: number;
}

/** Tiles between two pauses: about 25 ms of work. */
const tilesAtOnce = 4;

/**
 * All pairs of passages with a cosine of at least `threshold`. Exact and in tiles; between tiles it pauses, tells its
 * progress and looks whether it was cancelled (CancelledError). Knows nothing of where the vectors came from: a file, a
 * workspace, an index. O(n²) in the number of passages.
 */
export async function nearDuplicates({ vectors, width }: Passages, options: NearOptions): Promise<NearPassages> {
  const { limit, signal, pause, onProgress } = options;
  const tiles = Math.ceil((width > 0 ? vectors.length / width : 0) / tileRows);
  const all = (tiles * (tiles + 1)) / 2;
  let floor = options.threshold;
  let pairs: NearPair[] = [];
  let done = 0;
  for (let first = 0; first < tiles; first++) {
    for (let second = first; second < tiles; second++) {
      pairs = pairs.concat(nearPairsOfTile(vectors, width, { first, second }, floor));
      if (pairs.length > 2 * limit) {
        pairs = pairs.sort(bySimilarity).slice(0, limit);
        floor = pairs[limit - 1].similarity;
      }
      if (++done % tilesAtOnce !== 0) continue;
      onProgress?.(done / all);
      await pause();
      throwIfCancelled(signal);
    }
  }
  pairs.sort(bySimilarity);
  if (pairs.length > limit) floor = pairs[limit - 1].similarity;
  return { pairs: pairs.slice(0, limit), floor };
}

/** Segments embedded between two looks at the signal and two reports. */
const embeddedAtOnce = 64;
/** Share of the time that goes into embedding. */
const embeddingShare = 0.95;

/** Near-duplicates among the segments of documents. A document without segments is no error. */
export async function duplicatesOf(
  encoder: Encoder,
  request: DuplicatesRequest,
  references: References,
  call: Call,
  pause: Pause,
  onProgress: OnProgress = () => {},
): Promise<DuplicatesAnswer> {
  const { layers = 'last', pooling = 'mean', limit } = request;
  const { scale } = await references.of(layers, pooling, call);
  const { kept, leftOut } = await segmentsToCompare(request, call, pause);
  const texts = kept.map(({ text }) => text);
  let vectors = new Float32Array(0);
  let width = 0;
  for (let from = 0; from < texts.length; from += embeddedAtOnce) {
    const some = texts.slice(from, from + embeddedAtOnce);
    const answer = await embed(encoder, { texts: some, layers, pooling, lane: call.lane }, call);
    if (width === 0) vectors = new Float32Array(texts.length * (width = answer.width));
    vectors.set(answer.embeddings, from * width);
    onProgress((embeddingShare * Math.min(texts.length, from + some.length)) / texts.length);
  }
  const { pairs, floor } = await nearDuplicates(
    { vectors, width },
    {
      threshold: request.threshold ?? scale.close,
      limit,
      signal: call.signal,
      pause,
      onProgress: (fraction) => onProgress(embeddingShare + (1 - embeddingShare) * fraction),
    },
  );
  const rows = [...new Set(pairs.flatMap(({ a, b }) => [a, b]))].sort((x, y) => x - y);
  const numbers = new Map(rows.map((row, n) => [row, n]));
  const number = (row: number): number => numbers.get(row) ?? 0;
  return {
    model: encoder.info.id,
    segments: rows.map((row) => ({ ...kept[row].segment, document: kept[row].document })),
    pairs: pairs.map(({ a, b, similarity }) => ({ a: number(a), b: number(b), similarity })),
    floor,
    compared: kept.length,
    leftOut,
    scale,
  };
}

interface Kept {
  readonly document: number;
  readonly segment: Segment;
  readonly text: string;
}

/** Boilerplate left out: headings, and segments of fewer words than asked for. */
async function segmentsToCompare(
  { documents, unit, minimumWords, withHeadings }: DuplicatesRequest,
  call: Call,
  pause: Pause,
): Promise<{ readonly kept: readonly Kept[]; readonly leftOut: number }> {
  const kept: Kept[] = [];
  let leftOut = 0;
  for (const [document, { text, languageId = 'plaintext' }] of documents.entries()) {
    throwIfCancelled(call.signal);
    const readable = wellFormed(readableText(text, languageId));
    for (const segment of segmentsOf(text, languageId, unit)) {
      const words = segmentText(readable, segment);
      if (segment.heading ? withHeadings : wordSpans(words).length >= minimumWords) {
        kept.push({ document, segment, text: words });
      } else leftOut++;
    }
    if (documents.length > 1) await pause();
  }
  return { kept, leftOut };
}
