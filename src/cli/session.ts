// The engine of one run: opened for the model and device of the options, ended with the run.

import path from 'node:path';
import type { NodeRuntime } from '../runtime/node/nodeRuntime';
import {
  modelFolder,
  openNodeEngine,
  openNodeRuntime,
  parseModelArgument,
  type NodeEngine,
} from '../server/node/models';
import { defaultStorage } from '../server/node/paths';
import type { EngineEvents } from '../server/runtime';
import { isAutomaticChoice } from '../protocol/devices';
import type { Settings } from '../protocol/settings';
import { Indexes } from './indexes';

export interface SessionOptions {
  /** `DIR|ID`; undefined: the bundled encoder. */
  readonly model: string | undefined;
  readonly device: Settings['device'];
  readonly distFolder: string;
  /** One encoder process a core instead of one in all. */
  readonly wide: boolean;
  /** Takes a sentence for people. */
  readonly note: (sentence: string) => void;
}

export interface Session extends NodeEngine {
  readonly indexes: Indexes;
}

export async function openSession({ model, device, distFolder, wide, note }: SessionOptions): Promise<Session> {
  const storageFolder = defaultStorage(process.env);
  const runtime: NodeRuntime = openNodeRuntime(distFolder, storageFolder);
  const { folder, id } = model === undefined ? { folder: '', id: '' } : await parseModelArgument(model);
  const events: EngineEvents = {
    restarting: () => note('The encoder process ended and is started again.'),
    restarted: () => {},
    degraded: ({ reason }) => {
      if (!isAutomaticChoice(device, reason)) note(`Another device is used${reason ? `: ${reason}` : ''}.`);
    },
  };
  const choice = { folder, id, device, storageFolder };
  const opened = openNodeEngine(runtime, choice, distFolder, events, wide);
  const indexes = new Indexes({
    storageFolder,
    storeProgram: path.join(distFolder, 'store.cjs'),
    grammarFolder: path.join(distFolder, 'grammars'),
    clock: runtime.clock,
    load: async (signal) =>
      runtime.loadModel(await modelFolder(runtime, choice, distFolder), { device, keep: 'encoder' }, signal),
  });
  const dispose = async (): Promise<void> => {
    await Promise.all([indexes.dispose(), opened.dispose()]);
  };
  return { engine: opened.engine, indexes, dispose };
}
