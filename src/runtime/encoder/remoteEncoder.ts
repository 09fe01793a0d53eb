// The owner's side of an encoder process or Worker: an EncoderPort over a channel. Starting and ending the process is
// left to the platform; restarting it to RestartingEncoder.

import { CancelledError, neverCancelled, throwIfCancelled, type CancelSignal } from '../../core/cancel';
import type { Batch } from '../../core/types';
import { EngineError } from '../../engine/errors';
import type {
  AttentionRequest,
  AttentionResult,
  EmbedRequest,
  EmbedResult,
  EncoderInfo,
  HeadResult,
  EncoderPort,
  MlmRequest,
  MlmResult,
} from '../../engine/ports';
import { floats, number } from '../parse';
import { checkAttention, checkBatch, checkMlm } from './batches';
import {
  errorOf,
  parseAttentionResult,
  parseEmbedResult,
  parseHeadResult,
  parseFromEncoder,
  parseMlmResult,
  type Job,
  type Notice,
  type OpenedFacts,
  type OpenRequest,
  type ToEncoder,
} from './messages';
import { RequestTable } from './requestTable';

/** A started process or Worker that speaks the encoder's messages. */
export interface EncoderChannel {
  send(message: ToEncoder): void;
  /** Ends it at once; resolves when it is gone. Safe to call twice. */
  end(): Promise<void>;
}

/** What the owner hears from the platform. */
export interface ChannelEvents {
  message(value: unknown): void;
  /** The process is gone; `reason` says how (signal, exit code). */
  ended(reason: string): void;
}

export interface RunningEncoder extends EncoderPort {
  /** Resident bytes of its process; 0 when it has ended or cannot tell. */
  memoryBytes(): Promise<number>;
  /** Calls `listener` once, when the process has ended by itself. */
  onEnd(listener: () => void): void;
}

/** What config.json and the files say; the process adds what it finds in the graph. */
export type ModelFacts = Pick<
  EncoderInfo,
  'id' | 'name' | 'hash' | 'modelType' | 'maxTokens' | 'languages' | 'readyTask'
> & {
  readonly numLayers: number;
  readonly numHeads: number;
  readonly hiddenSize: number;
  readonly vocabSize: number;
};

export class RemoteEncoder implements RunningEncoder {
  readonly #channel: EncoderChannel;
  readonly #table: RequestTable;
  readonly #end: EndNotice;

  private constructor(
    readonly info: EncoderInfo,
    readonly notices: readonly Notice[],
    channel: EncoderChannel,
    table: RequestTable,
    end: EndNotice,
  ) {
    this.#channel = channel;
    this.#table = table;
    this.#end = end;
  }

  /**
   * Starts a process with `connect` and opens the model in it. Rejects with the process's EngineError, with
   * EngineError encoderCrashed when it ends before it has answered, with CancelledError when the signal fires; the
   * process is gone then.
   */
  static async open(
    connect: (events: ChannelEvents) => EncoderChannel,
    facts: ModelFacts,
    request: OpenRequest,
    signal: CancelSignal,
  ): Promise<RemoteEncoder> {
    throwIfCancelled(signal);
    const table = new RequestTable();
    const end = new EndNotice();
    let channel: EncoderChannel | undefined;
    let takeBack = (): void => {};
    const ended = (reason: string): void => {
      table.close(new EngineError('encoderCrashed', { subject: facts.name, reason }));
      end.fire();
    };
    try {
      const opened = await new Promise<OpenedFacts>((resolve, reject) => {
        channel = connect({
          message: (value) => receive(value, facts.name, table, { resolve, reject }),
          ended: (reason) => {
            ended(reason);
            reject(new EngineError('encoderCrashed', { subject: facts.name, reason }));
          },
        });
        takeBack = signal.onCancel(() => reject(new CancelledError()));
        channel.send({ kind: 'open', ...request });
      });
      return new RemoteEncoder(infoOf(facts, opened), opened.notices, channel!, table, end);
    } catch (error) {
      end.silence();
      await channel?.end();
      throw error;
    } finally {
      takeBack();
    }
  }

