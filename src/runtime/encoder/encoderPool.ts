// Several encoders of one model as one: each run goes to the one with the least to do. For indexing, where throughput
// counts; two processes of one thread each beat one of two threads on a machine that is also used.

import type { CancelSignal } from '../../core/cancel';
import type { Batch } from '../../core/types';
import type {
  AttentionRequest,
  AttentionResult,
  EmbedRequest,
  EmbedResult,
  EncoderInfo,
  HeadResult,
  EncoderPort,
  LoadedModel,
  MlmRequest,
  MlmResult,
} from '../../engine/ports';

export class EncoderPool implements EncoderPort {
  readonly #members: readonly { readonly encoder: EncoderPort; busy: number }[];

  /** RangeError without encoders, or when they are not of one model. */
  constructor(encoders: readonly EncoderPort[]) {
    const ids = new Set(encoders.map(({ info }) => info.id));
    if (ids.size !== 1) throw new RangeError(`a pool needs encoders of one model, not of ${ids.size}`);
    this.#members = encoders.map((encoder) => ({ encoder, busy: 0 }));
  }

  get info(): EncoderInfo {
    return this.#members[0].encoder.info;
  }

  mlm(request: MlmRequest, signal: CancelSignal): Promise<MlmResult> {
    return this.#give((encoder) => encoder.mlm(request, signal));
  }

  embed(request: EmbedRequest, signal: CancelSignal): Promise<EmbedResult> {
    return this.#give((encoder) => encoder.embed(request, signal));
  }

  nextSentence(batch: Batch, signal: CancelSignal): Promise<Float32Array> {
    return this.#give((encoder) => encoder.nextSentence(batch, signal));
  }

  head(batch: Batch, signal: CancelSignal): Promise<HeadResult> {
    return this.#give((encoder) => encoder.head(batch, signal));
  }

  attention(request: AttentionRequest, signal: CancelSignal): Promise<AttentionResult> {
    return this.#give((encoder) => encoder.attention(request, signal));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.#members.map(({ encoder }) => encoder.dispose()));
  }

  async #give<T>(run: (encoder: EncoderPort) => Promise<T>): Promise<T> {
    const member = this.#members.reduce((least, each) => (each.busy < least.busy ? each : least));
    member.busy++;
    try {
      return await run(member.encoder);
    } finally {
      member.busy--;
    }
  }
}

/**
 * One model over several processes; `load` is called for each. Rejects as the first of them does, which says whether the
 * model can be loaded at all; of the others those that fail are done without.
 */
export async function loadPool(load: () => Promise<LoadedModel>, processes: number): Promise<LoadedModel> {
  const first = await load();
  const others = await Promise.allSettled(Array.from({ length: processes - 1 }, load));
  const loaded = others.flatMap((each) => (each.status === 'fulfilled' ? [each.value.encoder] : []));
  return loaded.length > 0 ? { ...first, encoder: new EncoderPool([first.encoder, ...loaded]) } : first;
}
