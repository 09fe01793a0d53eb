// The one error of this zone: a model file that cannot be read or edited.

/**
 * `truncated`: the file ends in the middle of something. `notOnnx`: it is no ONNX model, or a damaged one. `unsupported`:
 * a sound model of a kind that this zone cannot edit as asked.
 */
export type OnnxErrorCode = 'truncated' | 'notOnnx' | 'unsupported';

/** `reason` is one plain sentence without a full stop, fit to be shown beside the file's name. */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';
  constructor(
    readonly code: OnnxErrorCode,
    readonly reason: string,
  ) {
    super(`${code}: ${reason}`);
  }
}
