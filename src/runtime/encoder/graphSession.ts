// The thin waist between the encoder's arithmetic and ONNX Runtime: named tensors in, named float tensors out.

/** What a graph is fed with; `int64` values travel as 32-bit numbers and are widened on the way in. */
export interface FeedTensor {
  readonly data: Int32Array | Float32Array;
  readonly dims: readonly number[];
}

export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** An open graph on one device. */
export interface GraphSession {
  /** Computes the outputs that are named in `fetches`. Inputs that the graph does not have are ignored. */
  run(feeds: Readonly<Record<string, FeedTensor>>, fetches: readonly string[]): Promise<Record<string, FloatTensor>>;
  /** Frees the memory. No run may follow. */
  release(): Promise<void>;
}
