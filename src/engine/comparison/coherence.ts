// Where the paragraphs of a document do not follow from each other. Two witnesses, neither of them strong: how alike the
// paragraphs on both sides are, and what the next-sentence head says, as far as it showed itself to be right.

import { throwIfCancelled } from '../../core/cancel';
import { readableText } from '../../core/markup';
import { segmentsOf, segmentText, type Segment } from '../../core/segments';
import { wellFormed, wordSpans } from '../../core/text';
import { dot } from '../../core/vector';
import { embed } from '../embed';
import type { Call, Encoder } from '../encoder';
import { EngineError } from '../errors';
import { similarity } from '../similarity';
import { areaUnderCurve, rankAmong, type References } from './reference';
import type { CoherenceAnswer, CoherenceRequest, Joint, OnProgress } from './requests';

/** Shorter ones say too little to be judged; they are read together with what follows. */
const fewestWords = 6;

/** emptyText where the document has no two paragraphs. */
export async function coherence(
  encoder: Encoder,
  request: CoherenceRequest,
  references: References,
  call: Call,
  onProgress: OnProgress = () => {},
): Promise<CoherenceAnswer> {
  const { layers = 'last', pooling = 'mean', within } = request;
  const { text, languageId = 'plaintext' } = request.document;
  const readable = wellFormed(readableText(text, languageId));
  const pairs = jointsOf(segmentsOf(text, languageId, 'paragraph', within), readable);
  if (pairs.length === 0) throw new EngineError('emptyText', { reason: 'two paragraphs' });
  const texts = pairs.map((pair) => pair.map((segment) => segmentText(readable, segment)));
  const { embeddings, width } = await embed(encoder, { texts: texts.flat(), layers, pooling, lane: call.lane }, call);
  const reference = await references.of(layers, pooling, call);
  const vector = (row: number): Float32Array => embeddings.subarray(row * width, (row + 1) * width);
  const cosines = pairs.map((_, n) => Math.max(-1, Math.min(1, dot(vector(2 * n), vector(2 * n + 1)))));
  const head = encoder.info.hasNsp ? await references.head(call) : undefined;
  const joints: Joint[] = [];
  for (const [n, [before, after]] of pairs.entries()) {
    throwIfCancelled(call.signal);
    const [a, b] = texts[n];
    const nextSentence = head
      ? (await similarity(encoder, { a, b, layers, pooling }, call)).nextSentenceProbability
      : null;
    const { related, close } = reference.scale;
    const low = isLow(cosines[n], cosines) && cosines[n] < related + lowBound * (close - related);
    const doubted = nextSentence !== null && head !== undefined && rankAmong(nextSentence, head.real) <= doubtedRank;
    const strength = !low ? 'holds' : cosines[n] < related || doubted ? 'broken' : 'weak';
    const lower = cosines.filter((cosine) => cosine < cosines[n]).length;
    joints.push({ before, after, similarity: cosines[n], nextSentence, lower, strength });
    onProgress((n + 1) / pairs.length);
  }
  return {
    model: encoder.info.id,
    joints,
    headReliability: head?.reliability ?? null,
    similarityReliability: areaUnderCurve(reference.real, reference.others),
  };
}

/** Neighbouring paragraphs of one section. A heading announces a new subject, so there is no joint across it. */
function jointsOf(segments: readonly Segment[], readable: string): (readonly [Segment, Segment])[] {
  const joints: (readonly [Segment, Segment])[] = [];
  let before: Segment | undefined;
  for (const segment of segments) {
    if (segment.heading) before = undefined;
    else if (wordSpans(readable.slice(segment.start, segment.end)).length >= fewestWords) {
      if (before) joints.push([before, segment]);
      before = segment;
    }
  }
  return joints;
}

/**
 * Standard deviations below the mean of the document's joints from which one stands out, and how far up from `related` to
 * `close` it may lie. Measured with the bundled encoder on 45 documents with one foreign paragraph each: of the joints that
 * were marked 96 in 100 were at the foreign paragraph, and 86 in 100 of those were marked (docs/similarity.md).
 */
const lowDeviation = 0.75;
const lowBound = 0.8;
/** In a text of fewer joints a mean says nothing. */
const fewestForMean = 4;
/** A joint that the head rates like the lowest tenth of real ones has both witnesses against it. */
const doubtedRank = 0.1;

function isLow(cosine: number, all: readonly number[]): boolean {
  if (all.length < fewestForMean) return true;
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  const deviation = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  return cosine < mean - lowDeviation * deviation;
}
