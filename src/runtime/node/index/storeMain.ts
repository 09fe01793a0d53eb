// The program of the thread in which an index lives (dist/store.cjs): SQLite works at once and would keep others waiting.

import { parentPort, workerData } from 'node:worker_threads';
import { StoreService } from './storeService';

if (!parentPort) throw new Error('This program runs in a worker thread.');
const port = parentPort;
/** Calls that come while the index opens. */
const early: unknown[] = [];
const keep = (message: unknown) => void early.push(message);
port.on('message', keep);

void StoreService.start({ send: (message) => port.postMessage(message) }, workerData).then((service) => {
  port.off('message', keep);
  if (!service) {
    port.close();
    return;
  }
  for (const message of early) service.receive(message);
  port.on('message', (message) => service.receive(message));
});
