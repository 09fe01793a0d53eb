// Encoder Workers in a page, without VS Code: the same numbers on every device, and what happens when a GPU is lost. WebGPU
// runs on the browser's software adapter, which is slow but right. Other failures of a GPU: test/unit/runtime.

import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { bundledModel } from '../../src/server/browser/bundledModel';
import { startBrowser, type Browser } from '../support/browser';
import { writeFloatModel } from '../support/floatModel';
import { leastCosine, native, shippedQuestion, tinyQuestion } from '../support/nativeEncoder';
import { usePages } from '../support/pages';
import { reference } from '../support/tinyBert';
import type { Page, PageAnswer, PageBatch, PageModel } from './page';

const tiny = {
  folder: 'test/unit/fixtures/tiny-bert',
  files: ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx', 'onnx/model_quantized.onnx'],
  file: 'onnx/model.onnx',
};
/** The bundled weights in floats, below the folder that the pages are served from. */
const float = {
  folder: 'artefacts/float-model',
  files: ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/model.onnx'],
  file: 'onnx/model.onnx',
};
const shipped = { ...bundledModel, file: 'onnx/model_quantized.onnx' };
const { batch, length, inputIds } = reference;
const softwareGpu = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
/** Keeps the runtime's device, so that it can be taken away. */
const keepDevice = `{
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (self.keptDevice = await requestDevice.apply(this, given));
  };
}`;

/** A driver that answers, but with other numbers. */
const wrongNumbers = `{
  const { getMappedRange } = GPUBuffer.prototype;
  GPUBuffer.prototype.getMappedRange = function (...given) {
    const bytes = getMappedRange.apply(this, given);
    const floats = new Float32Array(bytes, 0, Math.floor(bytes.byteLength / 4));
    for (let n = 0; n < floats.length; n += 3) floats[n] = -2 * floats[n] + 1;
    return bytes;
  };
}`;
/** A page whose policy forbids WASM. */
const noWasm = `{
  const refuse = () => Promise.reject(new WebAssembly.CompileError('not allowed here'));
  Object.assign(WebAssembly, { instantiate: refuse, compile: refuse });
}`;
/** Memory that runs out once \`isFull\` is set. */
const fullMemory = `{
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (...given) {
    if (self.isFull) throw new RangeError('createBuffer failed: out of memory');
    return createBuffer.apply(this, given);
  };
}`;

