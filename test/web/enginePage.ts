// What the tests of speed run in a page (dist-test/test/web/enginePage.js): the engine as the server of a browser has it, with
// the bundled encoder in a Worker.

import { neverCancelled } from '../../src/core/cancel';
import { browserClock } from '../../src/runtime/browser/clock';
import { knownFolder, type FilePort } from '../../src/runtime/browser/files';
import { loadModel } from '../../src/runtime/browser/loadModel';
import { bundledModel } from '../../src/server/browser/bundledModel';
import { openEngine } from '../../src/server/openEngine';

const files: FilePort = {
  read: async (place) => {
    const response = await fetch(`/${place}`);
    if (!response.ok) throw new Error(`${place}: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },
  list: () => Promise.reject(new Error('a page cannot list')),
};
const nothing = (): void => {};
const { engine } = openEngine({
  clock: browserClock,
  device: 'auto',
  events: { restarting: nothing, restarted: nothing, degraded: nothing },
  load: (hooks, signal) =>
    loadModel({ files, programs: 'dist/browser' }, knownFolder(files, bundledModel), hooks, signal),
});

const page = {
  /** Number of tokens of a text, special ones included. */
  count: async (text: string): Promise<number> => (await engine.inspect({ text }, neverCancelled)).tokens.length,
  /** Milliseconds until ten candidates stand, and the clock of the page, which starts with it. */
  async fill(text: string): Promise<{ readonly ms: number; readonly sinceStartMs: number }> {
    const began = performance.now();
    let at: number | undefined;
    const { masks } = await engine.fill({ text, top: 10 }, neverCancelled, () => (at ??= performance.now()));
    if (masks[0].candidates.length < 10) throw new Error(`${masks[0].candidates.length} candidates`);
    const sinceStartMs = at ?? performance.now();
    return { ms: sinceStartMs - began, sinceStartMs };
  },
};
export type EnginePage = typeof page;

Object.assign(globalThis, { enginePage: page });
