// What an encoder Worker and its owner say to each other beside the encoder's own messages: that it lives, and the files
// that it wants. Their bytes are transferred, not copied.

import { bytes, FormError, optional, record, string } from '../parse';

/** `model:NAME` is a file beside the model, `runtime:NAME` one of ONNX Runtime's. */
export type AssetName = `model:${string}` | `runtime:${string}`;

/** Names of ONNX Runtime's builds, without the endings of the glue and the binary. */
export const builds = { wasm: 'ort-wasm-simd-threaded', webgpu: 'ort-wasm-simd-threaded.asyncify' } as const;

export type ToWorker =
  | { readonly kind: 'start'; readonly lifeline: string }
  | { readonly kind: 'asset'; readonly name: string; readonly data?: Uint8Array | undefined; readonly reason?: string };

export type FromWorker =
  { readonly kind: 'alive' } | { readonly kind: 'want'; readonly name: AssetName } | { readonly kind: 'encoder' };

/** A message of the owner; undefined for one that is the encoder's. FormError for one that is damaged. */
export function parseToWorker(value: unknown): ToWorker | undefined {
  const message = record(value, 'message');
  if (message.kind === 'start') return { kind: 'start', lifeline: string(message.lifeline, 'start.lifeline') };
  if (message.kind !== 'asset') return undefined;
  return {
    kind: 'asset',
    name: string(message.name, 'asset.name'),
    data: optional(bytes)(message.data, 'asset.data'),
    reason: optional(string)(message.reason, 'asset.reason'),
  };
}

/** A message of the Worker; kind `encoder` for one that is the encoder's. FormError for one that is damaged. */
export function parseFromWorker(value: unknown): FromWorker {
  const message = record(value, 'message');
  if (message.kind === 'alive') return { kind: 'alive' };
  if (message.kind !== 'want') return { kind: 'encoder' };
  const name = string(message.name, 'want.name');
  if (!isAssetName(name)) throw new FormError('want.name', 'the name of an asset');
  return { kind: 'want', name };
}

function isAssetName(name: string): name is AssetName {
  return /^(model|runtime):/.test(name);
}
