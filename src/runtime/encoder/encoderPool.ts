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

interface Member {
  readonly encoder: EncoderPort;
  busy: number;
}

/** Loads another encoder of the same model. */
export type LoadAnother = () => Promise<EncoderPort>;

/** Begins with one encoder; another one is loaded when runs find all of them busy: a query needs no more than one. */
export class EncoderPool implements EncoderPort {
  readonly #members: Member[];
  readonly #load: LoadAnother;
  /** How many may still be loaded. */
  #left: number;
  /** How many runs may still find all encoders busy before another one is loaded. */
  #patience: number;
  #loading: Promise<void> | undefined;
  #isDisposed = false;

  /**
   * `most`: encoders in all. One that cannot be loaded, is of another model or had to take another device is done without. `patience`: runs that may
   * find all of them busy before the second one is loaded, where work that is soon done would not pay for it.
   */
  constructor(first: EncoderPort, load: LoadAnother, most: number, patience = 0) {
    this.#members = [{ encoder: first, busy: 0 }];
    this.#load = load;
    this.#left = most - 1;
    this.#patience = patience;
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
    this.#isDisposed = true;
    await this.#loading;
    await Promise.all(this.#members.map(({ encoder }) => encoder.dispose()));
  }

  async #give<T>(run: (encoder: EncoderPort) => Promise<T>): Promise<T> {
    const member = this.#members.reduce((least, each) => (each.busy < least.busy ? each : least));
    if (member.busy > 0) this.#grow();
    member.busy++;
    try {
      return await run(member.encoder);
    } finally {
      member.busy--;
    }
  }

  #grow(): void {
    if (this.#patience-- > 0) return;
    if (this.#loading || this.#left <= 0 || this.#isDisposed) return;
    this.#left--;
    this.#loading = this.#load()
      .then(
        (encoder) =>
          isAlike(encoder.info, this.info) ? void this.#members.push({ encoder, busy: 0 }) : encoder.dispose(),
        () => {},
      )
      .finally(() => (this.#loading = undefined));
  }
}

/** Devices differ in the last digits: their vectors are not mixed. */
const isAlike = (one: EncoderInfo, other: EncoderInfo): boolean => one.id === other.id && one.device === other.device;

/** Of each process: one that runs and one that waits in it, so that it need not idle while an answer travels. */
const batchesUnderWay = 2;

/** How many batches to give a pool of so many processes at a time. */
export const slotsOf = (processes: number): number => processes * batchesUnderWay;

/**
 * One model over several processes; `load` is called for each, for the first one now. Rejects as the first of them does.
 * `patience` as EncoderPool has it.
 */
export async function loadPool(
  load: () => Promise<LoadedModel>,
  processes: number,
  patience?: number,
): Promise<LoadedModel> {
  const first = await load();
  if (processes <= 1) return first;
  const another = async (): Promise<EncoderPort> => (await load()).encoder;
  return { ...first, encoder: new EncoderPool(first.encoder, another, processes, patience) };
}
