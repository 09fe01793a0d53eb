// The edits that an encoder's graph gets, whatever its bytes are read from.

import { EngineError } from '../../engine/errors';
import type { OpenExternal } from '../../onnx/contents';
import { OnnxError } from '../../onnx/errors';
import { floatWeights } from '../../onnx/floats';
import { prepareGraph, type PrepareOptions } from '../../onnx/prepare';
import { prepareWords } from '../../onnx/rows';
import { memorySource, type ByteSource } from '../../onnx/source';
import { layoutOf, layoutOfWords } from './layout';
import type { OpenRequest } from './messages';
import type { OpenableGraph } from './service';

export type EditedGraph = Omit<OpenableGraph, 'notices'>;

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
export function editModel(source: ByteSource, edits: PrepareOptions, subject: string): EditedGraph {
  return reported(subject, () => {
    const graph = prepareGraph(source, edits);
    return { bytes: graph.bytes, layout: layoutOf(graph) };
  });
}

/**
 * The same with weights of floats, all of them in its bytes, where those of the model are 8-bit whole numbers; undefined where
 * they cannot be told. `open`: of weights that lie in other files. Fails as editModel does.
 */
export function editFloats(
  source: ByteSource,
  edits: PrepareOptions,
  subject: string,
  open?: OpenExternal,
): EditedGraph | undefined {
  return reported(subject, () => {
    const bytes = floatWeights(source, open);
    return bytes && editModel(memorySource(bytes), { ...edits, externaliseTo: undefined }, subject);
  });
}

/** The graph for words alone; undefined where the model has none, see prepareWords. Fails as editModel does. */
export function editForWords(
  source: ByteSource,
  options: { readonly fileName: string; readonly dtype: string; readonly subject: string },
): EditedGraph | undefined {
  return reported(options.subject, () => {
    const graph = prepareWords(source, options.fileName);
    return graph && { bytes: graph.bytes, layout: layoutOfWords(graph, options.dtype) };
  });
}

function reported<T>(subject: string, edit: () => T): T {
  try {
    return edit();
  } catch (error) {
    if (!(error instanceof OnnxError)) throw error;
    const code = error.code === 'unsupported' ? 'modelUnsupported' : 'modelCorrupt';
    throw new EngineError(code, { subject, reason: error.reason });
  }
}
