// Opens a prepared graph in this process: with onnxruntime-node, or with the WASM build from local files where the native
// one is missing. Runs in the encoder process only.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { kept } from '../../core/kept';
import { EngineError } from '../../engine/errors';
import type { GraphSession } from '../encoder/graphSession';
import { runtimeReason, type Device, type OpenRequest } from '../encoder/messages';
import { openFailure, openSession, type OrtModule, type Weights } from '../encoder/ortSession';
import { RuntimeMissing } from '../encoder/probe';
import { productsSaturate } from '../encoder/saturation';
import type { OpenableGraph } from '../encoder/service';
import { processorsForSecondThread } from './processors';
import { weightFile } from './weightFile';

/**
 * Rejects with RuntimeMissing when the native runtime cannot be loaded, with EngineError modelCorrupt or modelUnsupported
 * when it does not take the graph, and with the runtime's own error on a GPU.
 */
export async function openGraph(graph: OpenableGraph, request: OpenRequest, device: Device): Promise<GraphSession> {
  const ort = device === 'wasm' ? await loadWasm(request.wasmFolder) : await loadNative();
  const weights = device === 'wasm' ? { files: readWeights(graph, request.model) } : folderOf(request.model);
  const { threads } = request;
  try {
    const exactProducts = await needsExactProducts(ort, graph, device);
    const processors = device === 'cpu' && threads > 1 ? processorsForSecondThread() : undefined;
    const wanted = { graph: graph.bytes, weights, device, threads, processors, exactProducts };
    return await openSession(ort, graph.layout, wanted);
  } catch (error) {
    if (device === 'webgpu') throw error;
    throw openFailure(error, request.model);
  }
}

async function needsExactProducts(ort: OrtModule, { layout }: OpenableGraph, device: Device): Promise<boolean> {
  if (device !== 'cpu' || process.arch !== 'x64' || layout.dtype !== 'int8') return false;
  return saturation(ort);
}

const known = new Map<'saturation', Promise<boolean>>();

/** A fact of the processor: the same for all graphs of this process. */
const saturation = (ort: OrtModule): Promise<boolean> => kept(known, 'saturation', () => productsSaturate(ort));

/** Reads the native runtime and opens a first small graph, which takes it longest. Whoever opens the model meets errors. */
export function warmUp(): void {
  loadNative()
    .then(saturation)
    .catch(() => {});
}

/** Of the native runtime, whose part for GPUs changes with it; empty where it cannot be loaded. */
export async function runtimeVersion(): Promise<string> {
  return loadNative().then(
    ({ env }) => env.versions.node ?? '',
    () => '',
  );
}

async function loadNative(): Promise<OrtModule> {
  try {
    return await import('onnxruntime-node');
  } catch (error) {
    throw new RuntimeMissing(`the native runtime cannot be loaded: ${runtimeReason(error)}`);
  }
}

async function loadWasm(folder: string | undefined): Promise<OrtModule> {
  try {
    const ort = await import('onnxruntime-web');
    // One thread: the process is one of several, and WASM threads would be Workers inside it.
    ort.env.wasm.numThreads = 1;
    if (folder) ort.env.wasm.wasmPaths = pathToFileURL(path.join(folder, path.sep)).href;
    return ort;
  } catch (error) {
    throw new EngineError('deviceUnavailable', { subject: 'wasm', reason: runtimeReason(error) });
  }
}

function folderOf(model: string): Weights {
  return { folder: path.dirname(model) };
}

/** WASM cannot map files, so it gets the bytes of every file that the graph names. */
function readWeights({ layout }: OpenableGraph, model: string): { path: string; data: Uint8Array }[] {
  return layout.externalFiles.map((name) => {
    const file = weightFile(model, name);
    try {
      return { path: name, data: readFileSync(file) };
    } catch (error) {
      throw new EngineError('modelNotFound', { subject: file, reason: runtimeReason(error) });
    }
  });
}
