// The program of an encoder process or Worker: opens a model when told to, then answers requests one after the other.
// What differs between platforms (files, the build of the runtime) comes as a host.

import { EngineError } from '../../engine/errors';
import { GraphRunner } from './graphRunner';
import type { GraphSession } from './graphSession';
import { withSoundValues } from './soundValues';
import type { GraphLayout } from './layout';
import {
  failureOf,
  parseToEncoder,
  runtimeReason,
  type Device,
  type FromEncoder,
  type Job,
  type Notice,
  type OpenedFacts,
  type OpenRequest,
} from './messages';
import { chooseDevice, rememberFault, type Chosen, type ProbeMemory } from './probe';

/** A model's graph as the session takes it. */
export interface OpenableGraph {
  readonly bytes: Uint8Array;
  readonly layout: GraphLayout;
  readonly notices: readonly Notice[];
}

export interface ServiceHost {
  /** Reads and edits the model. EngineErrors say what is wrong with it. */
  prepare(request: OpenRequest): Promise<OpenableGraph>;
  /**
   * The model's graph for words alone, where it pays to keep a second session for them: half as fast again, and their
   * weights a second time in memory.
   */
  prepareWords?(request: OpenRequest, graph: OpenableGraph): Promise<OpenableGraph | undefined>;
  /**
   * The model's graph with weights of floats, where those of its file are whole numbers, for which a GPU has no kernels.
   * Undefined where it cannot be had. Fails as prepare does.
   */
  prepareFloats?(request: OpenRequest, graph: OpenableGraph): Promise<OpenableGraph | undefined>;
  /** Opens the graph on one device. RuntimeMissing when there is no native runtime. */
  open(graph: OpenableGraph, request: OpenRequest, device: Device): Promise<GraphSession>;
  /** What computes without a GPU here; see ProbeOptions. */
  readonly processor?: 'cpu' | 'wasm';
  /** Resident bytes of this process; 0 where it cannot be told. */
  memoryBytes(): number;
  /** Milliseconds. */
  now(): number;
  /** What is known of devices for a model; see ProbeMemory. */
  probeMemory?(request: OpenRequest): ProbeMemory | undefined | Promise<ProbeMemory | undefined>;
}

export class EncoderService {
  readonly #host: ServiceHost;
  readonly #send: (message: FromEncoder) => void;
  #encoder: Chosen | undefined;
  /** Opens the session for words when the first are asked for; undefined where there is none. */
  #openWords: () => Promise<GraphRunner | undefined> = () => Promise.resolve(undefined);
  #words: Promise<GraphRunner | undefined> | undefined;
  /** Ends when all that was asked so far is answered. */
  #work: Promise<void> = Promise.resolve();

  constructor(host: ServiceHost, send: (message: FromEncoder) => void) {
    this.#host = host;
    this.#send = send;
  }

  /** Takes a message of the owner. Throws FormError for what is none. */
  receive(value: unknown): void {
    const message = parseToEncoder(value);
    switch (message.kind) {
      case 'memory':
        this.#send({ kind: 'answer', id: message.id, value: this.#host.memoryBytes() });
        break;
      case 'open':
        this.#work = this.#work.then(() => this.#open(message));
        break;
      case 'run':
        this.#work = this.#work.then(() => this.#run(message.id, message.job));
        break;
    }
  }

  async #open(request: OpenRequest): Promise<void> {
    try {
      if (request.gpuFault !== undefined)
        await rememberFault(await this.#host.probeMemory?.(request), request.gpuFault);
      const graph = await this.#host.prepare(request);
      const open = async (device: Device, form = graph): Promise<GraphRunner> =>
        new GraphRunner(withSoundValues(await this.#host.open(form, request, device), device), form.layout);
      const chosen = await chooseDevice({
        wanted: request.device,
        processor: this.#host.processor,
        dtype: graph.layout.dtype,
        open: (device) => open(device),
        openFloats: async () => {
          const floats = await this.#host.prepareFloats?.(request, graph);
          return floats && ((device) => open(device, floats));
        },
        now: () => this.#host.now(),
        memory: request.device === 'auto' ? await this.#host.probeMemory?.(request) : undefined,
      });
      const sizes = await chosen.runner.measure();
      this.#encoder = chosen;
      if (chosen.device === 'cpu') this.#openWords = () => openWords(this.#host, request, graph);
      this.#send({ kind: 'opened', facts: { ...factsOf(graph.notices, chosen), ...sizes } });
    } catch (error) {
      this.#send({ kind: 'openFailed', failure: failureOf(error) });
    }
  }

  async #run(id: number, job: Job): Promise<void> {
    try {
      this.#send({ kind: 'answer', id, value: await this.#answer(job) });
    } catch (error) {
      this.#send({ kind: 'failure', id, failure: failureOf(error) });
    }
  }

  async #answer(job: Job): Promise<unknown> {
    const encoder = this.#encoder;
    if (!encoder) throw new RangeError('no model is open');
    try {
      const forWords = job.op === 'mlm' && !job.request.headMask;
      return await perform(forWords ? await this.#forWords(encoder) : encoder.runner, job);
    } catch (error) {
      const known = error instanceof EngineError || error instanceof RangeError;
      if (known || encoder.device !== 'webgpu') throw error;
      // A GPU that was lost or ran out of memory: the owner goes on with the CPU.
      throw new EngineError('deviceUnavailable', { subject: 'webgpu', reason: runtimeReason(error) });
    }
  }

  /** The same runner for all words that nothing is done to: two graphs round differently. */
  async #forWords({ runner }: Chosen): Promise<GraphRunner> {
    return (await (this.#words ??= this.#openWords())) ?? runner;
  }
}

async function openWords(
  host: ServiceHost,
  request: OpenRequest,
  graph: OpenableGraph,
): Promise<GraphRunner | undefined> {
  const { wordThreads: threads } = request;
  if (threads === undefined || graph.layout.mlmRowsInput === undefined) return undefined;
  try {
    const words = await host.prepareWords?.(request, graph);
    if (!words) return undefined;
    const runner = new GraphRunner(await host.open(words, { ...request, threads }, 'cpu'), words.layout);
    await runner.measure();
    return runner;
  } catch {
    // The whole graph, which is open, predicts the same words, only more slowly.
    return undefined;
  }
}

function factsOf(notices: readonly Notice[], { runner, device, reason, check }: Chosen): OpenedFacts {
  const { layout } = runner;
  return {
    device,
    dtype: layout.dtype,
    numLayers: layout.numLayers,
    numHeads: layout.numHeads,
    hasMlm: layout.logits !== undefined,
    hasNsp: layout.nextSentence !== undefined,
    hasAttention: layout.attentions.length > 0,
    attentionReason: layout.attentionReason,
    hasHeadMask: layout.headMaskInput !== undefined,
    gpuCheck: check,
    notices: reason === undefined ? notices : [...notices, { code: 'deviceFallback', reason }],
  };
}

function perform(runner: GraphRunner, job: Job): Promise<unknown> {
  switch (job.op) {
    case 'mlm':
      return runner.mlm(job.request);
    case 'embed':
      return runner.embed(job.request);
    case 'nextSentence':
      return runner.nextSentence(job.request);
    case 'attention':
      return runner.attention(job.request);
    case 'head':
      return runner.head(job.request);
  }
}
