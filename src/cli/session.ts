// The engine of one run: opened for the model and device of the options, ended with the run.

import type { NodeRuntime } from '../runtime/node/nodeRuntime';
import { openNodeEngine, openNodeRuntime, parseModelArgument, type NodeEngine } from '../server/node/models';
import { defaultStorage } from '../server/node/paths';
import type { EngineEvents } from '../server/runtime';
import type { Settings } from '../protocol/settings';

export interface SessionOptions {
  /** `DIR|ID`; undefined: the bundled encoder. */
  readonly model: string | undefined;
  readonly device: Settings['device'];
  readonly distFolder: string;
  /** Takes a sentence for people. */
  readonly note: (sentence: string) => void;
}

export async function openSession({ model, device, distFolder, note }: SessionOptions): Promise<NodeEngine> {
  const storageFolder = defaultStorage(process.env);
  const runtime: NodeRuntime = openNodeRuntime(distFolder, storageFolder);
  const { folder, id } = model === undefined ? { folder: '', id: '' } : await parseModelArgument(model);
  const events: EngineEvents = {
    restarting: () => note('The encoder process ended and is started again.'),
    restarted: () => {},
    degraded: ({ reason }) => note(`Another device is used${reason ? `: ${reason}` : ''}.`),
  };
  return openNodeEngine(runtime, { folder, id, device, storageFolder }, distFolder, events);
}
