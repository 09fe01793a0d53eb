// The encoder Worker (dist/browser/encoder.js): joins the service to the channel of its owner.

import { holdLifeline } from '../../core/lifeline';
import { memorySource, type ByteSource } from '../../onnx/source';
import { editFloats, editModel, editsOf } from '../encoder/editModel';
import type { OpenRequest } from '../encoder/messages';
import { EncoderService, type OpenableGraph } from '../encoder/service';
import { Assets } from './assets';
import { parseToWorker, type FromWorker } from './assetMessages';
import { GraphOpener } from './openGraph';
import { probeMemory } from './probeMemory';

function main(): void {
  const tell = (message: FromWorker): void => self.postMessage(message);
  const assets = new Assets((name) => tell({ kind: 'want', name }));
  const opener = new GraphOpener(assets);
  /** Weights of a graph for as long as it is being opened. */
  const weights = new WeakMap<OpenableGraph, ReadonlyMap<string, Uint8Array>>();
  const prepare = async (request: OpenRequest): Promise<OpenableGraph> => {
    opener.prefetch(request.threads);
    const name = request.model.split('/').at(-1) ?? '';
    const model = await assets.get(`model:${name}`);
    const graph = { ...editModel(memorySource(model), editsOf(request, name), request.model), notices: [] };
    const others = graph.layout.externalFiles.filter((file) => file !== name);
    const rest = await Promise.all(others.map(async (file) => [file, await assets.get(`model:${file}`)] as const));
    weights.set(graph, new Map([[name, model], ...rest]));
    return graph;
  };
  const prepareFloats = (request: OpenRequest, graph: OpenableGraph): Promise<OpenableGraph | undefined> => {
    const files = weights.get(graph) ?? new Map<string, Uint8Array>();
    const name = request.model.split('/').at(-1) ?? '';
    const open = (file: string): ByteSource => memorySource(files.get(file) ?? new Uint8Array());
    const floats = editFloats(open(name), editsOf(request, name), request.model, open);
    return Promise.resolve(floats && { ...floats, notices: [] });
  };
  const service = new EncoderService(
    {
      prepare,
      prepareFloats,
      open: (graph, request, device) => opener.open(graph, weights.get(graph) ?? new Map(), request, device),
      processor: 'wasm',
      // A Worker cannot tell its size.
      memoryBytes: () => 0,
      now: () => performance.now(),
      probeMemory,
    },
    (message) => self.postMessage(message),
  );
  self.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = parseToWorker(data);
    if (message?.kind === 'start') {
      void holdLifeline(navigator.locks, message.lifeline).then(() => tell({ kind: 'alive' }));
    } else if (message) assets.receive(message);
    else service.receive(data);
  };
}

main();
