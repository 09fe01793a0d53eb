// The language server as a Worker of the extension host in a browser (dist/browser/server.js).

import { BrowserMessageReader, BrowserMessageWriter, createConnection } from 'vscode-languageserver/browser';
import { holdLifeline } from '../../core/lifeline';
import { parseWorkerStart, type WorkerAlive } from '../../protocol/files';
import { connectionFiles } from '../files';
import { startServer } from '../server';
import { createServerRuntime } from './runtime';

/** The client is told that the server lives, and begins to speak LSP then. */
function start({ data }: MessageEvent<unknown>): void {
  const { lifeline } = parseWorkerStart(data, 'start');
  void holdLifeline(navigator.locks, lifeline).then(() => {
    const connection = createConnection(new BrowserMessageReader(self), new BrowserMessageWriter(self));
    startServer(connection, createServerRuntime(connectionFiles(connection)));
    self.postMessage({ kind: 'alive' } satisfies WorkerAlive);
  });
}

self.addEventListener('message', start, { once: true });
