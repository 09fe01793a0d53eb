// Starts an encoder Worker and ends it. What is said over the channel is RemoteEncoder's matter.

import { watchLifeline } from '../../core/lifeline';
import { runtimeReason } from '../encoder/messages';
import type { ChannelEvents, EncoderChannel } from '../encoder/remoteEncoder';
import { parseFromWorker, type AssetName, type ToWorker } from './assetMessages';

export interface WorkerOptions {
  /** Address of the program's script: a blob of this origin, since a Worker may not come from another one. */
  readonly script: string;
  /** Bytes that the Worker may take over. */
  readonly asset: (name: AssetName) => Promise<Uint8Array<ArrayBuffer>>;
}

/** Makes the Worker; throws where none can be made. */
export function connectWorker({ script, asset }: WorkerOptions, events: ChannelEvents): EncoderChannel {
  const worker = new Worker(script, { name: 'semantic-text-encoder' });
  const lifeline = `semantic-text-encoder ${crypto.randomUUID()}`;
  const end = (reason: string): void => {
    worker.terminate();
    events.ended(reason);
  };
  const tell = (message: ToWorker, transfer: Transferable[] = []): void => worker.postMessage(message, transfer);
  const give = async (name: AssetName): Promise<void> => {
    try {
      const data = await asset(name);
      tell({ kind: 'asset', name, data }, [data.buffer]);
    } catch (error) {
      tell({ kind: 'asset', name, reason: runtimeReason(error) });
    }
  };
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = parseFromWorker(data);
    if (message.kind === 'alive') watchLifeline(navigator.locks, lifeline, () => end('it ended by itself'));
    else if (message.kind === 'want') void give(message.name);
    else events.message(data);
  };
  // An error that nobody caught: what the Worker does after it cannot be relied on.
  worker.onerror = (event) => {
    event.preventDefault();
    end(event.message || 'its script could not be run');
  };
  worker.onmessageerror = () => end('a message could not be read');
  tell({ kind: 'start', lifeline });
  return {
    send: (message) => worker.postMessage(message),
    end: () => {
      worker.terminate();
      return Promise.resolve();
    },
  };
}
