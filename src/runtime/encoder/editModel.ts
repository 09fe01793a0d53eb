// The edits that an encoder's graph gets, whatever its bytes are read from.

import { EngineError } from '../../engine/errors';
import { OnnxError } from '../../onnx/errors';
import { prepareGraph, type PrepareOptions } from '../../onnx/prepare';
import type { ByteSource } from '../../onnx/source';
import { layoutOf } from './layout';
import type { OpenRequest } from './messages';
import type { OpenableGraph } from './service';

/** `fileName`: of the model, as the runtime is told where the weights are. */
export function editsOf(request: OpenRequest, fileName: string): PrepareOptions {
  return {
    mlmRows: request.keep === 'all',
    attention: request.keep === 'all',
    queriesAndKeys: request.keep === 'all',
    hiddenStates: true,
    headMask: request.headMask,
    keep: request.keep,
    externaliseTo: fileName,
  };
}

/** EngineError modelCorrupt or modelUnsupported with `subject`. */
export function editModel(source: ByteSource, edits: PrepareOptions, subject: string): Omit<OpenableGraph, 'notices'> {
  try {
    const graph = prepareGraph(source, edits);
    return { bytes: graph.bytes, layout: layoutOf(graph) };
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    const code = error.code === 'unsupported' ? 'modelUnsupported' : 'modelCorrupt';
    throw new EngineError(code, { subject, reason: error.reason });
  }
}
