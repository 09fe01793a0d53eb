// The server as a Worker of the extension host. Its script is run from a blob: a Worker may not come from another origin,
// and extensions may lie on one.

import { Uri, workspace } from 'vscode';
import {
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type Message,
} from 'vscode-languageclient/browser';
import { watchLifeline } from '../../core/lifeline';
import {
  isWorkerAlive,
  listEntriesMethod,
  listFolderMethod,
  lookMethod,
  readFileMethod,
  type WorkerStart,
} from '../../protocol/files';
import { listEntries, listFolder, look, readFile } from '../files';
import { clientOptions, quiet, startLink } from '../link';
import { clientId, clientName, type LinkSetup } from '../linkSetup';
import type { Link } from '../server';

export async function connectBrowser(extensionUri: Uri, setup: LinkSetup): Promise<Link> {
  const worker = await startWorker(Uri.joinPath(extensionUri, 'dist', 'browser', 'server.js'));
  const reader = new WorkerReader(worker.self);
  worker.onEnd(() => reader.end());
  const transports = { reader, writer: new JsonWriter(worker.self) };
  const client = quiet(
    new LanguageClient(clientId, clientName, () => Promise.resolve(transports), clientOptions(setup)),
  );
  client.onRequest(readFileMethod, (params: unknown) => readFile(extensionUri, params));
  client.onRequest(listFolderMethod, (params: unknown) => listFolder(extensionUri, params));
  client.onRequest(listEntriesMethod, (params: unknown) => listEntries(extensionUri, params));
  client.onRequest(lookMethod, (params: unknown) => look(extensionUri, params));
  try {
    const link = await startLink(client, setup);
    return {
      request: (name, params, options) => link.request(name, params, options),
      closed: link.closed,
      stop: async () => {
        await link.stop().finally(() => worker.self.terminate());
      },
    };
  } catch (error) {
    worker.self.terminate();
    // A client that did not come up cannot be stopped, only let go.
    await client.dispose().catch(() => {});
    throw error;
  }
}

/** A reader that can say that the other side has gone, which a Worker's port never does. */
class WorkerReader extends BrowserMessageReader {
  end(): void {
    this.fireClose();
  }
}

/**
 * Requests are JSON by contract. A structured clone would keep VS Code's objects by their private fields instead of what
 * they are as JSON; answers, which may carry bytes, are plain already.
 */
class JsonWriter extends BrowserMessageWriter {
  override write(message: Message): Promise<void> {
    return super.write('method' in message ? (JSON.parse(JSON.stringify(message)) as Message) : message);
  }
}

interface RunningWorker {
  readonly self: Worker;
  onEnd(listener: () => void): void;
}

/** Resolves when the Worker says that it lives; rejects when its script cannot be run. */
async function startWorker(script: Uri): Promise<RunningWorker> {
  const code = await workspace.fs.readFile(script);
  const url = URL.createObjectURL(new Blob([new Uint8Array(code)], { type: 'text/javascript' }));
  const worker = new Worker(url, { name: 'semantic-text-server' });
  const lifeline = `semantic-text-server ${crypto.randomUUID()}`;
  const ended = new Promise<void>((resolve) => {
    // An error that nobody caught: what the server does after it cannot be relied on.
    worker.addEventListener('error', () => {
      worker.terminate();
      resolve();
    });
    worker.addEventListener(
      'message',
      ({ data }: MessageEvent<unknown>) => {
        if (isWorkerAlive(data)) watchLifeline(navigator.locks, lifeline, resolve);
      },
      { once: true },
    );
  });
  const alive = new Promise<void>((resolve) => {
    worker.addEventListener('message', () => resolve(), { once: true });
  });
  worker.postMessage({ kind: 'start', lifeline } satisfies WorkerStart);
  await Promise.race([alive, ended.then(() => Promise.reject(new Error('the Worker ended')))]);
  URL.revokeObjectURL(url);
  return { self: worker, onEnd: (listener) => void ended.then(listener) };
}
