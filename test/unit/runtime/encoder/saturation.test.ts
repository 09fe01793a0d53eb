import assert from 'node:assert/strict';
import * as ort from 'onnxruntime-node';
import type { OrtModule } from '../../../../src/runtime/encoder/ortSession';
import { productsSaturate } from '../../../../src/runtime/encoder/saturation';

const exact = 255 * 127 * 64;

/** A runtime whose product is what the test says. */
const runtimeWith = (value: number): OrtModule =>
  ({
    Tensor: ort.Tensor,
    InferenceSession: {
      create: () =>
        Promise.resolve({
          run: () => Promise.resolve({ product: { data: new Int32Array(64).fill(value) } }),
          release: () => Promise.resolve(),
        }),
    },
  }) as unknown as OrtModule;

describe('productsSaturate', () => {
  it('builds a model that the runtime takes, and tells apart exact and clipped sums', async () => {
    const real = await ort.InferenceSession.create(await modelBytes());
    const input = new ort.Tensor('uint8', new Uint8Array(4 * 64).fill(1), [4, 64]);
    const { product } = await real.run({ input });
    assert.deepEqual(product.dims, [4, 16]);
    // Too small to clip on any processor.
    assert.ok((product.data as Int32Array).every((value) => value === 127 * 64));
    assert.equal(await productsSaturate(runtimeWith(exact)), false);
    // Pairs clipped to 16 bits: 32 × 32767.
    assert.equal(await productsSaturate(runtimeWith(32 * 32767)), true);
  });

  it('runs on this machine', async () => {
    assert.equal(typeof (await productsSaturate(ort)), 'boolean');
  });
});

/** The model that the check hands to the runtime. */
async function modelBytes(): Promise<Uint8Array> {
  let bytes = new Uint8Array();
  const spy = runtimeWith(exact);
  const create = (model: Uint8Array): unknown => {
    bytes = new Uint8Array(model);
    return (spy.InferenceSession as unknown as { create(): unknown }).create();
  };
  await productsSaturate({ ...spy, InferenceSession: { create } } as unknown as OrtModule);
  return bytes;
}
