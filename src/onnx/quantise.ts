// Makes the fast form of a model: signed 8-bit weights for the matrix products, activations quantised as they come.

import { OnnxError } from './errors';
import type { ByteSource } from './source';

export interface QuantiseOptions {
  /** Opens an external data file of the model by its name; needed for models that have some. */
  readonly openExternal?: (name: string) => ByteSource;
}

/**
 * The model with each product by a constant fp32 matrix done in dynamic int8 (signed weights, one scale a column).
 * Embedding tables stay as they are. Throws OnnxError for a damaged file.
 */
export function quantiseInt8(source: ByteSource, options: QuantiseOptions = {}): Uint8Array {
  void source;
  void options;
  throw new OnnxError('unsupported', 'quantising is not written yet');
}

/** The model with unsigned 8-bit MatMul weights rewritten as signed ones; results stay exactly the same. */
export function signUint8Weights(source: ByteSource, options: QuantiseOptions = {}): Uint8Array {
  void source;
  void options;
  throw new OnnxError('unsupported', 'quantising is not written yet');
}
