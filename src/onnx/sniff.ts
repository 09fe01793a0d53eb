// Tells apart what people find under the name of a model: an ONNX file, or a web page, a pointer, an archive.

import { OnnxError } from './errors';
import type { ByteSource } from './source';

const LOOKS: readonly { readonly start: string | RegExp; readonly reason: string }[] = [
  { start: 'version https://git-lfs', reason: 'the file is a Git LFS pointer; the model itself was not downloaded' },
  { start: /^\s*(<!doctype|<html|<\?xml|<head|<body)/i, reason: 'the file is a web page, not a model' },
  { start: /^\s*\{\s*"/, reason: 'the file is JSON, not a model' },
  { start: 'PK\x03\x04', reason: 'the file is a ZIP archive, not an ONNX model' },
  { start: 'GGUF', reason: 'the file is a GGUF model, not an ONNX model' },
  { start: '\x1f\x8b', reason: 'the file is compressed with gzip' },
  { start: /^....ORTM/s, reason: 'the file is in ORT format, not in ONNX format' },
  { start: '\x89HDF', reason: 'the file is an HDF5 file, not an ONNX model' },
];

/** Throws OnnxError with a plain reason when the first bytes are those of something else. */
export function sniff(source: ByteSource): void {
  if (source.sizeBytes === 0) throw new OnnxError('notOnnx', 'the file is empty');
  const head = String.fromCharCode(...source.read(0, Math.min(64, source.sizeBytes)));
  for (const { start, reason } of LOOKS) {
    if (typeof start === 'string' ? head.startsWith(start) : start.test(head)) throw new OnnxError('notOnnx', reason);
  }
}
