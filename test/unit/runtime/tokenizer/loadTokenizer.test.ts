import assert from 'node:assert/strict';
import { EngineError } from '../../../../src/engine/errors';
import { WordPieceTokenizer } from '../../../../src/engine/tokenizer/wordpiece';
import { HuggingFaceTokenizer } from '../../../../src/runtime/tokenizer/huggingFaceTokenizer';
import { loadTokenizer } from '../../../../src/runtime/tokenizer/loadTokenizer';
import { tokenizerFixture } from '../../../support/tokenizerFixtures';

describe('loadTokenizer', () => {
  for (const name of ['bert-uncased', 'bert-cased', 'bert-bare', 'mpnet']) {
    it(`own WordPiece for ${name}`, () => {
      assert.ok(loadTokenizer(tokenizerFixture(name).tokenizer, {}) instanceof WordPieceTokenizer);
    });
  }
  for (const name of ['roberta', 'modernbert', 'albert', 'xlm-roberta']) {
    it(`the adapter for ${name}`, () => {
      assert.ok(loadTokenizer(tokenizerFixture(name).tokenizer, {}) instanceof HuggingFaceTokenizer);
    });
  }

  const roberta = tokenizerFixture('roberta').tokenizer as Record<string, object>;
  const broken: readonly [string, unknown, EngineError['code']][] = [
    ['a missing file', undefined, 'modelCorrupt'],
    ['null', null, 'modelCorrupt'],
    ['a page that says that the file was not found', '<html>', 'modelCorrupt'],
    ['half an object', { version: '1.0' }, 'modelCorrupt'],
    ['an unknown normaliser', { ...roberta, normalizer: { type: 'Nmt' } }, 'modelUnsupported'],
    ['an unknown pre-tokenizer', { ...roberta, pre_tokenizer: { type: 'UnicodeScripts' } }, 'modelUnsupported'],
    [
      'BPE with ## pieces',
      { ...roberta, model: { ...roberta.model, continuing_subword_prefix: '##' } },
      'modelUnsupported',
    ],
  ];
  for (const [what, json, code] of broken) {
    it(`${what}: ${code}`, () => {
      assert.throws(
        () => loadTokenizer(json, {}),
        (error) => error instanceof EngineError && error.code === code && error.details.subject === 'tokenizer.json',
      );
    });
  }

  it('WordPiece with a pre-tokenizer of its own gives the ids of the own one on plain text', () => {
    const { tokenizer: json, cases } = tokenizerFixture('bert-uncased');
    const other = {
      ...(json as object),
      pre_tokenizer: { type: 'Sequence', pretokenizers: [{ type: 'BertPreTokenizer' }] },
    };
    const adapter = loadTokenizer(other, {});
    assert.ok(adapter instanceof HuggingFaceTokenizer);
    const plain = cases.filter(({ text, pair }) => /^[ -~]*$/.test(text) && pair === undefined);
    assert.ok(plain.length > 5);
    for (const { text, ids, spans } of plain) {
      const { inputIds, starts, ends } = adapter.encode(text);
      assert.deepEqual([...inputIds], ids, text);
      assert.deepEqual(
        spans.map((span, n) => span && [starts[n], ends[n]]),
        spans,
        text,
      );
    }
    const ing = [...Array(adapter.vocabSize).keys()].find((id) => adapter.piece(id) === '##ing');
    assert.deepEqual(adapter.surface(ing ?? -1), { text: 'ing', startsWord: false });
  });
});
