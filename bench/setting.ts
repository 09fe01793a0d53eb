// What every part of the benchmark works with: the engine on its real path (encoder processes), the plain pipelines, texts.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../src/core/cancel';
import { Engine } from '../src/engine/engine';
import type { EncoderInfo } from '../src/engine/ports';
import { loadPool, slotsOf } from '../src/runtime/encoder/encoderPool';
import type { ChannelEvents, EncoderChannel } from '../src/runtime/encoder/remoteEncoder';
import { EncoderService } from '../src/runtime/encoder/service';
import { loadModel } from '../src/runtime/node/loadModel';
import { nodeServiceHost } from '../src/runtime/node/serviceHost';
import { object, wholeFrom } from '../src/runtime/parse';
import { openEngine, type EngineSource } from '../src/server/openEngine';
import { openNodeEngine, openNodeRuntime, type NodeEngine } from '../src/server/node/models';
import { bundledModel } from '../src/server/node/paths';
import { proseWords, TextMaker } from './texts';

export interface BenchOptions {
  /** Root of the repository; dist/ in it is what is measured. */
  readonly root: string;
  /** Model folder; absent: the bundled one. */
  readonly model?: string | undefined;
  /** Model folder with the same weights in onnx/model.onnx. */
  readonly fp32?: string | undefined;
  /** Fewer rounds: to see that it runs, not to quote. */
  readonly quick: boolean;
  readonly log: (line: string) => void;
}

export interface Setting extends BenchOptions {
  readonly modelFolder: string;
  /** Edited graphs and the like, kept between runs. */
  readonly cacheFolder: string;
  readonly engine: Engine;
  readonly info: EncoderInfo;
  /** Width of the layers between the layers, from config.json. */
  readonly intermediateSize: number;
  readonly texts: TextMaker;
  /** Number of tokens of a text, special ones included. */
  readonly count: (text: string) => Promise<number>;
  /** Another engine with a process of its own. */
  readonly another: () => NodeEngine;
  /** An engine over so many encoder processes of one thread each, as the index has. */
  readonly pooled: (processes: number) => NodeEngine;
  /** Another engine whose encoder is in this process, as the plain pipelines are. */
  readonly inProcess: () => NodeEngine;
  dispose(): Promise<void>;
}

export async function openSetting(options: BenchOptions): Promise<Setting> {
  const { root } = options;
  const dist = path.join(root, 'dist');
  const modelFolder = path.resolve(options.model ?? bundledModel(dist));
  const cacheFolder = path.join(root, '.cache/bench');
  const runtime = openNodeRuntime(dist, cacheFolder);
  const engines: NodeEngine[] = [];
  const keep = (opened: NodeEngine): NodeEngine => {
    engines.push(opened);
    return opened;
  };
  const device = 'cpu' as const;
  const events = { restarting: () => {}, restarted: () => {}, degraded: () => {} };
  const choice = { folder: modelFolder, id: '', device, storageFolder: cacheFolder };
  const another = () => keep(openNodeEngine(runtime, choice, dist, events));
  const { clock } = runtime;
  const pooled = (processes: number): NodeEngine => {
    const one = () => runtime.loadModel(modelFolder, { device, keep: 'encoder' }, neverCancelled);
    const model = loadPool(one, processes);
    const engine = new Engine({ clock, load: () => model, slots: slotsOf(processes) });
    return keep({ engine, dispose: async () => (await model).encoder.dispose() });
  };
  const here = { program: '', clock, cacheFolder: path.join(cacheFolder, 'cache'), connect: connectHere };
  const load: EngineSource['load'] = (options, signal) => loadModel(here, modelFolder, options, signal);
  const inProcess = () => keep(openEngine({ clock, device, events, load }));
  const { engine } = another();
  const count = async (text: string) => (await engine.inspect({ text }, neverCancelled)).tokens.length;
  const config: unknown = JSON.parse(readFileSync(path.join(modelFolder, 'config.json'), 'utf8'));
  return {
    ...options,
    modelFolder,
    cacheFolder,
    engine,
    info: await engine.info(neverCancelled),
    intermediateSize: object({ intermediate_size: wholeFrom(1) })(config, 'config.json').intermediate_size,
    texts: new TextMaker(proseWords(root), count),
    count,
    another,
    pooled,
    inProcess,
    dispose: async () => {
      await Promise.all(engines.map((each) => each.dispose()));
    },
  };
}

/** The encoder's service without a process of its own: messages are handed over as they are. */
function connectHere(events: ChannelEvents): EncoderChannel {
  const service = new EncoderService(nodeServiceHost, (message) => events.message(message));
  return { send: (message) => service.receive(message), end: () => Promise.resolve() };
}
