// What the tests of encoder Workers run in a page (dist-test/test/web/page.js): loads a model and answers in plain numbers.

import { neverCancelled } from '../../src/core/cancel';
import type { Batch } from '../../src/core/types';
import type { FilePort } from '../../src/runtime/browser/files';
import { knownFolder } from '../../src/runtime/browser/files';
import { loadModel, type BrowserModel } from '../../src/runtime/browser/loadModel';
import type { GpuCheck } from '../../src/engine/ports';
import type { WantedDevice } from '../../src/runtime/encoder/messages';

export interface PageModel {
  readonly folder: string;
  readonly files: readonly string[];
  /** ONNX file. */
  readonly file: string;
  readonly device: WantedDevice;
  /** Put before the encoder's script: what a driver or a browser would do. */
  readonly before?: string;
  /** End of the name of a file that is not there. */
  readonly missing?: string;
}

export interface PageBatch {
  readonly batch: number;
  readonly length: number;
  readonly inputIds: readonly number[];
  readonly attentionMask: readonly number[];
  readonly rows: readonly number[];
}

export interface PageAnswer {
  readonly device: string;
  readonly dtype: string;
  readonly hash: string;
  /** `[batch, width]`. */
  readonly embeddings: readonly number[];
  /** Five for each row. */
  readonly best: readonly number[];
  readonly notices: readonly string[];
  readonly gpuCheck?: GpuCheck | undefined;
  readonly ms: number;
}

interface Open {
  readonly model: BrowserModel;
  readonly notices: string[];
}

async function open({ folder, files: names, file, device, before = '', missing }: PageModel): Promise<Open> {
  const files: FilePort = {
    read: async (place) => {
      if (missing !== undefined && place.endsWith(missing)) throw new Error(`${place} is not there`);
      const response = await fetch(`/${place}`);
      if (!response.ok) throw new Error(`${place}: ${response.status}`);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (!place.endsWith('/encoder.js')) return bytes;
      return new TextEncoder().encode(`${before}\n${new TextDecoder().decode(bytes)}`);
    },
    list: () => Promise.reject(new Error('a page cannot list')),
  };
  const notices: string[] = [];
  const model = await loadModel(
    { files, programs: 'dist/browser' },
    knownFolder(files, { folder, files: names }),
    { device, file, onNotice: ({ reason }) => notices.push(reason) },
    neverCancelled,
  );
  return { model, notices };
}

async function ask({ model: { encoder }, notices }: Open, question: PageBatch): Promise<PageAnswer> {
  const { batch, length } = question;
  const inputIds = Int32Array.from(question.inputIds);
  const attentionMask = Int32Array.from(question.attentionMask);
  const texts: Batch = { batch, length, inputIds, attentionMask, tokenTypeIds: new Int32Array(batch * length) };
  const start = performance.now();
  const mlm = await encoder.mlm({ batch: texts, rows: Int32Array.from(question.rows), top: 5 }, neverCancelled);
  const ms = performance.now() - start;
  const { values } = await encoder.embed({ batch: texts, layers: 'last', pooling: 'mean' }, neverCancelled);
  const { device, dtype, hash, gpuCheck } = encoder.info;
  return { device, dtype, hash, gpuCheck, embeddings: [...values], best: [...mlm.ids], notices: [...notices], ms };
}

/** What tests call: one model at a time. */
let current: Promise<Open> | undefined;
const page = {
  async open(model: PageModel): Promise<void> {
    await (await current?.catch(() => undefined))?.model.encoder.dispose();
    current = open(model);
    await current;
  },
  async ask(question: PageBatch): Promise<PageAnswer> {
    if (!current) throw new Error('no model is open');
    return ask(await current, question);
  },
};
export type Page = typeof page;

Object.assign(globalThis, { encoderPage: page });
