// Makes the graph that is run from the model file, or takes it from the cache. Runs in the encoder process, so that a
// large or hostile file never holds up the server.

import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { EngineError } from '../../engine/errors';
import type { ByteSource } from '../../onnx/source';
import { editFloats, editForWords, editModel, editsOf, type EditedGraph } from '../encoder/editModel';
import { runtimeReason, type Notice, type OpenRequest } from '../encoder/messages';
import type { OpenableGraph } from '../encoder/service';
import { GraphCache } from './graphCache';
import { weightFile } from './weightFile';

/** EngineError modelNotFound, storage, modelCorrupt or modelUnsupported, with the file as subject. */
export function prepareModel(request: OpenRequest): OpenableGraph {
  const options = editsOf(request, path.basename(request.model));
  const edit = (): EditedGraph => edited(request.model, (source) => editModel(source, options, request.model));
  if (!request.cacheFolder) return { ...edit(), notices: [] };
  const cache = new GraphCache(path.join(request.cacheFolder, 'graphs'));
  const key = cache.keyOf(request.sha256, options);
  const known = cache.read(key);
  if (known) return { ...known, notices: [] };
  const graph = edit();
  return { ...graph, notices: noticesOf(cache.write(key, graph)) };
}

/** The model with weights of floats; undefined where it has no such form. Not kept: they are four times the file. */
export function prepareFloats(request: OpenRequest): OpenableGraph | undefined {
  const opened: OpenFile[] = [];
  const open = (name: string): ByteSource => {
    const file = openModel(weightFile(request.model, name));
    opened.push(file);
    return file.source;
  };
  try {
    const edits = editsOf(request, path.basename(request.model));
    const graph = edited(request.model, (source) => editFloats(source, edits, request.model, open));
    return graph && { ...graph, notices: [] };
  } finally {
    for (const file of opened) file.close();
  }
}

/** No second session for words of models above this: it has their weights once more in memory. */
const mostBytesForWords = 64e6;

/** The graph for words alone. Undefined for a large model, and where the graph has none; fails as prepareModel does. */
export function prepareForWords(request: OpenRequest, { layout }: OpenableGraph): OpenableGraph | undefined {
  const { model: subject, cacheFolder } = request;
  const fileName = path.basename(subject);
  if (statSync(subject).size > mostBytesForWords || layout.externalFiles.some((name) => name !== fileName)) return;
  const { dtype } = layout;
  const edit = (): EditedGraph | undefined =>
    edited(subject, (from) => editForWords(from, { fileName, dtype, subject }));
  const cache = cacheFolder === undefined ? undefined : new GraphCache(path.join(cacheFolder, 'graphs'));
  const key = cache?.keyOf(request.sha256, { words: fileName }) ?? '';
  const known = cache?.read(key);
  const graph = known ?? edit();
  if (graph && !known) cache?.write(key, graph);
  return graph && { ...graph, notices: [] };
}

function noticesOf(reason: string | undefined): Notice[] {
  return reason === undefined ? [] : [{ code: 'cacheUnavailable', reason }];
}

function edited<T>(model: string, edit: (source: ByteSource) => T): T {
  const file = openModel(model);
  try {
    return edit(file.source);
  } finally {
    file.close();
  }
}

interface OpenFile {
  readonly source: ByteSource;
  close(): void;
}

function openModel(model: string): OpenFile {
  try {
    const file = openSync(model, 'r');
    const stats = fstatSync(file);
    if (!stats.isFile()) {
      closeSync(file);
      throw new Error('it is not a file');
    }
    const read = (offset: number, length: number): Uint8Array => readAll(file, offset, length);
    return { source: { sizeBytes: stats.size, read }, close: () => closeSync(file) };
  } catch (error) {
    throw new EngineError('modelNotFound', { subject: model, reason: runtimeReason(error) });
  }
}

/** As many of the asked bytes as the file has: one read call may give fewer. */
function readAll(file: number, offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, offset + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
