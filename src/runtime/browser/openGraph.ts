// Opens a prepared graph in this Worker with ONNX Runtime's WASM build: on the processor, or on a GPU with the larger build
// that has WebGPU. Both come from the extension's own files.

import * as processorBuild from 'onnxruntime-web/wasm';
import * as gpuBuild from 'onnxruntime-web/webgpu';
import { kept } from '../../core/kept';
import { EngineError } from '../../engine/errors';
import type { GraphSession } from '../encoder/graphSession';
import { runtimeReason, type Device, type OpenRequest } from '../encoder/messages';
import { openFailure, openSession, type OrtModule } from '../encoder/ortSession';
import type { OpenableGraph } from '../encoder/service';
import { builds } from './assetMessages';
import type { Assets } from './assets';
import { requireAdapter, onDevice, watchDevice } from './gpu';

type Build = keyof typeof builds;

export class GraphOpener {
  readonly #assets: Assets;
  readonly #ready = new Map<Build, Promise<OrtModule>>();

  constructor(assets: Assets) {
    this.#assets = assets;
  }

  /** Begins to load what is needed in any case, while the model is still being read. */
  prefetch(threads: number): void {
    // Who opens the graph meets the error.
    this.#runtime('wasm', threads).catch(() => {});
  }

  /**
   * Rejects with EngineError modelCorrupt or modelUnsupported when the runtime does not take the graph, deviceUnavailable
   * when the runtime cannot be loaded, and with the runtime's own error on a GPU.
   */
  async open(
    graph: OpenableGraph,
    files: ReadonlyMap<string, Uint8Array>,
    request: OpenRequest,
    device: Device,
  ): Promise<GraphSession> {
    if (device === 'webgpu') return this.#openGpu(graph, files, request);
    const ort = await this.#runtime('wasm', request.threads);
    try {
      return await openSession(ort, graph.layout, sessionRequest(graph, files, request, 'wasm'));
    } catch (error) {
      throw openFailure(error, request.model);
    }
  }

  async #openGpu(
    graph: OpenableGraph,
    files: ReadonlyMap<string, Uint8Array>,
    request: OpenRequest,
  ): Promise<GraphSession> {
    await requireAdapter();
    const ort = await this.#runtime('webgpu', 1);
    const session = await openSession(ort, graph.layout, sessionRequest(graph, files, request, 'webgpu'));
    return onDevice(session, (await watchDevice(ort.env)).lost);
  }

  #runtime(build: Build, threads: number): Promise<OrtModule> {
    return kept(this.#ready, build, () => this.#load(build, threads));
  }

  async #load(build: Build, threads: number): Promise<OrtModule> {
    const name = builds[build];
    const [glue, binary] = await Promise.all([
      this.#assets.get(`runtime:${name}.mjs`),
      this.#assets.get(`runtime:${name}.wasm`),
    ]);
    try {
      const ort = build === 'wasm' ? processorBuild : gpuBuild;
      const { wasm } = ort.env;
      // Threads are Workers that share memory, which a page may only have when it is isolated from other origins.
      wasm.numThreads = self.crossOriginIsolated ? threads : 1;
      wasm.wasmBinary = binary;
      // A blob is of this origin, and not fetched.
      const script = new Blob([new Uint8Array(glue)], { type: 'text/javascript' });
      wasm.wasmPaths = { mjs: URL.createObjectURL(script) };
      return ort;
    } catch (error) {
      throw new EngineError('deviceUnavailable', { subject: build, reason: runtimeReason(error) });
    }
  }
}

function sessionRequest(
  { bytes, layout }: OpenableGraph,
  files: ReadonlyMap<string, Uint8Array>,
  { threads }: OpenRequest,
  device: Device,
): Parameters<typeof openSession>[2] {
  const weights = { files: layout.externalFiles.map((path) => ({ path, data: files.get(path) ?? new Uint8Array() })) };
  return { graph: bytes, weights, device, threads };
}