  async mlm(request: MlmRequest, signal: CancelSignal): Promise<MlmResult> {
    checkMlm(request, this.info);
    this.#need(this.info.hasMlm, 'the model has no masked-word layer');
    return parseMlmResult(await this.#run({ op: 'mlm', request }, signal), 'mlm');
  }

  async embed(request: EmbedRequest, signal: CancelSignal): Promise<EmbedResult> {
    checkBatch(request.batch, this.info);
    return parseEmbedResult(await this.#run({ op: 'embed', request }, signal), 'embed');
  }

  async nextSentence(batch: Batch, signal: CancelSignal): Promise<Float32Array> {
    checkBatch(batch, this.info);
    this.#need(this.info.hasNsp, 'the model has no next-sentence layer');
    return floats(await this.#run({ op: 'nextSentence', request: batch }, signal), 'nextSentence');
  }

  async head(batch: Batch, signal: CancelSignal): Promise<HeadResult> {
    checkBatch(batch, this.info);
    return parseHeadResult(await this.#run({ op: 'head', request: batch }, signal), 'head');
  }

  async attention(request: AttentionRequest, signal: CancelSignal): Promise<AttentionResult> {
    checkAttention(request, this.info);
    return parseAttentionResult(await this.#run({ op: 'attention', request }, signal), 'attention');
  }

  async memoryBytes(): Promise<number> {
    try {
      const value = await this.#table.ask((id) => this.#channel.send({ kind: 'memory', id }), neverCancelled);
      return number(value, 'memory');
    } catch {
      return 0;
    }
  }

  onEnd(listener: () => void): void {
    this.#end.listen(listener);
  }

  async dispose(): Promise<void> {
    this.#end.silence();
    this.#table.close(new EngineError('encoderCrashed', { subject: this.info.name, reason: 'it was shut down' }));
    await this.#channel.end();
  }

  #need(there: boolean, reason: string): void {
    if (!there) throw new EngineError('outputMissing', { subject: this.info.name, reason });
  }

  #run(job: Job, signal: CancelSignal): Promise<unknown> {
    return this.#table.ask((id) => this.#channel.send({ kind: 'run', id, job }), signal);
  }
}

/** Fires once, also for those who listen later; not at all once silenced. */
class EndNotice {
  #state: 'open' | 'fired' | 'silent' = 'open';
  readonly #listeners: (() => void)[] = [];

  listen(listener: () => void): void {
    if (this.#state === 'fired') listener();
    else this.#listeners.push(listener);
  }

  fire(): void {
    if (this.#state !== 'open') return;
    this.#state = 'fired';
    for (const listener of this.#listeners) listener();
  }

  silence(): void {
    if (this.#state === 'open') this.#state = 'silent';
  }
}

interface Opening {
  resolve(facts: OpenedFacts): void;
  reject(error: Error): void;
}

function receive(value: unknown, name: string, table: RequestTable, opening: Opening): void {
  const message = parseFromEncoder(value);
  switch (message.kind) {
    case 'opened':
      return opening.resolve(message.facts);
    case 'openFailed':
      return opening.reject(errorOf(message.failure, name));
    case 'answer':
      return table.resolve(message.id, message.value);
    case 'failure':
      return table.reject(message.id, errorOf(message.failure, name));
  }
}

function infoOf(facts: ModelFacts, graph: OpenedFacts): EncoderInfo {
  const size = (key: 'hiddenSize' | 'vocabSize'): number => {
    const found = graph[key];
    if (found !== undefined && found !== facts[key]) {
      const reason = `config.json says ${key} ${facts[key]}, the graph gives ${found}`;
      throw new EngineError('modelCorrupt', { subject: facts.name, reason });
    }
    return facts[key];
  };
  const { device, dtype, hasMlm, hasNsp, hasAttention, attentionReason, hasHeadMask, gpuCheck } = graph;
  return {
    ...facts,
    ...{ device, dtype, hasMlm, hasNsp, hasAttention, hasHeadMask },
    ...(attentionReason !== undefined && { attentionReason }),
    ...(gpuCheck && { gpuCheck }),
    numLayers: graph.numLayers ?? facts.numLayers,
    numHeads: graph.numHeads ?? facts.numHeads,
    hiddenSize: size('hiddenSize'),
    vocabSize: size('vocabSize'),
  };
}
