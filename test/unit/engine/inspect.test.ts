import assert from 'node:assert/strict';
import { neverCancelled } from '../../../src/core/cancel';
import { fakeEngine } from '../../support/fakeEngine';

const vocabulary = ['the', 'cat', '##s', 'sat', '.'];

describe('inspect', () => {
  it('shows the tokens of a pair with their segments and places', async () => {
    const { engine } = fakeEngine({ vocabulary });
    const { tokens, model } = await engine.inspect({ text: 'Cats', pair: 'The cat' }, neverCancelled);
    assert.equal(model, 'fake@0123456789ab');
    const rows = tokens.map(({ text, id, segment, special, start, end, attentionMask }) =>
      [text, id, segment, special, start, end, attentionMask].join(' '),
    );
    assert.deepEqual(rows, [
      '[CLS] 2 0 true 0 0 1',
      'cat 6 0 false 0 3 1',
      '##s 7 0 false 3 4 1',
      '[SEP] 3 0 true 4 4 1',
      'the 5 1 false 0 3 1',
      'cat 6 1 false 4 7 1',
      '[SEP] 3 1 true 7 7 1',
    ]);
  });

  it('has no limit of length', async () => {
    const { engine } = fakeEngine({ vocabulary });
    const { tokens } = await engine.inspect({ text: 'cat '.repeat(2000) }, neverCancelled);
    assert.equal(tokens.length, 2002);
  });

  it('refuses an empty text', () =>
    assert.rejects(fakeEngine({ vocabulary }).engine.inspect({ text: '' }, neverCancelled), { code: 'emptyText' }));
});

describe('attend', () => {
  it('gives one layer of attention with its tokens', async () => {
    const { engine } = fakeEngine({ vocabulary });
    const answer = await engine.attend({ text: 'The cat', layer: 1 }, neverCancelled);
    assert.equal(answer.heads, 2);
    assert.equal(answer.layer, 1);
    assert.equal(answer.tokens.length, 4);
    assert.deepEqual(answer.values, new Float32Array(2 * 4 * 4).fill(0.25));
    assert.equal(answer.leftOut, undefined);
    assert.equal(answer.queries, undefined);
  });

  it('says what of a long text was left out, at a sentence end', async () => {
    const { engine } = fakeEngine({ vocabulary, info: { maxTokens: 12 } });
    const text = 'The cat sat. '.repeat(9).trim();
    const answer = await engine.attend({ text, layer: 0 }, neverCancelled);
    assert.deepEqual(answer.leftOut, { text: { start: 25, end: text.length } });
    assert.equal(answer.tokens.length, 10);
  });

  it('reads from the first words on where a text begins with much that holds none', async () => {
    const { engine } = fakeEngine({ vocabulary, info: { maxTokens: 12 } });
    for (const begin of [' '.repeat(1000), '\n'.repeat(1000)]) {
      const text = begin + 'The cat sat. '.repeat(9).trim();
      const answer = await engine.attend({ text, layer: 0 }, neverCancelled);
      assert.deepEqual(answer.leftOut, { text: { start: 1025, end: text.length } });
    }
    for (const text of ['***\n'.repeat(200), `# ${'The cat sat '.repeat(20)}`]) {
      assert.ok((await engine.attend({ text, layer: 0 }, neverCancelled)).tokens.length <= 12);
    }
  });

  it('shares the room between the texts of a pair', async () => {
    const { engine } = fakeEngine({ vocabulary, info: { maxTokens: 16 } });
    const long = 'The cat sat. '.repeat(9).trim();
    const answer = await engine.attend({ text: 'The cat.', pair: long, layer: 0 }, neverCancelled);
    assert.deepEqual(answer.leftOut, { text: undefined, pair: { start: 25, end: long.length } });
  });

  it('refuses a layer that is not there and an encoder that does not show it', async () => {
    const { engine } = fakeEngine({ vocabulary });
    for (const layer of [-1, 2, 0.5])
      await assert.rejects(engine.attend({ text: 'cat', layer }, neverCancelled), RangeError);
    const info = { name: 'blind', hasAttention: false, attentionReason: 'com.microsoft.Attention: earlier tokens' };
    const blind = fakeEngine({ vocabulary, info }).engine;
    await assert.rejects(blind.attend({ text: 'cat', layer: 0 }, neverCancelled), {
      code: 'attentionHidden',
      details: { subject: 'blind', reason: info.attentionReason },
    });
  });
});

describe('predict', () => {
  it('takes what is compared from one graph: with a head mask also where no head is silenced', async () => {
    const masks: (readonly number[] | undefined)[] = [];
    for (const hasHeadMask of [true, false]) {
      const { engine, model } = fakeEngine({ vocabulary, info: { hasHeadMask } });
      const run = model.encoder.mlm.bind(model.encoder);
      model.encoder.mlm = (request, signal) => {
        masks.push(request.headMask && [...request.headMask]);
        return run(request, signal);
      };
      const request = { text: 'The cat', tokens: [2], top: 1 };
      await engine.predict(request, neverCancelled);
      await engine.predict(
        { ...request, intervention: { masked: [], silenced: [{ layer: 1, head: 0 }] } },
        neverCancelled,
      );
    }
    assert.deepEqual(masks, [[1, 1, 1, 1], [1, 1, 0, 1], undefined, [1, 1, 0, 1]]);
  });
});
