// One loaded encoder behind the scheduler: takes any number of unpadded inputs, runs them in batches, and hands the
// results back in the order of the inputs. What the inputs mean is the features' matter.

import { CancelledError, type CancelSignal } from '../core/cancel';
import type { Batch, Encoding } from '../core/types';
import { meanOf } from '../core/vector';
import type { OnFraction } from './classify/requests';
import { padBatch, planBatches, type TokenRow } from './batching';
import { EngineError } from './errors';
import { Pace } from './pace';
import { Lexicon } from './lexicon';
import type {
  AttentionRequest,
  AttentionResult,
  EmbedResult,
  EncoderInfo,
  HeadResult,
  LayerChoice,
  LoadedModel,
  Pooling,
  TokenizerPort,
} from './ports';
import type { Lane } from './requests';
import type { Scheduler } from './scheduler';
import { Thesaurus } from './thesaurus';

/** In which lane a request runs and who can cancel it. */
export interface Call {
  readonly lane: Lane;
  readonly signal: CancelSignal;
}

/** An input with the places to predict. */
export interface MlmRow extends TokenRow {
  /** Columns to predict; a column may occur more than once. */
  readonly positions: readonly number[];
  /** One token id a position, whose log-probability is wanted. In one call all rows have it or none. */
  readonly picked?: readonly number[];
}

/** What the masked LM says of one position. Natural-log probabilities. */
export interface Prediction {
  /** Best token ids, best first, `[top]`, and their log-probabilities. */
  readonly ids: Int32Array;
  readonly logProbabilities: Float32Array;
  /** Log-probabilities of the targets, `[targets]`. */
  readonly targets: Float32Array;
  /** Log-probability of the picked id; NaN where none was picked. */
  readonly picked: number;
}

export interface MlmOptions {
  readonly top?: number;
  readonly targets?: Int32Array;
  /** As in MlmRequest. */
  readonly headMask?: Float32Array;
}

/** Vectors of tokens that are kept: about 6 MB at a width of 384. */
const keptTokenVectors = 4096;

export class Encoder {
  readonly info: EncoderInfo;
  readonly tokenizer: TokenizerPort;
  readonly truecase: ReadonlyMap<string, string>;
  /** Tokens that the tokenizer adds around one text. */
  readonly specialCount: number;
  /** For what is calculated here, beside the encoder's runs. */
  readonly pace: Pace;
  readonly #spaceMatters: boolean;
  #lexicon: Lexicon | undefined;
  #thesaurus: Thesaurus | undefined;
  /** Token id → its vector in the embedding layer; the oldest go first. */
  readonly #tokenVectors = new Map<number, Float32Array>();

  constructor(
    readonly model: LoadedModel,
    readonly scheduler: Scheduler,
    readonly budgetTokens: number,
  ) {
    this.info = model.encoder.info;
    this.pace = new Pace(scheduler.clock);
    this.tokenizer = model.tokenizer;
    this.truecase = model.truecase;
    this.specialCount = this.tokenizer.encode('').inputIds.length;
    this.#spaceMatters = String(this.tokenizer.idsOf(' a')) !== String(this.tokenizer.idsOf('a'));
  }

