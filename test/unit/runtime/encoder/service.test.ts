// Which of its sessions an encoder process answers words from.

import assert from 'node:assert/strict';
import type { GraphSession } from '../../../../src/runtime/encoder/graphSession';
import type { GraphLayout } from '../../../../src/runtime/encoder/layout';
import type { FromEncoder } from '../../../../src/runtime/encoder/messages';
import { EncoderService, type OpenableGraph, type ServiceHost } from '../../../../src/runtime/encoder/service';

const layout: GraphLayout = {
  inputs: ['input_ids', 'rows', 'head_mask'].map((name) => ({ name, elementType: 'int64' })),
  logits: 'logits',
  lastHiddenState: 'states',
  mlmRowsInput: 'rows',
  headMaskInput: 'head_mask',
  numLayers: 1,
  numHeads: 1,
  hiddenStates: [],
  attentions: [],
  queries: [],
  keys: [],
  dtype: 'int8',
  externalFiles: [],
};
const graph = (more: Partial<GraphLayout> = {}): OpenableGraph => ({
  bytes: new Uint8Array(0),
  layout: { ...layout, ...more },
  notices: [],
});
const words = graph({
  inputs: layout.inputs.slice(0, 2),
  normalised: true,
  lastHiddenState: undefined,
  headMaskInput: undefined,
});

/** A session that expects the same two words everywhere. */
function session(logits: readonly [number, number]): GraphSession {
  return {
    run: (_feeds, fetches) => {
      const outputs: Record<string, { data: Float32Array; dims: number[] }> = {
        logits: { data: Float32Array.from(logits), dims: [1, 2] },
        states: { data: Float32Array.of(1, 1, 1, 1), dims: [1, 4, 1] },
      };
      return Promise.resolve(Object.fromEntries(fetches.map((name) => [name, outputs[name]])));
    },
    release: () => Promise.resolve(),
  };
}

interface Asked {
  readonly headMask?: Float32Array;
  readonly wordThreads?: number | undefined;
  readonly host?: Partial<ServiceHost>;
}

/** The probability of token 0 that each of `times` requests is answered with, and the threads that sessions were given. */
async function answers(times: number, asked: Asked) {
  const threads: number[] = [];
  const values: number[] = [];
  await new Promise<void>((resolve, reject) => {
    const service = new EncoderService(
      {
        prepare: () => Promise.resolve(graph()),
        prepareWords: () => Promise.resolve(words),
        open: (opened, request) => {
          threads.push(request.threads);
          return Promise.resolve(session(opened === words ? [Math.log(0.9), Math.log(0.1)] : [0, 0]));
        },
        memoryBytes: () => 0,
        now: () => 0,
        ...asked.host,
      },
      (message: FromEncoder) => {
        if (message.kind === 'openFailed' || message.kind === 'failure') reject(new Error(message.failure.reason));
        if (message.kind !== 'answer') return;
        values.push(Math.exp((message.value as { targets: Float32Array }).targets[0]));
        if (values.length === times) resolve();
      },
    );
    const { headMask, wordThreads } = asked;
    const open = { model: 'm', sha256: 'h', keep: 'all', headMask: true, device: 'cpu', threads: 1, wordThreads };
    service.receive({ kind: 'open', ...open });
    const batch = {
      batch: 1,
      length: 1,
      inputIds: Int32Array.of(1),
      attentionMask: Int32Array.of(1),
      tokenTypeIds: Int32Array.of(0),
    };
    for (let id = 0; id < times; id++) {
      const request = { batch, rows: Int32Array.of(0), top: 1, targets: Int32Array.of(0), headMask };
      service.receive({ kind: 'run', id, job: { op: 'mlm', request } });
    }
  });
  return { values: values.map((value) => Number(value.toFixed(3))), threads };
}

describe('EncoderService', () => {
  it('answers all words from the session for words, the first ones too, and opens it once', async () => {
    const { values, threads } = await answers(3, { wordThreads: 2 });
    assert.deepEqual(values, [0.9, 0.9, 0.9]);
    assert.deepEqual(threads, [1, 2]);
  });

  it('answers from the whole graph where no session for words is wanted, or heads are silenced', async () => {
    assert.deepEqual((await answers(2, {})).values, [0.5, 0.5]);
    assert.deepEqual((await answers(2, { wordThreads: 2, headMask: Float32Array.of(1) })).values, [0.5, 0.5]);
  });

  it('answers from the whole graph where the session for words cannot be made or opened', async () => {
    const none = await answers(2, { wordThreads: 2, host: { prepareWords: () => Promise.resolve(undefined) } });
    assert.deepEqual(none.values, [0.5, 0.5]);
    const open: ServiceHost['open'] = (opened) =>
      opened === words ? Promise.reject(new Error('no room')) : Promise.resolve(session([0, 0]));
    assert.deepEqual((await answers(2, { wordThreads: 2, host: { open } })).values, [0.5, 0.5]);
  });
});
