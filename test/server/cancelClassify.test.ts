// How soon a run over a thousand lines ends when it is stopped: on the real loading path, with the bundled encoder, while its
// process is in the middle of a batch.

import assert from 'node:assert/strict';
import path from 'node:path';
import { CancellationTokenSource } from 'vscode-languageserver';
import type { TrainResult } from '../../src/protocol/classify';
import { createServerRuntime } from '../../src/server/node/runtime';
import { failure, TestClient } from './support/client';

const limitMs = 200;
const examples = [
  ...['Refund the second charge.', 'Why was I billed twice?', 'The invoice is wrong.'].map((text) => ({ text, label: 'billing' })),
  ...['The page stays blank.', 'It crashes when I save.', 'Nothing loads any more.'].map((text) => ({ text, label: 'bug' })),
]; // prettier-ignore
/** No two runs share a line, so that none is known from before. */
const lines = (run: number): string[] =>
  Array.from(
    { length: 1000 },
    (_, n) => `Message ${n} of day ${run}: the payment of invoice ${7 * n + run} crashes, and the screen stays black.`,
  );

describe('stopping a run over a thousand lines', function () {
  this.timeout(60_000);

  it(`takes less than ${limitMs} ms, at whatever moment it comes`, async () => {
    const client = await TestClient.start(createServerRuntime({ distFolder: path.resolve('dist') }), {
      settings: { semanticText: { device: 'cpu' } },
    });
    try {
      const { classifier } = await client.request<TrainResult>('semanticText/trainClassifier', {
        examples,
        multiLabel: false,
      });
      const params = { classifier, unsureBelow: 0, lane: 'background' };
      for (const [run, afterMs] of [40, 150, 260, 370, 480].entries()) {
        const source = new CancellationTokenSource();
        const texts = lines(run);
        const ended = failure(
          client.connection.sendRequest('semanticText/classify', { ...params, texts }, source.token),
        );
        await new Promise((resolve) => setTimeout(resolve, afterMs));
        const stoppedMs = performance.now();
        source.cancel();
        assert.equal((await ended).code, -32800, 'it was still at work, and ended as cancelled');
        const tookMs = performance.now() - stoppedMs;
        assert.ok(tookMs < limitMs, `${tookMs.toFixed(0)} ms when stopped after ${afterMs} ms`);
      }
    } finally {
      await client.request('shutdown');
      client.connection.dispose();
    }
  });
});
