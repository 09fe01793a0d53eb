import assert from 'node:assert/strict';
import path from 'node:path';
import { EngineError } from '../../../../src/engine/errors';
import type { WantedDevice } from '../../../../src/runtime/encoder/messages';
import { parseModelConfig } from '../../../../src/runtime/model/modelConfig';
import { choose } from '../../../../src/runtime/model/modelFolder';

const bert = {
  model_type: 'bert',
  num_hidden_layers: 12,
  num_attention_heads: 12,
  hidden_size: 768,
  vocab_size: 30522,
  max_position_embeddings: 512,
};

describe('parseModelConfig', () => {
  // The configurations of the models that the names stand for, as their authors published them.
  const cases: readonly [string, object, unknown, number][] = [
    ['bert-base-uncased', bert, { model_max_length: 512 }, 512],
    ['a tokenizer without a limit', bert, { model_max_length: 1e30 }, 512],
    ['a tokenizer with a shorter limit', bert, { model_max_length: 128 }, 128],
    ['no tokenizer configuration', bert, undefined, 512],
    ['roberta-base', { ...bert, model_type: 'roberta', max_position_embeddings: 514, pad_token_id: 1 }, {}, 512],
    [
      'xlm-roberta-base',
      { ...bert, model_type: 'xlm-roberta', max_position_embeddings: 514, pad_token_id: 1 },
      {},
      512,
    ],
    ['all-mpnet-base-v2', { ...bert, model_type: 'mpnet', max_position_embeddings: 514, pad_token_id: 1 }, {}, 512],
    [
      'ModernBERT-base',
      { ...bert, model_type: 'modernbert', max_position_embeddings: 8192, pad_token_id: 50283 },
      {},
      8192,
    ],
    ['albert-base-v2', { ...bert, model_type: 'albert', pad_token_id: 0 }, {}, 512],
  ];
  for (const [name, config, tokenizerConfig, maxTokens] of cases) {
    it(`finds the longest input of ${name}`, () => {
      assert.equal(parseModelConfig(config, tokenizerConfig, 'config.json').maxTokens, maxTokens);
    });
  }

  it('reads the sizes of DistilBERT by the names that it has for them', () => {
    const distilbert = { model_type: 'distilbert', n_layers: 6, n_heads: 12, dim: 768 };
    const config = { ...distilbert, vocab_size: 30522, max_position_embeddings: 512 };
    assert.deepEqual(parseModelConfig(config, {}, 'config.json'), {
      modelType: 'distilbert',
      numLayers: 6,
      numHeads: 12,
      hiddenSize: 768,
      vocabSize: 30522,
      maxTokens: 512,
      languages: [],
    });
  });

  it('gives a ready-made model without names of its labels those that its authors’ library gives', () => {
    const labelsOf = (more: object) => parseModelConfig({ ...bert, ...more }, {}, 'config.json').readyTask?.labels;
    const architectures = ['BertForSequenceClassification'];
    assert.deepEqual(labelsOf({ architectures }), ['LABEL_0', 'LABEL_1']);
    assert.deepEqual(labelsOf({ architectures, num_labels: 3 }), ['LABEL_0', 'LABEL_1', 'LABEL_2']);
    assert.deepEqual(labelsOf({ architectures, id2label: { 0: 'no', 1: 'yes' } }), ['no', 'yes']);
    assert.deepEqual(labelsOf({ architectures: ['BertForQuestionAnswering'] }), []);
  });

  it('reads the languages that a model declares', () => {
    assert.deepEqual(parseModelConfig({ ...bert, languages: ['en', 'de'] }, {}, 'x').languages, ['en', 'de']);
  });

  const wrong: readonly [string, unknown, string, RegExp][] = [
    ['a list', [], 'modelCorrupt', /an object/],
    ['no family', { ...bert, model_type: undefined }, 'modelCorrupt', /model_type: expected a string/],
    ['no vocabulary', { ...bert, vocab_size: '30522' }, 'modelCorrupt', /vocab_size/],
    ['no layers', { ...bert, num_hidden_layers: 0 }, 'modelCorrupt', /num_hidden_layers/],
    ['languages that are no list', { ...bert, languages: 'en' }, 'modelCorrupt', /languages: expected a list/],
    ['a decoder', { ...bert, model_type: 'llama' }, 'modelUnsupported', /family llama/],
    ['T5', { ...bert, model_type: 't5', is_encoder_decoder: true }, 'modelUnsupported', /t5 is no encoder/],
  ];
  for (const [name, config, code, reason] of wrong) {
    it(`refuses ${name}`, () => {
      assert.throws(
        () => parseModelConfig(config, {}, 'the/config.json'),
        (error: unknown) => {
          assert.ok(error instanceof EngineError);
          assert.equal(error.code, code);
          assert.equal(error.details.subject, 'the/config.json');
          assert.match(error.details.reason ?? '', reason);
          return true;
        },
      );
    });
  }
});

describe('choose', () => {
  const onnx = (...names: readonly string[]): string[] => names.map((name) => path.join('onnx', `${name}.onnx`));
  const cases: readonly [WantedDevice, readonly string[], string | undefined][] = [
    ['cpu', ['model', 'model_fp16', 'model_quantized', 'model_uint8'], 'model_quantized'],
    ['auto', ['model', 'model_int8', 'model_q4'], 'model_int8'],
    ['wasm', ['model', 'model_uint8'], 'model_uint8'],
    ['cpu', ['model', 'model_O3', 'model_fp16'], 'model'],
    ['webgpu', ['model', 'model_fp16', 'model_quantized'], 'model_fp16'],
    ['webgpu', ['model_quantized'], 'model_quantized'],
    ['cpu', ['encoder'], 'encoder'],
    ['cpu', ['encoder', 'decoder'], undefined],
    ['cpu', [], undefined],
  ];
  for (const [device, names, expected] of cases) {
    it(`takes ${expected} of [${names.join(', ')}] for ${device}`, () => {
      assert.equal(choose(onnx(...names), device), expected && onnx(expected)[0]);
    });
  }
});