describe('an encoder Worker', () => {
  const origin = usePages();
  before(() => writeFloatModel(bundledModel.folder, float.folder));
  after(() => rmSync(float.folder, { recursive: true, force: true }));

  function usePage(flags: readonly string[]) {
    let browser: Browser | undefined;
    before(async () => {
      browser = await startBrowser({ flags });
      await browser.page.goto(`${origin()}/page.html`);
      await browser.page.addScriptTag({ path: 'dist-test/test/web/page.js' });
    });
    after(() => browser?.close());
    const page = () => browser?.page ?? assert.fail('no page');
    type Global = typeof globalThis & { encoderPage: Page };
    return {
      open: (model: PageModel) => page().evaluate((given) => (globalThis as Global).encoderPage.open(given), model),
      ask: (question: PageBatch) => page().evaluate((given) => (globalThis as Global).encoderPage.ask(given), question),
      setCores: (cores: number) =>
        page().evaluate((n) => Object.defineProperty(navigator, 'hardwareConcurrency', { value: n }), cores),
      onRequest: (listener: (address: string) => void) => page().on('request', (request) => listener(request.url())),
      countWorkers: () => page().workers().length,
      worker: () => page().workers()[0] ?? assert.fail('no Worker'),
    };
  }

  describe('without a GPU', () => {
    const page = usePage([]);

    it('gives what the native runtime gives in fp32', async () => {
      const expected = await native(tiny, tinyQuestion);
      await page.open({ ...tiny, device: 'wasm' });
      const found = await page.ask(tinyQuestion);
      assert.deepEqual([found.device, found.dtype, found.hash], ['wasm', 'fp32', expected.hash]);
      assert.ok(leastCosine(found, expected, batch) >= 0.99999);
      assert.deepEqual(found.best, expected.best);
    });

    it('gives the same best words with the bundled encoder in int8', async () => {
      const expected = await native(shipped, shippedQuestion);
      await page.open({ ...shipped, device: 'auto' });
      const found = await page.ask(shippedQuestion);
      assert.deepEqual([found.device, found.dtype, found.notices.length], ['wasm', 'int8', 0]);
      assert.equal(found.hash, expected.hash);
      assert.ok(leastCosine(found, expected, 1) >= 0.99);
      assert.equal(found.best[0], expected.best[0]);
    });

    it('gives the same on several threads', async () => {
      const expected = await native(tiny, tinyQuestion);
      await page.setCores(4);
      await page.open({ ...tiny, device: 'wasm' });
      const found = await page.ask(tinyQuestion);
      assert.ok(page.countWorkers() > 1, 'no thread was started');
      assert.ok(leastCosine(found, expected, batch) >= 0.99999);
      assert.deepEqual(found.best, expected.best);
    });

    it('gives the words and the embedding of the bundled weights in fp32', async () => {
      const expected = await native(float, shippedQuestion);
      await page.open({ ...float, device: 'wasm' });
      const found = await page.ask(shippedQuestion);
      assert.deepEqual([expected.device, expected.dtype, found.device, found.dtype], ['cpu', 'fp32', 'wasm', 'fp32']);
      assert.ok(leastCosine(found, expected, 1) >= 0.999);
      assert.deepEqual(found.best, expected.best);
    });

    it('says that a file of its own is missing, and works once it is there', async () => {
      const broken = page.open({ ...tiny, device: 'auto', missing: '/ort-wasm-simd-threaded.wasm' });
      await assert.rejects(broken, /deviceUnavailable: wasm: .*ort-wasm-simd-threaded\.wasm is not there/);
      await page.open({ ...tiny, device: 'auto' });
      assert.equal((await page.ask(tinyQuestion)).device, 'wasm');
    });

    it('blames the runtime where the browser refuses to run it, not the model', async () => {
      const broken = page.open({ ...tiny, device: 'auto', before: noWasm });
      await assert.rejects(broken, /deviceUnavailable: wasm: .*not allowed here/);
    });

    it('goes on without the GPU that was asked for, and says why', async () => {
      await page.open({ ...tiny, device: 'webgpu' });
      const found = await page.ask(tinyQuestion);
      assert.equal(found.device, 'wasm');
      assert.match(found.notices.join(), /^webgpu: this browser (gives no adapter|has no WebGPU)$/);
    });
  });

  describe('on a GPU', function () {
    const page = usePage(softwareGpu);
    let expected: PageAnswer;
    before(async () => (expected = await native(tiny, tinyQuestion)));

    it('gives what the native runtime gives in fp32', async () => {
      await page.open({ ...tiny, device: 'webgpu' });
      const found = await page.ask(tinyQuestion);
      assert.deepEqual([found.device, found.notices], ['webgpu', []]);
      assert.ok(leastCosine(found, expected, batch) >= 0.999);
      assert.deepEqual(found.best, expected.best);
    });

    it('gives the words and the embedding of the bundled weights, which it runs as floats', async () => {
      const right = await native(float, shippedQuestion);
      await page.open({ ...shipped, device: 'webgpu' });
      const found = await page.ask(shippedQuestion);
      assert.deepEqual([found.device, found.dtype, found.notices], ['webgpu', 'fp32', []]);
      assert.ok(leastCosine(found, right, 1) >= 0.999);
      assert.deepEqual(found.best, right.best);
    });

    it('is measured by auto once, and left alone where it is slower, with its figures', async () => {
      const asked: string[] = [];
      page.onRequest((address) => asked.push(address));
      const choice = async () => {
        asked.length = 0;
        await page.open({ ...tiny, device: 'auto' });
        const { device, gpuCheck } = await page.ask(tinyQuestion);
        return { device, gpuCheck, isMeasured: asked.some((address) => address.endsWith('.asyncify.wasm')) };
      };
      const first = await choice();
      const { passed, similarity = 0, gpuMs = 0, processorMs = 0 } = first.gpuCheck ?? assert.fail('not measured');
      assert.ok(similarity >= 0.999 && gpuMs > 0 && processorMs > 0, JSON.stringify(first.gpuCheck));
      assert.deepEqual([passed, first.device, first.isMeasured], [false, 'wasm', true], 'it is a program');
      assert.deepEqual(await choice(), { ...first, isMeasured: false });
    });

    it('goes on without it where the build for it is missing, and says which file', async () => {
      await page.open({ ...tiny, device: 'webgpu', missing: '.asyncify.wasm' });
      const found = await page.ask(tinyQuestion);
      assert.equal(found.device, 'wasm');
      assert.equal(found.notices.length, 1);
      assert.match(found.notices[0], /^webgpu: .*asyncify\.wasm is not there/);
      assert.deepEqual(found.best, expected.best);
    });

    it('keeps away from a driver that gives wrong numbers, and says so once', async () => {
      await page.open({ ...tiny, device: 'webgpu', before: wrongNumbers });
      const found = await page.ask(tinyQuestion);
      assert.equal(found.device, 'wasm');
      assert.equal(found.notices.length, 1);
      assert.match(found.notices[0], /^webgpu: self-check failed/);
      assert.deepEqual(found.best, expected.best);
    });

    it('answers from the processor when the memory of the device is full, and says so once', async () => {
      await page.open({ ...tiny, device: 'webgpu', before: fullMemory });
      assert.equal((await page.ask(tinyQuestion)).device, 'webgpu');
      await page.worker().evaluate(() => Object.assign(self, { isFull: true }));
      const longer = { ...tinyQuestion, batch: 1, length: 2 * length, inputIds: [...inputIds.slice(0, length), ...inputIds.slice(0, length)] }; // prettier-ignore
      const wider = { ...longer, attentionMask: longer.inputIds.map(() => 1), rows: [1] };
      const found = await page.ask(wider);
      assert.equal(found.device, 'wasm');
      assert.equal(found.notices.length, 1);
      // The runtime trips over the buffer that it did not get, in words of its own.
      assert.match(found.notices[0], /^webgpu: /);
      assert.deepEqual(found.best, (await native(tiny, wider)).best);
    });

    it('answers from the processor when the device is lost, and says so once', async () => {
      await page.open({ ...tiny, device: 'webgpu', before: keepDevice });
      assert.equal((await page.ask(tinyQuestion)).device, 'webgpu');
      await page.worker().evaluate(() => (Reflect.get(self, 'keptDevice') as { destroy(): void }).destroy());
      const found = await page.ask(tinyQuestion);
      assert.equal(found.device, 'wasm');
      assert.equal(found.notices.length, 1);
      assert.match(found.notices[0], /^webgpu: /);
      assert.deepEqual(found.best, expected.best);
      assert.equal((await page.ask(tinyQuestion)).notices.length, 1);
    });
  });

  it('knows the files of the bundled encoder', () => {
    const { folder, files } = bundledModel;
    const there = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
    const needed = there.filter((name) => /\.(json|onnx)$|\.onnx[_.]data/.test(name)).sort();
    assert.deepEqual([...files].sort(), needed);
  });
});