  /** What the vocabulary holds in words; made when it is first needed. */
  get lexicon(): Lexicon {
    return (this.#lexicon ??= new Lexicon(this.tokenizer, this.model.fragments));
  }

  /** Read when it is first needed; undefined where the model has none. */
  get thesaurus(): Thesaurus | undefined {
    const { thesaurus } = this.model;
    return (this.#thesaurus ??= thesaurus && new Thesaurus(thesaurus));
  }

  /**
   * Makes one of them in a later turn of the event loop, when what was asked of the encoder is on its way: it works for longer
   * than this takes. Does nothing where it is made, or cannot be made: whoever asks for it meets the error.
   */
  prepare(what: 'lexicon' | 'thesaurus'): void {
    if (what === 'lexicon' ? this.#lexicon : this.#thesaurus) return;
    this.scheduler.clock.after(0, () => {
      try {
        void this[what];
      } catch {
        // See above.
      }
    });
  }

  /** Number of tokens of a piece of text, without special ones. */
  readonly count = (text: string): number => this.tokenizer.idsOf(text).length;

  /** Token ids of a word as it stands behind white space or directly behind another character. */
  idsOf(word: string, afterSpace: boolean): Int32Array {
    return this.tokenizer.idsOf(this.#spaceMatters && afterSpace ? ` ${word}` : word);
  }

  /** The text's encoding. RangeError when it is longer than the encoder takes: the caller windows. */
  encode(text: string, pair?: string): Encoding {
    const encoding = this.tokenizer.encode(text, pair);
    if (encoding.inputIds.length > this.info.maxTokens) {
      throw new RangeError(`${encoding.inputIds.length} tokens, the encoder takes ${this.info.maxTokens}`);
    }
    return encoding;
  }

  /** Predictions `[rows][positions]`. EngineError outputMissing without a masked LM. */
  async mlm(rows: readonly MlmRow[], options: MlmOptions, call: Call): Promise<Prediction[][]> {
    if (!this.info.hasMlm) throw new EngineError('outputMissing', { subject: this.info.name, reason: 'masked LM' });
    const top = Math.min(options.top ?? 0, this.info.vocabSize);
    const results: Prediction[][] = new Array<Prediction[]>(rows.length);
    this.prepare('lexicon');
    await this.#inBatches(rows, call, async (indices) => {
      const batch = padBatch(
        indices.map((index) => rows[index]),
        this.tokenizer.special.pad,
      );
      const positions = indices.flatMap((index, n) => rows[index].positions.map((column) => n * batch.length + column));
      const picked = indices.flatMap((index) => rows[index].picked ?? []);
      const result = await this.model.encoder.mlm(
        {
          batch,
          rows: Int32Array.from(positions),
          top,
          ...(options.headMask ? { headMask: options.headMask } : {}),
          ...(options.targets?.length ? { targets: options.targets } : {}),
          ...(picked.length > 0 ? { picked: Int32Array.from(picked) } : {}),
        },
        call.signal,
      );
      const width = options.targets?.length ?? 0;
      let at = 0;
      for (const index of indices) {
        results[index] = rows[index].positions.map(() => {
          const n = at++;
          return {
            ids: result.ids.subarray(n * top, (n + 1) * top),
            logProbabilities: result.logProbabilities.subarray(n * top, (n + 1) * top),
            targets: result.targets.subarray(n * width, (n + 1) * width),
            picked: picked.length > 0 ? result.picked[n] : NaN,
          };
        });
      }
    });
    return results;
  }

  /** Pooled vectors `[rows, width]`, not normalised. */
  async embed(
    rows: readonly TokenRow[],
    layers: LayerChoice,
    pooling: Pooling,
    call: Call,
    onFraction?: OnFraction,
  ): Promise<EmbedResult> {
    const run = (batch: Batch) => this.model.encoder.embed({ batch, layers, pooling }, call.signal);
    return this.#rowByRow(rows, call, run, onFraction);
  }

  /**
   * A vector for each word, given by its token ids: the mean of the embedding layer over them, position and segment 0. No
   * context. Tokens that were asked for before cost nothing.
   */
  async wordVectors(words: readonly Int32Array[], call: Call): Promise<Float32Array[]> {
    const ids = [...new Set(words.flatMap((word) => [...word]))];
    // Held from here on: while the rest is made, another request may push them out of the memory.
    const vectors = new Map(ids.map((id) => [id, this.#tokenVectors.get(id)]));
    const missing = ids.filter((id) => !vectors.get(id));
    const rows = missing.map((id) => ({ inputIds: Int32Array.of(id), tokenTypeIds: Int32Array.of(0) }));
    const { width, values } = await this.embed(rows, 'embeddings', 'mean', call);
    for (const [n, id] of missing.entries()) {
      const vector = values.slice(n * width, (n + 1) * width);
      vectors.set(id, vector);
      this.#tokenVectors.set(id, vector);
    }
    for (const id of this.#tokenVectors.keys()) {
      if (this.#tokenVectors.size <= keptTokenVectors) break;
      this.#tokenVectors.delete(id);
    }
    return words.map((word) => meanOf([...word].flatMap((id) => vectors.get(id) ?? [])));
  }

  /** Probability 0…1 that segment 1 follows segment 0. EngineError outputMissing without that output. */
  async nextSentence(row: TokenRow, call: Call): Promise<number> {
    const batch = padBatch([row], this.tokenizer.special.pad);
    const [probability] = await this.scheduler.run(call.lane, call.signal, () =>
      this.model.encoder.nextSentence(batch, call.signal),
    );
    return probability;
  }

  /** Logits `[rows, width]` of a model that was fine-tuned to classify whole inputs. */
  async classLogits(
    rows: readonly TokenRow[],
    call: Call,
  ): Promise<{ readonly width: number; readonly logits: Float32Array }> {
    const { width, values } = await this.#rowByRow(rows, call, async (batch) => {
      const found = await this.model.encoder.head(batch, call.signal);
      return { width: found.width, values: found.logits };
    });
    return { width, logits: values };
  }

  /** What the head of a fine-tuned model says of one input, without padding. */
  head(row: TokenRow, call: Call): Promise<HeadResult> {
    const batch = padBatch([row], this.tokenizer.special.pad);
    return this.scheduler.run(call.lane, call.signal, () => this.model.encoder.head(batch, call.signal));
  }

  /** The attention of one layer for one input. */
  attention(row: TokenRow, options: Omit<AttentionRequest, 'batch'>, call: Call): Promise<AttentionResult> {
    const batch = padBatch([row], this.tokenizer.special.pad);
    return this.scheduler.run(call.lane, call.signal, () =>
      this.model.encoder.attention({ ...options, batch }, call.signal),
    );
  }

  /** One vector a row, `[rows, width]`, whatever batches they are run in. */
  async #rowByRow(
    rows: readonly TokenRow[],
    call: Call,
    run: (batch: Batch) => Promise<EmbedResult>,
    onFraction: OnFraction = () => {},
  ): Promise<EmbedResult> {
    let width = 0;
    let done = 0;
    const parts: Float32Array[] = new Array<Float32Array>(rows.length);
    await this.#inBatches(rows, call, async (indices, pad) => {
      const batch = padBatch(
        indices.map((index) => rows[index]),
        pad,
      );
      const found = await run(batch);
      width = found.width;
      for (const [n, index] of indices.entries()) parts[index] = found.values.subarray(n * width, (n + 1) * width);
      onFraction((done += indices.length) / rows.length);
    });
    const values = new Float32Array(rows.length * width);
    for (const [n, part] of parts.entries()) values.set(part, n * width);
    return { width, values };
  }

  /** Runs all rows, as many batches at a time as the scheduler has slots; the first failure stops the rest. */
  async #inBatches(
    rows: readonly TokenRow[],
    call: Call,
    work: (indices: readonly number[], pad: number) => Promise<void>,
  ): Promise<void> {
    const lengths = rows.map((row) => row.inputIds.length);
    const tooLong = lengths.find((length) => length > this.info.maxTokens);
    if (tooLong !== undefined) throw new RangeError(`${tooLong} tokens, the encoder takes ${this.info.maxTokens}`);
    if (call.signal.cancelled) throw new CancelledError();
    // The longest first, so that no slot is left with one when the others are done.
    const batches = planBatches(lengths, this.budgetTokens).reverse();
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < batches.length) {
        const indices = batches[next++];
        try {
          await this.scheduler.run(call.lane, call.signal, () => work(indices, this.tokenizer.special.pad));
        } catch (error) {
          next = batches.length;
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.scheduler.slots, batches.length) }, worker));
  }
}
