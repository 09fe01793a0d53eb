// Documents cut as the search index cuts them, and the vectors that it holds of their passages: what was embedded for
// search is not embedded again for near-duplicates.

import type { CancelSignal } from '../../core/cancel';
import { segmentsOf, type Segment } from '../../core/segments';
import { indexedModel } from '../index/spec';
import { structureChunker } from '../index/structureChunker';
import type { Encoder } from '../encoder';
import type { VectorChoice } from './requests';

/** Whose vectors are wanted: those of another encoder, or of passages that are cut otherwise, are not comparable. */
export interface IndexedBy {
  readonly model: string;
  readonly chunker: string;
}

export interface IndexVectors {
  /** What the index holds of these passages, in their order; undefined where it holds none. CancelledError. */
  find(by: IndexedBy, texts: readonly string[], signal: CancelSignal): Promise<readonly (Float32Array | undefined)[]>;
}

export interface Passage extends Segment {
  /** What the encoder reads: the passage below the headings that it stands under. */
  readonly read: string;
}

export interface CutDocument {
  readonly text: string;
  readonly languageId: string;
}

/** Cuts documents for an encoder. RangeError for an encoder that takes fewer than 32 tokens. */
export class PassageCutter {
  readonly by: IndexedBy;
  readonly #chunker;

  constructor(encoder: Encoder) {
    this.#chunker = structureChunker(encoder, undefined, encoder.pace);
    this.by = { model: indexedModel(encoder.info), chunker: this.#chunker.id };
  }

  /**
   * The passages of a document in order, without the headings that they begin with: these were read, but two passages are
   * not told apart by their titles. One of nothing but headings is a heading.
   */
  async cut({ text, languageId }: CutDocument): Promise<readonly Passage[]> {
    const chunks = await this.#chunker.chunk({ path: '', language: languageId, text });
    const prose = segmentsOf(text, languageId, 'paragraph').filter(({ heading }) => !heading);
    let next = 0;
    return chunks.map(({ start, end, text: read }) => {
      while (next < prose.length && prose[next].end <= start) next++;
      const first = next < prose.length && prose[next].start < end ? prose[next] : undefined;
      return { start: Math.max(start, first?.start ?? start), end, heading: !first, read };
    });
  }
}

/** An index holds one vector a passage: of the last layer, mean-pooled. */
export const isIndexed = ({ layers = 'last', pooling = 'mean' }: VectorChoice): boolean =>
  layers === 'last' && pooling === 'mean';
