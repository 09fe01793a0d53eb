// An encoder and a WordPiece tokenizer whose numbers can be worked out by hand: the vocabulary is a list, the masked LM a
// function from the tokens to a few probabilities.

import { throwIfCancelled, type CancelSignal } from '../../src/core/cancel';
import type { Batch, Encoding } from '../../src/core/types';
import { EngineError } from '../../src/engine/errors';
import type {
  AttentionRequest,
  AttentionResult,
  EmbedRequest,
  EmbedResult,
  EncoderInfo,
  EncoderPort,
  LoadedModel,
  MlmRequest,
  MlmResult,
  SpecialTokens,
  TokenizerPort,
  VectorStore,
} from '../../src/engine/ports';

const specialPieces = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** Lower-cases, splits at white space and punctuation, then takes the longest pieces; `##` goes on with a word. */
export class FakeTokenizer implements TokenizerPort {
  readonly special: SpecialTokens = { pad: 0, unknown: 1, cls: 2, sep: 3, mask: 4 };
  readonly lowercases: boolean;
  readonly #pieces: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;

  constructor(vocabulary: readonly string[], lowercases = true) {
    this.lowercases = lowercases;
    this.#pieces = [...specialPieces, ...vocabulary];
    this.#ids = new Map(this.#pieces.map((piece, id) => [piece, id]));
  }

  get vocabSize(): number {
    return this.#pieces.length;
  }

  id(piece: string): number {
    const id = this.#ids.get(piece);
    if (id === undefined) throw new RangeError(`the fake vocabulary has no ${piece}`);
    return id;
  }

  piece(id: number): string {
    return this.#pieces[id];
  }

  surface(id: number): { readonly text: string; readonly startsWord: boolean } | undefined {
    if (id < specialPieces.length) return undefined;
    const piece = this.#pieces[id];
    const continues = piece.startsWith('##');
    return { text: continues ? piece.slice(2) : piece, startsWord: !continues };
  }

