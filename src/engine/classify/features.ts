// What a classifier sees of a text, and the cache that spares reading a text twice with one encoder.

import type { Call, Encoder } from '../encoder';
import { embed } from '../embed';
import { throwIfCancelled } from '../../core/cancel';
import type { OnFraction } from './requests';

/** `features` [texts, width] row-major; `passages` [texts]: in how many passages each text was read. */
export interface Features {
  readonly features: Float32Array;
  /** Widths of the two vectors side by side: the text's embedding, the mean of its tokens' embeddings. */
  readonly blocks: readonly [number, number];
  readonly passages: Int32Array;
}

interface Known {
  readonly features: Float32Array;
  readonly blocks: Features['blocks'];
  readonly passages: number;
}

/** Texts that are read in one go: short enough to tell how far the work is, long enough to sort by length. */
const readTogether = 64;
/** About 38 MB of vectors of width 1,152. */
const keptTexts = 8192;
/** Longer texts are hardly met twice and would keep the memory. */
const longestKept = 20_000;

export interface ReadOptions {
  readonly onFraction?: OnFraction | undefined;
  /** False for texts that nobody will ask for again. Default true. */
  readonly keep?: boolean | undefined;
}

/** Features of texts by one encoder. The key of the cache is the text itself, so that nothing can be taken for another. */
export class FeatureReader {
  readonly #known = new Map<string, Known>();

  constructor(readonly encoder: Encoder) {}

  /**
   * The embedding of the text and the mean of its embedding layer, each of length 1, side by side. The first knows what the
   * text is about, the second weighs all its words alike, function words too (the feature-based table of Devlin et al. 2019
   * likewise gains from joining layers). A text that is too long is cut into passages and their vectors pooled.
   * CancelledError between batches.
   */
  async read(texts: readonly string[], call: Call, { onFraction, keep = true }: ReadOptions = {}): Promise<Features> {
    const found = new Map<string, Known>();
    const missing: string[] = [];
    for (const text of new Set(texts)) {
      const known = this.#known.get(text);
      if (known) found.set(text, known);
      else missing.push(text);
    }
    // Of one length together: batches then hold little padding.
    missing.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
    for (let from = 0; from < missing.length; from += readTogether) {
      throwIfCancelled(call.signal);
      const some = missing.slice(from, from + readTogether);
      for (const [n, known] of (await this.#embed(some, call, keep)).entries()) {
        found.set(some[n], known);
        if (keep) this.#keep(some[n], known);
      }
      onFraction?.(Math.min(1, (from + some.length) / missing.length));
    }
    return pack(texts, found);
  }

  async #embed(texts: readonly string[], call: Call, keep: boolean): Promise<Known[]> {
    const last = await embed(this.encoder, { texts, keep }, call);
    const words = await embed(this.encoder, { texts, layers: 'embeddings', keep }, call);
    return texts.map((_, n) => {
      const features = new Float32Array(last.width + words.width);
      features.set(last.embeddings.subarray(n * last.width, (n + 1) * last.width));
      features.set(words.embeddings.subarray(n * words.width, (n + 1) * words.width), last.width);
      return { features, blocks: [last.width, words.width], passages: last.passages[n] };
    });
  }

  #keep(text: string, known: Known): void {
    if (text.length > longestKept) return;
    this.#known.set(text, known);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= keptTexts) break;
      this.#known.delete(oldest);
    }
  }
}

/** The embeddings of the texts alone, [texts, blocks[0]]. */
export function embeddingsOf({ features, blocks }: Pick<Features, 'features' | 'blocks'>): Float32Array {
  const width = blocks[0] + blocks[1];
  const count = width ? features.length / width : 0;
  const embeddings = new Float32Array(count * blocks[0]);
  for (let n = 0; n < count; n++) embeddings.set(features.subarray(n * width, n * width + blocks[0]), n * blocks[0]);
  return embeddings;
}

function pack(texts: readonly string[], found: ReadonlyMap<string, Known>): Features {
  const blocks = found.values().next().value?.blocks ?? [0, 0];
  const width = blocks[0] + blocks[1];
  const features = new Float32Array(texts.length * width);
  const passages = new Int32Array(texts.length);
  for (const [n, text] of texts.entries()) {
    const known = found.get(text);
    if (!known) throw new RangeError('a text was not read');
    features.set(known.features, n * width);
    passages[n] = known.passages;
  }
  return { features, blocks, passages };
}
