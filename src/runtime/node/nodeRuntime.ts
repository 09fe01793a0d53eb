// All that a main needs of Node: models, the hub, memory, time. Which model is wanted and who asks is the main's matter.

import path from 'node:path';
import type { CancelSignal } from '../../core/cancel';
import type { Clock } from '../../engine/ports';
import type { RestartingEncoder } from '../encoder/restartingEncoder';
import { nodeClock } from './clock';
import { Hub } from './hub/hub';
import { DeviceVectorStore } from './vectors/deviceVectorStore';
import { loadModel, type LoadOptions, type NodeModel } from './loadModel';

export interface NodeRuntimeOptions {
  /** Path of dist/encoder.cjs. */
  readonly encoderProgram: string;
  /** Where models and caches are kept: `models/` and `cache/` are made in it. */
  readonly storageFolder: string;
  /** Where vectors of texts are kept, so that a restart embeds none again; not kept without one. */
  readonly vectorsFolder?: string | undefined;
  /** Folder with the WASM build of the runtime, where it does not lie in node_modules. */
  readonly wasmFolder?: string;
  /** Added to the environment of encoder processes. */
  readonly env?: Readonly<Record<string, string>>;
  readonly clock?: Clock;
}

export interface NodeRuntime {
  readonly clock: Clock;
  readonly hub: Hub;
  /** See loadModel. Each model has a process of its own; the caller disposes its encoder. */
  loadModel(folder: string, options: LoadOptions, signal: CancelSignal): Promise<NodeModel>;
  /** Resident bytes of this process and of the encoder processes that run. Starts none. */
  memoryBytes(): Promise<{ readonly server: number; readonly encoders: number }>;
}

export function createNodeRuntime(options: NodeRuntimeOptions): NodeRuntime {
  const clock = options.clock ?? nodeClock;
  const encoders = new Set<RestartingEncoder>();
  const context = {
    program: options.encoderProgram,
    env: options.env,
    clock,
    cacheFolder: path.join(options.storageFolder, 'cache'),
    wasmFolder: options.wasmFolder,
  };
  return {
    clock,
    hub: new Hub({ modelsFolder: path.join(options.storageFolder, 'models'), clock }),
    loadModel: async (folder, loadOptions, signal) => {
      const model = await loadModel(context, folder, loadOptions, signal);
      encoders.add(model.encoder);
      model.encoder.onDispose(() => encoders.delete(model.encoder));
      const { vectorsFolder } = options;
      return vectorsFolder ? { ...model, vectors: new DeviceVectorStore(vectorsFolder, model.encoder) } : model;
    },
    memoryBytes: async () => {
      const each = await Promise.all([...encoders].map((encoder) => encoder.memoryBytes()));
      return { server: process.memoryUsage().rss, encoders: each.reduce((sum, bytes) => sum + bytes, 0) };
    },
  };
}
