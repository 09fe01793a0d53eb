// From the choice of a model to an engine that loads it on first use. The server and the command line share it.

import { stat } from 'node:fs/promises';
import { EngineError } from '../../engine/errors';
import type { LoadedModel } from '../../engine/ports';
import { loadPool, slotsOf } from '../../runtime/encoder/encoderPool';
import { indexingProcesses } from '../../runtime/node/indexingProcesses';
import type { LoadOptions } from '../../runtime/node/loadModel';
import { createNodeRuntime, type NodeRuntime } from '../../runtime/node/nodeRuntime';
import { openEngine, type RunningEngine } from '../openEngine';
import type { EngineEvents, ModelChoice } from '../runtime';
import { bundledModel, encoderProgram, vectorsIn } from './paths';

/** The parts of Node's runtime that this product uses, for one storage folder; `keepVectors`: those of texts, in it. */
export function openNodeRuntime(
  distFolder: string,
  storageFolder: string,
  { keepVectors = false }: { readonly keepVectors?: boolean } = {},
): NodeRuntime {
  const vectorsFolder = keepVectors ? vectorsIn(storageFolder) : undefined;
  return createNodeRuntime({ encoderProgram: encoderProgram(distFolder), storageFolder, vectorsFolder });
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

/**
 * `DIR|ID` of a command line: a folder where there is one, else the id of a model of the hub. EngineError badInput for an
 * empty one: a variable of a script that is not set does not mean the bundled encoder.
 */
export async function parseModelArgument(argument: string): Promise<Pick<ModelChoice, 'folder' | 'id'>> {
  if (argument.trim() === '') throw new EngineError('badInput', { subject: '--model', reason: 'it is empty' });
  const isFolder = await stat(argument).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const isPath = /^[./~\\]|^[A-Za-z]:[\\/]/.test(argument);
  return isFolder || isPath ? { folder: argument, id: '' } : { folder: '', id: argument };
}

export type NodeEngine = RunningEngine;

/** Batches that find the first process busy before a second one is started: less work than starting it takes. */
const batchesBeforeGrowing = 32;

/**
 * Returns at once; the first request loads the model into a process of its own. `wide`: into as many processes of one thread
 * as there are cores, for long work that nobody waits for word by word.
 */
export function openNodeEngine(
  runtime: NodeRuntime,
  choice: ModelChoice,
  distFolder: string,
  events: EngineEvents,
  wide = false,
): RunningEngine {
  const { clock } = runtime;
  const { device } = choice;
  const processes = wide ? indexingProcesses() : undefined;
  return openEngine({
    clock,
    device,
    events,
    ...(processes !== undefined && { slots: slotsOf(processes) }),
    load: async (hooks, signal) => {
      const folder = await modelFolder(runtime, choice, distFolder);
      if (processes === undefined) return runtime.loadModel(folder, hooks, signal);
      let told: LoadOptions = hooks;
      const load = (): Promise<LoadedModel> => {
        const options = { ...told, wordThreads: 1 };
        // What befalls one of them is told once.
        told = { device };
        return runtime.loadModel(folder, options, signal);
      };
      return loadPool(load, processes, batchesBeforeGrowing);
    },
  });
}
