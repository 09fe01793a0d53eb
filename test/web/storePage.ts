// What the tests of stores run in a page (dist-test/test/web/storePage.js): the way to the Worker that holds the store.

import type { StoreAnswer, StoreCall } from './storeWorker';

let worker: Worker | undefined;
let next = 0;
const waiting = new Map<number, (answer: StoreAnswer) => void>();
const told: Required<StoreAnswer>['told'][] = [];

const storePage = {
  begin(): void {
    worker = new Worker('/dist-test/test/web/storeWorker.js');
    worker.onmessage = ({ data }: MessageEvent<StoreAnswer>) => {
      if (data.told) told.push(data.told);
      waiting.get(data.id)?.(data);
      waiting.delete(data.id);
    };
  },
  /** As a browser takes a Worker down: at once, whatever it does. */
  kill(): void {
    worker?.terminate();
    worker = undefined;
    waiting.clear();
  },
  call(op: StoreCall['op'], index: number, given: string): Promise<StoreAnswer> {
    const id = next++;
    return new Promise((resolve) => {
      waiting.set(id, resolve);
      worker?.postMessage({ id, op, index, given } satisfies StoreCall);
    });
  },
  /** Commits since the last question. */
  news: () => told.splice(0),
};
export type StorePage = typeof storePage;

Object.assign(globalThis, { storePage });
