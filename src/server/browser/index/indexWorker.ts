// Starts the index Worker (dist/browser/index.js), gives it the files that it wants, and ends it. What is said of the index is
// RemoteIndex's matter.

import { watchLifeline } from '../../../core/lifeline';
import type { ClientFiles } from '../../files';
import type { ConnectIndex, IndexChannelEvents } from '../../index/remoteIndex';
import { answerWish, type FileWish } from '../../index/wantedFiles';
import { parseFromIndexWorker, type ToIndexWorker } from './workerMessages';

/** `script`: place of the program. */
export function indexWorker(files: ClientFiles, script: string): ConnectIndex {
  return (events) => {
    let isEnded = false;
    const end = (): void => {
      if (isEnded) return;
      isEnded = true;
      events.ended();
    };
    // Its script has to be read first; what is sent meanwhile waits.
    const worker = start(files, script, { ...events, ended: end });
    worker.catch(end);
    return {
      send: (message) => void worker.then((running) => running.postMessage(message)).catch(() => {}),
      end: async () => {
        await worker.then((running) => running.terminate()).catch(() => {});
        end();
      },
    };
  };
}

async function start(files: ClientFiles, script: string, events: IndexChannelEvents): Promise<Worker> {
  const code = await files.read(script);
  // A Worker may not come from another origin, and extensions may lie on one: a blob is of this one.
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: 'semantic-text-index' });
  const lifeline = `semantic-text-index ${crypto.randomUUID()}`;
  const end = (): void => {
    worker.terminate();
    events.ended();
  };
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = parseFromIndexWorker(data);
    if (message?.kind === 'alive') {
      URL.revokeObjectURL(url);
      watchLifeline(navigator.locks, lifeline, end);
    } else if (message) void give(worker, files, message);
    else events.message(data);
  };
  // An error that nobody caught: what the Worker does after it cannot be relied on.
  worker.onerror = (event) => {
    event.preventDefault();
    end();
  };
  worker.onmessageerror = end;
  worker.postMessage({ kind: 'start', lifeline } satisfies ToIndexWorker);
  return worker;
}

async function give(worker: Worker, files: ClientFiles, wish: FileWish): Promise<void> {
  const answer = await answerWish(files, wish);
  const { value } = answer;
  worker.postMessage(answer satisfies ToIndexWorker, value instanceof Uint8Array ? [value.buffer] : []);
}
