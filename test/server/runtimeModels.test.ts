// Model folders as people have them: whole, damaged, foreign, in odd places. Needs dist/encoder.cjs.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cp, mkdir, readFile, readdir, rename, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled } from '../../src/core/cancel';
import { EngineError, type EngineErrorCode } from '../../src/engine/errors';
import { nodeClock } from '../../src/runtime/node/clock';
import { loadModel, type LoadContext, type LoadOptions, type NodeModel } from '../../src/runtime/node/loadModel';
import type { Notice } from '../../src/runtime/encoder/messages';
import { withFolder } from '../support/temporaryFolder';
import { distances, encoderProgram, tinyBertFolder } from '../support/tinyBert';

const onnx = path.join('onnx', 'model.onnx');

/** Runs `work` with a copy of the model that has the fp32 file alone, and a place for caches. */
async function withCopy(work: (folder: string, load: Load) => Promise<void>): Promise<void> {
  await withFolder(async (place) => {
    const folder = path.join(place, 'tiny bért');
    await cp(tinyBertFolder, folder, { recursive: true });
    await rm(path.join(folder, 'onnx', 'model_quantized.onnx'));
    const opened: NodeModel[] = [];
    const load: Load = async (context = {}, options = {}) => {
      const whole = { program: encoderProgram, clock: nodeClock, cacheFolder: path.join(place, 'cache'), ...context };
      const model = await loadModel(whole, folder, { device: 'cpu', ...options }, neverCancelled);
      opened.push(model);
      return model;
    };
    try {
      await work(folder, load);
    } finally {
      await Promise.all(opened.map((model) => model.encoder.dispose()));
    }
  });
}
type Load = (context?: Partial<LoadContext>, options?: LoadOptions) => Promise<NodeModel>;

async function edit(file: string, change: (json: Record<string, unknown>) => void): Promise<void> {
  const json = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  change(json);
  await writeFile(file, JSON.stringify(json));
}

const config = (key: string, value: unknown) => (folder: string) =>
  edit(path.join(folder, 'config.json'), (json) => (json[key] = value));
const write = (name: string, content: string | Uint8Array) => (folder: string) =>
  writeFile(path.join(folder, name), content);