  idsOf(text: string): Int32Array {
    return Int32Array.from(this.#tokens(text), ({ id }) => id);
  }

  encode(text: string, pair?: string): Encoding {
    const parts = pair === undefined ? [text] : [text, pair];
    const all = [{ id: 2, start: 0, end: 0, word: -1, segment: 0, special: 1 }];
    for (const [segment, part] of parts.entries()) {
      all.push(...this.#tokens(part).map((token) => ({ ...token, segment, special: 0 })));
      all.push({ id: 3, start: part.length, end: part.length, word: -1, segment, special: 1 });
    }
    return {
      inputIds: Int32Array.from(all, ({ id }) => id),
      tokenTypeIds: Int32Array.from(all, ({ segment }) => segment),
      segments: Uint8Array.from(all, ({ segment }) => segment),
      starts: Int32Array.from(all, ({ start }) => start),
      ends: Int32Array.from(all, ({ end }) => end),
      special: Uint8Array.from(all, ({ special }) => special),
      words: Int32Array.from(all, ({ word }) => word),
    };
  }

  #tokens(text: string): { id: number; start: number; end: number; word: number }[] {
    const tokens: { id: number; start: number; end: number; word: number }[] = [];
    let word = 0;
    for (const match of text.matchAll(/\[MASK\]|[\p{L}\p{M}\p{N}]+|[^\s]/gu)) {
      const start = match.index;
      const end = start + match[0].length;
      if (match[0] === '[MASK]') tokens.push({ id: 4, start, end, word: word++ });
      else tokens.push(...this.#pieceTokens(match[0], start).map((token) => ({ ...token, word })));
      word++;
    }
    return tokens;
  }

  #pieceTokens(written: string, start: number): { id: number; start: number; end: number }[] {
    const word = this.lowercases ? written.toLowerCase() : written;
    const tokens: { id: number; start: number; end: number }[] = [];
    for (let at = 0; at < word.length;) {
      let end = word.length;
      while (end > at && !this.#ids.has((at > 0 ? '##' : '') + word.slice(at, end))) end--;
      if (end === at) return [{ id: 1, start, end: start + word.length }];
      tokens.push({ id: this.id((at > 0 ? '##' : '') + word.slice(at, end)), start: start + at, end: start + end });
      at = end;
    }
    return tokens;
  }
}

export interface FakeModelOptions {
  readonly vocabulary: readonly string[];
  /**
   * Probabilities of some pieces at a position of the tokens (special ones and `[PAD]` left out of neither). What is
   * missing from 1 is spread evenly over the rest of the vocabulary.
   */
  readonly predict?: (tokens: readonly string[], position: number) => Readonly<Partial<Record<string, number>>>;
  /** State of each token; the default is 1 in the dimension of its id, in every layer. */
  readonly state?: (tokens: readonly string[], position: number, layer: number) => readonly number[];
  readonly nextSentence?: (first: readonly string[], second: readonly string[]) => number;
  readonly truecase?: ReadonlyMap<string, string>;
  readonly fragments?: ReadonlySet<string>;
  readonly thesaurus?: LoadedModel['thesaurus'];
  readonly lowercases?: boolean;
  readonly info?: Partial<EncoderInfo>;
  readonly vectors?: VectorStore;
  /** Awaited before each run; lets a test hold runs back or make them fail. */
  readonly beforeRun?: (kind: 'mlm' | 'embed' | 'nextSentence' | 'attention', batch: Batch) => Promise<void>;
}

export class FakeEncoder implements EncoderPort {
  readonly info: EncoderInfo;
  /** Shape of each batch that was run. */
  readonly runs: { readonly kind: string; readonly batch: number; readonly length: number }[] = [];
  disposed = false;

  constructor(
    readonly tokenizer: FakeTokenizer,
    readonly options: FakeModelOptions,
  ) {
    this.info = {
      id: 'fake@0123456789ab',
      name: 'fake',
      hash: '0123456789ab'.padEnd(64, '0'),
      modelType: 'bert',
      numLayers: 2,
      numHeads: 2,
      hiddenSize: tokenizer.vocabSize,
      vocabSize: tokenizer.vocabSize,
      maxTokens: 512,
      device: 'cpu',
      dtype: 'fp32',
      hasMlm: true,
      hasNsp: options.nextSentence !== undefined,
      hasAttention: true,
      languages: ['en'],
      ...options.info,
    };
  }

  async mlm({ batch, rows, top, targets, picked }: MlmRequest, signal: CancelSignal): Promise<MlmResult> {
    await this.#run('mlm', batch, signal);
    if (!this.info.hasMlm) throw new EngineError('outputMissing');
    const width = targets?.length ?? 0;
    const result = {
      ids: new Int32Array(rows.length * top),
      logProbabilities: new Float32Array(rows.length * top),
      targets: new Float32Array(rows.length * width),
      picked: new Float32Array(picked ? rows.length : 0),
    };
    for (const [n, at] of rows.entries()) {
      const tokens = this.#tokensOf(batch, Math.floor(at / batch.length));
      const logs = this.#distribution(tokens, at % batch.length).map(Math.log);
      const order = [...logs.keys()].sort((a, b) => logs[b] - logs[a] || a - b);
      for (let rank = 0; rank < top; rank++) {
        result.ids[n * top + rank] = order[rank];
        result.logProbabilities[n * top + rank] = logs[order[rank]];
      }
      targets?.forEach((id, k) => (result.targets[n * width + k] = logs[id]));
      if (picked) result.picked[n] = logs[picked[n]];
    }
    return result;
  }

  async embed({ batch, layers, pooling }: EmbedRequest, signal: CancelSignal): Promise<EmbedResult> {
    await this.#run('embed', batch, signal);
    const { numLayers } = this.info;
    const asked =
      layers === 'each'
        ? Array.from({ length: numLayers + 1 }, (_, layer) => layer)
        : [layers === 'embeddings' ? 0 : typeof layers === 'number' ? layers : numLayers];
    const rows = Array.from({ length: batch.batch }, (_, row) => {
      const tokens = this.#tokensOf(batch, row);
      return tokens.map((_, position) => asked.flatMap((layer) => this.#state(tokens, position, layer)));
    });
    const width = rows[0][0].length;
    if (pooling === 'none') {
      const values = new Float32Array(batch.batch * batch.length * width);
      rows.forEach((states, row) =>
        states.forEach((state, column) => values.set(state, (row * batch.length + column) * width)),
      );
      return { width, values };
    }
    const pooled = rows.map((states) => (pooling === 'cls' ? states[0] : meanOf(states)));
    return { width, values: Float32Array.from(pooled.flat()) };
  }

  async nextSentence(batch: Batch, signal: CancelSignal): Promise<Float32Array> {
    await this.#run('nextSentence', batch, signal);
    const { nextSentence } = this.options;
    if (!nextSentence) throw new EngineError('outputMissing');
    return Float32Array.from({ length: batch.batch }, (_, row) => {
      const tokens = this.#tokensOf(batch, row);
      const middle = tokens.indexOf('[SEP]');
      return nextSentence(tokens.slice(1, middle), tokens.slice(middle + 1, -1));
    });
  }

  head(): Promise<never> {
    return Promise.reject(new EngineError('outputMissing'));
  }

  /** Every token attends evenly to all tokens. */
  async attention({ batch }: AttentionRequest, signal: CancelSignal): Promise<AttentionResult> {
    await this.#run('attention', batch, signal);
    const heads = this.info.numHeads;
    const values = new Float32Array(batch.batch * heads * batch.length ** 2).fill(1 / batch.length);
    return { heads, values, endedAt: 0 };
  }

  dispose(): Promise<void> {
    this.disposed = true;
    return Promise.resolve();
  }

  async #run(kind: 'mlm' | 'embed' | 'nextSentence' | 'attention', batch: Batch, signal: CancelSignal): Promise<void> {
    throwIfCancelled(signal);
    if (batch.length > this.info.maxTokens) throw new RangeError('batch longer than maxTokens');
    this.runs.push({ kind, batch: batch.batch, length: batch.length });
    await this.options.beforeRun?.(kind, batch);
  }

  #tokensOf({ inputIds, attentionMask, length }: Batch, row: number): string[] {
    const ids = [...inputIds.subarray(row * length, (row + 1) * length)];
    return ids.filter((_, column) => attentionMask[row * length + column]).map((id) => this.tokenizer.piece(id));
  }

  #distribution(tokens: readonly string[], position: number): number[] {
    const given = Object.entries(this.options.predict?.(tokens, position) ?? {}).map(
      ([piece, probability]) => [piece, probability ?? 0] as const,
    );
    const sum = given.reduce((total, [, probability]) => total + probability, 0);
    const rest = Math.max(0, 1 - sum) / (this.tokenizer.vocabSize - given.length);
    const probabilities = new Array<number>(this.tokenizer.vocabSize).fill(rest);
    for (const [piece, probability] of given) probabilities[this.tokenizer.id(piece)] = probability;
    return probabilities;
  }

  #state(tokens: readonly string[], position: number, layer: number): number[] {
    if (this.options.state) return [...this.options.state(tokens, position, layer)];
    const state = new Array<number>(this.tokenizer.vocabSize).fill(0);
    state[this.tokenizer.id(tokens[position])] = 1;
    return state;
  }
}

/** A fake model with its parts at hand. */
export interface FakeModel extends LoadedModel {
  readonly encoder: FakeEncoder;
  readonly tokenizer: FakeTokenizer;
}

export function fakeModel(options: FakeModelOptions): FakeModel {
  const tokenizer = new FakeTokenizer(options.vocabulary, options.lowercases);
  return {
    encoder: new FakeEncoder(tokenizer, options),
    tokenizer,
    truecase: options.truecase ?? new Map(),
    fragments: options.fragments,
    thesaurus: options.thesaurus,
    vectors: options.vectors,
  };
}

function meanOf(states: readonly (readonly number[])[]): number[] {
  return states[0].map((_, i) => states.reduce((sum, state) => sum + state[i], 0) / states.length);
}
