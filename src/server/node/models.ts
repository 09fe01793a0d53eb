// From the choice of a model to an engine that loads it on first use. The server and the command line share it.

import { stat } from 'node:fs/promises';
import { CancelSource } from '../../core/cancel';
import { Engine } from '../../engine/engine';
import { EngineError } from '../../engine/errors';
import type { EncoderState } from '../../runtime/encoder/restartingEncoder';
import type { NodeModel } from '../../runtime/node/loadModel';
import { createNodeRuntime, type NodeRuntime } from '../../runtime/node/nodeRuntime';
import type { EngineEvents, ModelChoice } from '../runtime';
import { bundledModel, encoderProgram } from './paths';

/** The parts of Node's runtime that this product uses, for one storage folder. */
export function openNodeRuntime(distFolder: string, storageFolder: string): NodeRuntime {
  return createNodeRuntime({ encoderProgram: encoderProgram(distFolder), storageFolder });
}

/**
 * The folder of a choice: the folder itself, the newest installed model of the id, or the bundled one. EngineError
 * modelNotFound, with what was asked for as the subject.
 */
export async function modelFolder(
  runtime: Pick<NodeRuntime, 'hub'>,
  choice: Pick<ModelChoice, 'folder' | 'id'>,
  distFolder: string,
): Promise<string> {
  if (choice.folder) return choice.folder;
  if (!choice.id) return bundledModel(distFolder);
  const installed = await runtime.hub.find(choice.id);
  if (installed === undefined) throw new EngineError('modelNotFound', { subject: choice.id });
  return installed;
}

/** `DIR|ID` of a command line: a folder where there is one, else the id of a model of the hub. */
export async function parseModelArgument(argument: string): Promise<Pick<ModelChoice, 'folder' | 'id'>> {
  const isFolder = await stat(argument).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const isPath = /^[./~\\]|^[A-Za-z]:[\\/]/.test(argument);
  return isFolder || isPath ? { folder: argument, id: '' } : { folder: '', id: argument };
}

/** An engine over one encoder process. */
export interface NodeEngine {
  readonly engine: Engine;
  dispose(): Promise<void>;
}

/** Returns at once; the first request loads the model. */
export function openNodeEngine(
  runtime: NodeRuntime,
  choice: ModelChoice,
  distFolder: string,
  events: EngineEvents,
): NodeEngine {
  const closing = new CancelSource();
  let loaded: Promise<NodeModel> | undefined;
  const onState = followRestarts(events);
  const load = async (): Promise<NodeModel> => {
    const folder = await modelFolder(runtime, choice, distFolder);
    const { device } = choice;
    return runtime.loadModel(
      folder,
      {
        device,
        onState,
        onNotice: ({ code, reason }) => {
          if (code === 'deviceFallback') events.degraded({ code: 'deviceUnavailable', subject: device, reason });
        },
      },
      closing.signal,
    );
  };
  const engine = new Engine({ clock: runtime.clock, load: () => (loaded = load()) });
  return {
    engine,
    dispose: async () => {
      closing.cancel();
      // A load that fails or is cancelled leaves nothing to end; its caller is told by the request.
      const model = await loaded?.catch(() => undefined);
      await model?.encoder.dispose();
    },
  };
}

/** Only restarts are news: loading and failing show in the requests that cause them. */
function followRestarts(events: EngineEvents): (state: EncoderState) => void {
  let isRestarting = false;
  return (state) => {
    const wasRestarting = isRestarting;
    isRestarting = state === 'restarting';
    if (isRestarting && !wasRestarting) events.restarting();
    if (!isRestarting && wasRestarting) events.restarted();
  };
}