const remove = (name: string) => (folder: string) => rm(path.join(folder, name), { recursive: true });
const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 246498\n`;

describe('a model folder', () => {
  it('is opened with its facts, tokenizer and spellings, twice from the cache', () =>
    withCopy(async (folder, load) => {
      for (let n = 0; n < 2; n++) {
        const { encoder, tokenizer, truecase } = await load();
        const { id, hash, ...info } = encoder.info;
        assert.deepEqual(info, {
          name: path.basename(folder),
          modelType: 'bert',
          numLayers: 4,
          numHeads: 4,
          hiddenSize: 32,
          vocabSize: 82,
          maxTokens: 48,
          languages: ['en'],
          device: 'cpu',
          dtype: 'fp32',
          hasMlm: true,
          hasNsp: true,
          hasAttention: true,
          hasHeadMask: true,
        });
        assert.match(hash, /^[0-9a-f]{64}$/);
        assert.equal(id, `${path.basename(folder)}@${hash.slice(0, 12)}`);
        assert.equal(truecase.get('tea'), 'Tea');
        assert.deepEqual([...tokenizer.encode('The cat').inputIds], [2, 5, 6, 3]);
        assert.ok((await distances(encoder))['mean 4'] <= 1e-5);
      }
      const cached = await readdir(path.join(folder, '..', 'cache', 'graphs'));
      assert.equal(cached.length, 2, 'the whole graph, and the one for words');
      const whole = (await stat(path.join(folder, onnx))).size;
      for (const name of cached) {
        const edited = (await stat(path.join(folder, '..', 'cache', 'graphs', name))).size;
        assert.ok(edited < whole, 'the weights stay in the model file');
      }
    }));

  it('has another id when the weights or the tokenizer differ', () =>
    withCopy(async (folder, load) => {
      const first = (await load()).encoder.info.id;
      await cp(path.join(tinyBertFolder, 'onnx', 'model_quantized.onnx'), path.join(folder, onnx));
      const second = (await load()).encoder.info.id;
      await edit(path.join(folder, 'tokenizer_config.json'), (json) => (json.model_max_length = 32));
      const third = (await load()).encoder.info;
      assert.equal(new Set([first, second, third.id]).size, 3);
      assert.equal(third.maxTokens, 32);
    }));

  it('prefers whole numbers on the CPU and keeps to the file that it is told', () =>
    withCopy(async (folder, load) => {
      await cp(path.join(tinyBertFolder, 'onnx', 'model_quantized.onnx'), path.join(folder, 'onnx', 'model_int8.onnx'));
      assert.equal((await load()).encoder.info.dtype, 'int8');
      assert.equal((await load({}, { file: 'onnx/model.onnx' })).encoder.info.dtype, 'fp32');
      await assert.rejects(load({}, { file: '../model.onnx' }), /modelNotFound/);
    }));

  it('may have its ONNX file at the top', () =>
    withCopy(async (folder, load) => {
      await rename(path.join(folder, onnx), path.join(folder, 'model.onnx'));
      await rm(path.join(folder, 'onnx'), { recursive: true });
      assert.equal((await load()).encoder.info.dtype, 'fp32');
    }));

  it('is edited again when the cached graph is damaged', () =>
    withCopy(async (folder, load) => {
      await load();
      const graphs = path.join(folder, '..', 'cache', 'graphs');
      for (const name of await readdir(graphs)) {
        const bytes = await readFile(path.join(graphs, name));
        bytes[bytes.length >> 1] ^= 0xff;
        await writeFile(path.join(graphs, name), bytes);
      }
      assert.ok((await distances((await load()).encoder)).mlm <= 1e-5);
    }));

  it('is hashed again when it changed behind the same size and name', () =>
    withCopy(async (folder, load) => {
      const first = (await load()).encoder.info.hash;
      const file = path.join(folder, onnx);
      const { atime, mtime } = await stat(file);
      const bytes = await readFile(file);
      bytes[bytes.length >> 1] ^= 1;
      await writeFile(file, bytes);
      await utimes(file, atime, mtime);
      assert.notEqual((await load()).encoder.info.hash, first);
    }));

  it('opens where nothing can be cached, and says so', () =>
    withCopy(async (folder, load) => {
      const file = path.join(folder, 'config.json');
      const notices: Notice[] = [];
      const { encoder } = await load({ cacheFolder: file }, { onNotice: (notice) => void notices.push(notice) });
      assert.equal(encoder.info.numLayers, 4);
      assert.deepEqual(
        notices.map((notice) => notice.code),
        ['cacheUnavailable'],
      );
      assert.ok(notices[0].reason.length > 5);
    }));
});

describe('what is wrong with a model folder', () => {
  const cases: readonly {
    readonly name: string;
    readonly spoil: (folder: string) => Promise<unknown>;
    readonly code: EngineErrorCode;
    readonly subject?: string;
    readonly reason: RegExp;
  }[] = [
    { name: 'no folder', spoil: remove('.'), code: 'modelNotFound', subject: '', reason: /does not exist/ },
    { name: 'no ONNX file', spoil: remove(onnx), code: 'modelNotFound', subject: '', reason: /no ONNX file/ },
    { name: 'no config', spoil: remove('config.json'), code: 'modelNotFound', reason: /does not exist/ },
    { name: 'no tokenizer', spoil: remove('tokenizer.json'), code: 'modelNotFound', reason: /does not exist/ },
    { name: 'an empty file', spoil: write(onnx, ''), code: 'modelCorrupt', subject: onnx, reason: /empty/ },
    {
      name: 'half a file',
      spoil: (folder) => truncate(path.join(folder, onnx), 123_000),
      code: 'modelCorrupt',
      subject: onnx,
      reason: /./,
    },
    {
      name: 'a file that lacks its last byte',
      spoil: (folder) => truncate(path.join(folder, onnx), 246_497),
      code: 'modelCorrupt',
      subject: onnx,
      reason: /./,
    },
    { name: 'random bytes', spoil: write(onnx, randomBytes(5000)), code: 'modelCorrupt', subject: onnx, reason: /./ },
    {
      name: 'a web page',
      spoil: write(onnx, '<!DOCTYPE html><html><body>Sign in</body></html>'),
      code: 'modelCorrupt',
      subject: onnx,
      reason: /web page/,
    },
    { name: 'an LFS pointer', spoil: write(onnx, pointer), code: 'modelCorrupt', subject: onnx, reason: /LFS pointer/ },
    {
      name: 'an LFS pointer for a tokenizer',
      spoil: write('tokenizer.json', pointer),
      code: 'modelCorrupt',
      subject: 'tokenizer.json',
      reason: /LFS pointer/,
    },
    {
      name: 'a folder for a file',
      spoil: async (folder) => {
        await rm(path.join(folder, 'config.json'));
        await mkdir(path.join(folder, 'config.json'));
      },
      code: 'modelNotFound',
      subject: 'config.json',
      reason: /not a file/,
    },
    {
      name: 'a config that is no JSON',
      spoil: write('config.json', '{"model_type": "bert",'),
      code: 'modelCorrupt',
      subject: 'config.json',
      reason: /no JSON/,
    },
    {
      name: 'a config without sizes',
      spoil: config('hidden_size', undefined),
      code: 'modelCorrupt',
      subject: 'config.json',
      reason: /hidden_size: expected a whole number/,
    },
    {
      name: 'another family',
      spoil: config('model_type', 'gpt2'),
      code: 'modelUnsupported',
      subject: 'config.json',
      reason: /family gpt2/,
    },
    {
      name: 'a config of another model',
      spoil: config('hidden_size', 64),
      code: 'modelCorrupt',
      reason: /config\.json says hiddenSize 64, the graph gives 32/,
    },
    {
      name: 'a tokenizer of another model',
      spoil: config('vocab_size', 40),
      code: 'modelCorrupt',
      subject: 'tokenizer.json',
      reason: /it has 82 pieces, the model knows 40/,
    },
    {
      name: 'a damaged tokenizer',
      spoil: (folder) => edit(path.join(folder, 'tokenizer.json'), (json) => (json.model = { type: 'WordPiece' })),
      code: 'modelCorrupt',
      subject: 'tokenizer.json',
      reason: /./,
    },
    {
      name: 'damaged spellings',
      spoil: write('truecase.json', '[1]'),
      code: 'modelCorrupt',
      subject: 'truecase.json',
      reason: /expected a string/,
    },
    {
      name: 'a damaged thesaurus',
      spoil: write('thesaurus.json', '{"noun": {"words": "cat"}}'),
      code: 'modelCorrupt',
      subject: 'thesaurus.json',
      reason: /expected a list/,
    },
    {
      name: 'weights that are not those which were installed',
      spoil: write(
        'semtext-install.json',
        JSON.stringify({ id: 'a/b', files: [{ path: 'onnx/model.onnx', sizeBytes: 1, sha256: '00' }] }),
      ),
      code: 'modelCorrupt',
      subject: onnx,
      reason: /no longer the file that was installed/,
    },
  ];
  for (const { name, spoil, code, subject, reason } of cases) {
    it(`is told: ${name}`, () =>
      withCopy(async (folder, load) => {
        await spoil(folder);
        await assert.rejects(load(), (error: unknown) => {
          assert.ok(error instanceof EngineError, String(error));
          assert.equal(error.code, code, error.message);
          assert.match(error.details.reason ?? '', reason);
          if (subject !== undefined) assert.equal(error.details.subject, path.join(folder, subject).replace(/\/$/, ''));
          else assert.ok(error.details.subject, 'names the file or the model');
          return true;
        });
      }));
  }

  it('is told when the encoder program is missing', () =>
    withCopy(async (_, load) => {
      await assert.rejects(load({ program: '/nowhere/encoder.cjs' }), (error: unknown) => {
        assert.ok(error instanceof EngineError);
        assert.equal(error.code, 'encoderCrashed');
        assert.match(error.details.reason ?? '', /^exit code 1: Error: Cannot find module/);
        return true;
      });
    }));
});
