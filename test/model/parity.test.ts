// The shipped int8 model against the PyTorch weights it was made from (training/reference.py wrote the values), run by
// ONNX Runtime as it stands in models/, without the engine.

import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const file = 'models/semtext-mini-en/onnx/model_quantized.onnx';

interface Reference {
  readonly texts: readonly {
    readonly ids: readonly number[];
    readonly embedding: readonly number[];
    readonly sentence: readonly number[];
  }[];
  readonly masked: readonly { readonly ids: readonly number[]; readonly best: readonly number[] }[];
  readonly nextSentences: readonly {
    readonly ids: readonly number[];
    readonly types: readonly number[];
    readonly logits: readonly number[];
  }[];
}
const { texts, masked, nextSentences } = JSON.parse(readFileSync('test/model/reference.json', 'utf8')) as Reference;
const maskId = 4;

describe('the shipped model', function () {
  this.timeout(60_000);
  let session: InferenceSession;
  before(async () => (session = await InferenceSession.create(file, { logSeverityLevel: 3 })));
  after(() => session.release());

  async function run(ids: readonly number[], types = ids.map(() => 0)) {
    const tensor = (values: readonly number[]) =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    return session.run({
      input_ids: tensor(ids),
      attention_mask: tensor(ids.map(() => 1)),
      token_type_ids: tensor(types),
    });
  }
  const floats = (tensor: Tensor): Float32Array => {
    assert.ok(tensor.data instanceof Float32Array);
    return tensor.data;
  };

  it('fits its budget of 25 MB', () => assert.ok(statSync(file).size < 24e6, String(statSync(file).size)));

  it('has embeddings within cosine 0.98 of PyTorch', async () => {
    for (const { ids, embedding } of texts) {
      const states = floats((await run(ids)).last_hidden_state);
      const width = embedding.length;
      const mean = embedding.map((_, d) => ids.reduce((sum, _id, n) => sum + states[n * width + d], 0));
      const dot = mean.reduce((sum, x, d) => sum + x * embedding[d], 0);
      const cosine = dot / Math.hypot(...mean) / Math.hypot(...embedding);
      assert.ok(cosine >= 0.98, String(cosine));
    }
  });

  it('has sentence embeddings within cosine 0.98 of PyTorch', async () => {
    for (const { ids, sentence } of texts) {
      const found = floats((await run(ids)).sentence_embedding);
      assert.equal(found.length, sentence.length);
      const dot = sentence.reduce((sum, x, d) => sum + x * found[d], 0);
      const cosine = dot / Math.hypot(...found) / Math.hypot(...sentence);
      assert.ok(cosine >= 0.98, String(cosine));
    }
  });

  // What eight bits lose is a share of the states, so logits that lie far apart may be off by more.
  it('gives next-sentence logits that are as far apart as in PyTorch, within 0.25 or a tenth', async () => {
    assert.ok(nextSentences.length >= 5);
    for (const { ids, types, logits } of nextSentences) {
      const [follows, not] = floats((await run(ids, [...types])).seq_relationship_logits);
      const apart = logits[0] - logits[1];
      const tolerance = Math.max(0.25, Math.abs(apart) / 10);
      assert.ok(Math.abs(follows - not - apart) < tolerance, `${follows - not} for ${apart}`);
    }
  });

  it('expects the same word as PyTorch at 90 % of the masked places at least', async () => {
    let same = 0;
    let all = 0;
    for (const { ids, best } of masked) {
      const { data, dims } = (await run(ids)).logits;
      assert.ok(data instanceof Float32Array);
      const places = ids.flatMap((id, n) => (id === maskId ? [n] : []));
      places.forEach((place, n) => {
        const row = data.subarray(place * dims[2], (place + 1) * dims[2]);
        same += Number(row.indexOf(Math.max(...row)) === best[n]);
        all++;
      });
    }
    assert.ok(all >= 80 && same / all >= 0.9, `${same} of ${all}`);
  });

  it('makes sentence embeddings that do not depend on padding', async () => {
    const { ids } = texts[0];
    const alone = floats((await run(ids)).sentence_embedding);
    const padded = [...ids, 0, 0, 0];
    const tensor = (values: readonly number[]) =>
      new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const out = await session.run({
      input_ids: tensor(padded),
      attention_mask: tensor(padded.map((_, n) => Number(n < ids.length))),
      token_type_ids: tensor(padded.map(() => 0)),
    });
    const other = floats(out.sentence_embedding);
    const dot = alone.reduce((sum, x, i) => sum + x * other[i], 0);
    assert.ok(dot / Math.hypot(...alone) / Math.hypot(...other) > 0.999);
  });
});
