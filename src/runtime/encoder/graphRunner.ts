// Answers the encoder's requests from one open graph: feeds it, and makes the raw outputs small (log-probabilities, pooled
// vectors) before they leave the process. Checking requests is left to batches.ts, where they come from.

import { logSumExp } from '../../core/logits';
import { clsPool, meanPool } from '../../core/pooling';
import type { Batch } from '../../core/types';
import { topK } from '../../core/vector';
import { EngineError } from '../../engine/errors';
import type {
  AttentionRequest,
  AttentionResult,
  EmbedRequest,
  EmbedResult,
  HeadResult,
  MlmRequest,
  MlmResult,
} from '../../engine/ports';
import type { FeedTensor, FloatTensor, GraphSession } from './graphSession';
import { combineStates, layersOf } from './layers';
import type { GraphLayout } from './layout';

/** The inputs of BERT-like graphs that come from a batch. */
const batchInputs: ReadonlyMap<string, (batch: Batch) => Int32Array> = new Map([
  ['input_ids', (batch: Batch) => batch.inputIds],
  ['attention_mask', (batch: Batch) => batch.attentionMask],
  ['token_type_ids', (batch: Batch) => batch.tokenTypeIds],
  ['position_ids', (batch: Batch) => batch.inputIds.map((_, i) => i % batch.length)],
]);

/** What a run may carry beside the batch. */
interface Extras {
  /** Flat positions that the MLM head is run on. */
  readonly rows?: Int32Array;
  readonly headMask?: Float32Array | undefined;
}

export class GraphRunner {
  /** Rows that the MLM head is run on when nobody asks for any. */
  #spareRows = new Int32Array(0);

