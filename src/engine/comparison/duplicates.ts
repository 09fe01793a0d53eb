// Sentences, paragraphs or passages that say nearly the same, in one document or many. Exact: every pair is compared, in
// blocks. Passages are cut as the search index cuts them and take the vectors that it holds. Those are rounded to six bits a
// value (core/scan/codes), which moves a cosine by about as much as one step of the threshold; pairs are not embedded again for
// that, because it would cost what the index saves.

import { throwIfCancelled, type CancelSignal } from '../../core/cancel';
import { readableText } from '../../core/markup';
import { bySimilarity, nearPairsOfTile, tileRows, type NearPair } from '../../core/nearPairs';
import { segmentsOf, segmentText, type Segment } from '../../core/segments';
import { wellFormed, wordSpans } from '../../core/text';
import { embed } from '../embed';
import type { Call, Encoder } from '../encoder';
import { isIndexed, PassageCutter, type IndexedBy, type IndexVectors } from './indexedPassages';
import type { References } from './reference';
import type { DuplicatesAnswer, DuplicatesRequest, OnProgress, VectorChoice } from './requests';

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

/** What near-duplicates are made with, beside the request. */
export interface DuplicatesTools {
  readonly references: References;
  readonly pause: Pause;
  /** Of passages; absent: all are embedded. */
  readonly index?: IndexVectors | undefined;
}

/** Near-duplicates among the segments of documents. A document without segments is no error. */
export async function duplicatesOf(
  encoder: Encoder,
  request: DuplicatesRequest,
  tools: DuplicatesTools,
  call: Call,
  onProgress: OnProgress = () => {},
): Promise<DuplicatesAnswer> {
  const { layers = 'last', pooling = 'mean', limit } = request;
  const { scale } = await tools.references.of(layers, pooling, call);
  const cutter = request.unit === 'passage' ? new PassageCutter(encoder) : undefined;
  const { kept, leftOut } = await segmentsToCompare(request, cutter, call, tools.pause);
  const made = await vectorsOf(encoder, kept, { layers, pooling }, { ...tools, by: cutter?.by }, call, (fraction) =>
    onProgress(embeddingShare * fraction),
  );
  const { pairs, floor } = await nearDuplicates(made, {
    threshold: request.threshold ?? scale.close,
    limit,
    signal: call.signal,
    pause: tools.pause,
    onProgress: (fraction) => onProgress(embeddingShare + (1 - embeddingShare) * fraction),
  });
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
    fromIndex: made.fromIndex,
    scale,
  };
}

interface Kept {
  readonly document: number;
  readonly segment: Segment;
  /** As a person reads it. */
  readonly text: string;
  /** As the encoder reads it. */
  readonly read: string;
}

/** Boilerplate left out: headings, and segments of fewer words than asked for. */
async function segmentsToCompare(
  { documents, unit, minimumWords, withHeadings }: DuplicatesRequest,
  cutter: PassageCutter | undefined,
  call: Call,
  pause: Pause,
): Promise<{ readonly kept: readonly Kept[]; readonly leftOut: number }> {
  const kept: Kept[] = [];
  let leftOut = 0;
  for (const [document, { text, languageId = 'plaintext' }] of documents.entries()) {
    throwIfCancelled(call.signal);
    const readable = wellFormed(readableText(text, languageId));
    const segments = cutter
      ? await cutter.cut({ text, languageId })
      : segmentsOf(text, languageId, unit === 'sentence' ? unit : 'paragraph');
    for (const { start, end, heading, ...rest } of segments) {
      const words = segmentText(readable, { start, end });
      if (heading ? withHeadings : wordSpans(words).length >= minimumWords) {
        kept.push({
          document,
          segment: { start, end, heading },
          text: words,
          read: 'read' in rest ? rest.read : words,
        });
      } else leftOut++;
    }
    if (documents.length > 1) await pause();
  }
  return { kept, leftOut };
}

/** One vector a segment. Equal texts get equal vectors, though they may stand under different headings. */
async function vectorsOf(
  encoder: Encoder,
  kept: readonly Kept[],
  choice: VectorChoice,
  { index, by }: Pick<DuplicatesTools, 'index'> & { readonly by: IndexedBy | undefined },
  call: Call,
  onProgress: OnProgress,
): Promise<Passages & { readonly fromIndex: number }> {
  const toRead = new Map(kept.map(({ text, read }) => [text, read]));
  const found = new Map<string, Float32Array>();
  const known = new Set<string>();
  const texts = [...toRead.keys()];
  for (let from = 0; from < texts.length; from += embeddedAtOnce) {
    const some = texts.slice(from, from + embeddedAtOnce);
    const reads = some.map((text) => toRead.get(text) ?? text);
    const held = by && index && isIndexed(choice) ? await index.find(by, reads, call.signal) : [];
    const missing = reads.filter((_, n) => !held[n]);
    const { width, embeddings } = await embed(encoder, { texts: missing, ...choice, lane: call.lane }, call);
    let next = 0;
    for (const [n, text] of some.entries()) {
      const vector = held[n];
      if (vector) known.add(text);
      found.set(text, vector ?? embeddings.subarray(next * width, ++next * width));
    }
    onProgress(Math.min(texts.length, from + some.length) / texts.length);
  }
  const fromIndex = kept.filter(({ text }) => known.has(text)).length;
  return { ...joined(kept, found), fromIndex };
}

/** Vectors of an index may be wider than those of the encoder: zeros behind change no cosine. */
function joined(kept: readonly Kept[], found: ReadonlyMap<string, Float32Array>): Passages {
  const width = Math.max(0, ...[...new Set([...found.values()].map(({ length }) => length))]);
  const vectors = new Float32Array(kept.length * width);
  for (const [row, { text }] of kept.entries()) vectors.set(found.get(text) ?? [], row * width);
  return { vectors, width };
}