  constructor(
    readonly session: GraphSession,
    readonly layout: GraphLayout,
  ) {
    const unknown = layout.inputs.find(({ name }) => !this.#isKnown(name));
    if (unknown) throw new EngineError('modelUnsupported', { reason: `the graph has an input ${unknown.name}` });
  }

  /** Log-probabilities at the asked rows; see MlmResult. EngineError outputMissing for a graph without an MLM head. */
  async mlm(request: MlmRequest): Promise<MlmResult> {
    const { batch, rows, top, targets, picked, headMask } = request;
    const output = this.#output('logits', this.layout.logits);
    const result: MlmResult = {
      ids: new Int32Array(rows.length * top),
      logProbabilities: new Float32Array(rows.length * top),
      targets: new Float32Array(rows.length * (targets?.length ?? 0)),
      picked: new Float32Array(picked ? rows.length : 0),
    };
    if (!rows.length) return result;
    const logits = (await this.#run(batch, [output], { rows, headMask }))[output];
    const width = logits.dims.at(-1) ?? 0;
    const gathered = this.layout.mlmRowsInput !== undefined;
    rows.forEach((position, row) => {
      const from = (gathered ? row : position) * width;
      const scores = logits.data.subarray(from, from + width);
      fillRow(result, row, scores, this.layout.normalised ? 0 : logSumExp(scores), request);
    });
    return result;
  }

  /** States of the chosen layers, pooled; see EmbedResult. EngineError outputMissing where the graph hides its layers. */
  async embed(request: EmbedRequest): Promise<EmbedResult> {
    const { batch, layers, pooling } = request;
    const { sentenceEmbedding } = this.layout;
    if (sentenceEmbedding !== undefined && layers === 'last' && pooling === 'mean' && batch.length > 0) {
      const { data, dims } = (await this.#run(batch, [sentenceEmbedding]))[sentenceEmbedding];
      return { width: dims.at(-1) ?? 0, values: data };
    }
    const names = layersOf(layers, this.#stateNames()).map((name) => this.#output('hidden states', name));
    const out = await this.#run(batch, names);
    const width = out[names[0]].dims.at(-1) ?? 0;
    const each = names.map((name) => {
      const states = out[name].data;
      if (pooling === 'none') return states;
      if (batch.length === 0) return new Float32Array(batch.batch * width);
      if (pooling === 'cls') return clsPool(states, batch.batch, batch.length);
      return meanPool(states, batch.attentionMask, batch.batch, batch.length);
    });
    return combineStates(layers, each, width);
  }

  /** Probability that segment 1 follows segment 0, `[batch]`. */
  async nextSentence(batch: Batch): Promise<Float32Array> {
    const output = this.#output('next sentence', this.layout.nextSentence);
    const logits = (await this.#run(batch, [output]))[output].data;
    // Softmax over two scores, the first of which says that segment 1 follows.
    return Float32Array.from({ length: batch.batch }, (_, i) => 1 / (1 + Math.exp(logits[2 * i + 1] - logits[2 * i])));
  }

  /** The logits of a fine-tuned model's head; see HeadResult. EngineError outputMissing where it has none. */
  async head(batch: Batch): Promise<HeadResult> {
    const output = this.#output('class logits', this.layout.classLogits);
    const { endLogits } = this.layout;
    const out = await this.#run(batch, endLogits === undefined ? [output] : [output, endLogits]);
    const { data, dims } = out[output];
    return {
      width: dims.at(-1) ?? 0,
      logits: data,
      endLogits: endLogits === undefined ? undefined : out[endLogits].data,
    };
  }

  /** Attention probabilities of one layer, and its queries and keys where asked. */
  async attention(request: AttentionRequest): Promise<AttentionResult> {
    const { layout } = this;
    const { layer } = request;
    const names = [this.#output('attention', layout.attentions[layer], layout.attentionReason)];
    if (request.queriesAndKeys) {
      names.push(this.#output('queries', layout.queries[layer]), this.#output('keys', layout.keys[layer]));
    }
    const out = await this.#run(request.batch, names, { headMask: request.headMask });
    const endedAt = Date.now();
    const [values, queries, keys] = names.map((name): FloatTensor | undefined => out[name]);
    const heads = values?.dims[1] ?? 0;
    return { heads, endedAt, values: out[names[0]].data, queries: queries?.data, keys: keys?.data };
  }

  /**
   * One small run that shows the sizes of what the graph gives, and that it runs at all: some graphs open and fail only
   * when they are used (half precision on a device without it).
   */
  async measure(): Promise<{ hiddenSize?: number | undefined; vocabSize?: number | undefined }> {
    const { lastHiddenState, logits } = this.layout;
    const names = [lastHiddenState, logits].filter((name) => name !== undefined);
    if (!names.length) throw new EngineError('modelUnsupported', { reason: 'the graph gives no hidden states' });
    const out = await this.#run(sampleBatch(1, 4), names, { rows: Int32Array.of(1) });
    if (names.some((name) => out[name].data.some(Number.isNaN))) {
      throw new EngineError('modelCorrupt', { reason: 'the model answers with values that are no numbers' });
    }
    await this.#tryNoRows(lastHiddenState);
    return { hiddenSize: sizeOf(out, lastHiddenState), vocabSize: sizeOf(out, logits) };
  }

  /** Most heads run on no rows at all, which costs nothing; one that cannot gets a single row when only states are wanted. */
  async #tryNoRows(states: string | undefined): Promise<void> {
    if (this.layout.mlmRowsInput === undefined || states === undefined) return;
    try {
      await this.#run(sampleBatch(1, 4), [states]);
    } catch {
      this.#spareRows = Int32Array.of(0);
    }
  }

  #isKnown(name: string): boolean {
    return batchInputs.has(name) || name === this.layout.mlmRowsInput || name === this.layout.headMaskInput;
  }

  #stateNames(): readonly string[] {
    const { hiddenStates, lastHiddenState } = this.layout;
    if (!hiddenStates.length) return lastHiddenState === undefined ? [] : [lastHiddenState];
    return lastHiddenState === undefined ? hiddenStates : hiddenStates.with(-1, lastHiddenState);
  }

  #output(what: string, name: string | undefined, reason = `the model gives no ${what}`): string {
    if (name === undefined) throw new EngineError('outputMissing', { reason });
    return name;
  }

  async #run(batch: Batch, fetches: readonly string[], extras: Extras = {}): Promise<Record<string, FloatTensor>> {
    const dims = [batch.batch, batch.length];
    const feeds: Record<string, FeedTensor> = {};
    for (const { name } of this.layout.inputs) {
      const read = batchInputs.get(name);
      if (read) feeds[name] = { data: read(batch), dims };
    }
    const { mlmRowsInput, headMaskInput } = this.layout;
    if (mlmRowsInput) feeds[mlmRowsInput] = rowPairs(extras.rows ?? this.#spareRows, batch.length);
    if (headMaskInput) feeds[headMaskInput] = this.#headMask(extras.headMask);
    else if (extras.headMask) {
      throw new EngineError('outputMissing', { reason: 'the graph was opened without a head mask' });
    }
    return this.session.run(feeds, fetches);
  }

  #headMask(factors: Float32Array | undefined): FeedTensor {
    const { numLayers = 0, numHeads = 0 } = this.layout;
    const data = factors ?? new Float32Array(numLayers * numHeads).fill(1);
    if (data.length !== numLayers * numHeads) {
      throw new RangeError(`head mask of ${data.length} factors for [${numLayers}, ${numHeads}]`);
    }
    return { data, dims: [numLayers, numHeads] };
  }
}

/** `batch` texts of `length` tokens with ids spread from 0 on; the last quarter of every second text is padding. */
export function sampleBatch(batch: number, length: number, vocabSize = length): Batch {
  const inputIds = Int32Array.from({ length: batch * length }, (_, i) => (i * 7919) % vocabSize);
  const attentionMask = inputIds.map((_, i) =>
    Math.floor(i / length) % 2 === 1 && i % length >= (length * 3) / 4 ? 0 : 1,
  );
  return { batch, length, inputIds, attentionMask, tokenTypeIds: new Int32Array(batch * length) };
}

/** Flat positions as pairs of row and column, `[N, 2]`. */
function rowPairs(rows: Int32Array, length: number): FeedTensor {
  const data = new Int32Array(rows.length * 2);
  rows.forEach((position, i) => {
    data[2 * i] = Math.floor(position / length);
    data[2 * i + 1] = position % length;
  });
  return { data, dims: [rows.length, 2] };
}

/** Writes one row of logits `[V]` into the result. `norm`: what makes log-probabilities of them. */
function fillRow(result: MlmResult, row: number, logits: Float32Array, norm: number, request: MlmRequest): void {
  const { top, targets, picked } = request;
  topK(logits, top).forEach((id, rank) => {
    result.ids[row * top + rank] = id;
    result.logProbabilities[row * top + rank] = logits[id] - norm;
  });
  targets?.forEach((id, i) => (result.targets[row * targets.length + i] = logits[id] - norm));
  if (picked) result.picked[row] = logits[picked[row]] - norm;
}

function sizeOf(out: Record<string, FloatTensor>, name: string | undefined): number | undefined {
  return name === undefined ? undefined : out[name].dims.at(-1);
}
