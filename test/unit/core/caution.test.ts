import assert from 'node:assert/strict';
import { familiarityOf, limitedRow, trustIn, withCaution, type Caution } from '../../../src/core/caution';
import { vocabularyOf, wordRows } from '../../../src/core/vocabulary';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} for ${expected}`);
const onCircle = (...degrees: number[]) =>
  Float32Array.from(degrees.flatMap((each) => [Math.cos((each * Math.PI) / 180), Math.sin((each * Math.PI) / 180)]));
const noWords = (count: number) => ({
  width: 0,
  starts: new Int32Array(count + 1),
  columns: new Int32Array(),
  values: new Float32Array(),
});
/** Two labels of two examples each, at 0° and 20°, 90° and 100°. */
const examples = { embeddings: onCircle(0, 20, 90, 100), words: noWords(4) };
const membership = { has: Uint8Array.of(1, 0, 1, 0, 0, 1, 0, 1), numLabels: 2 };
const caution: Caution = {
  ...familiarityOf(examples, membership),
  most: Float64Array.of(0.9, 0.9),
  shares: Float64Array.of(0.5, 0.5),
};

describe('caution', () => {
  it('knows where the labels lie, and how far an example is from the others', () => {
    const { directions, leastCosine, count } = caution;
    near(directions[0], Math.cos((10 * Math.PI) / 180));
    near(directions[3], Math.sin((95 * Math.PI) / 180));
    // With itself left out, an example of the first label is 20° from the other.
    near(leastCosine, Math.cos((20 * Math.PI) / 180));
    assert.equal(count, 4);
  });

  it('trusts an answer about a text that is like an example, and little one about a text that is like none', () => {
    const some = { ...caution, knownShare: 0.5 };
    assert.equal(trustIn(some, onCircle(-9), 0.1), 1);
    near(trustIn(some, onCircle(200), 0.1), 2 / 7);
    // Nearer to a label than the farthest example is.
    assert.equal(trustIn(some, onCircle(29), 0.1), 1);
  });

  it('asks more of a text without a known word: to be as near as half the examples', () => {
    // The cosines of the examples are those of 20°, 20°, 10° and 10°.
    near(caution.medianCosine, Math.cos((10 * Math.PI) / 180));
    assert.equal(trustIn(caution, onCircle(19), 0), 1);
    near(trustIn(caution, onCircle(29), 0), 2 / 7);
  });

  it('trusts one about a far text whose words are known better than those of half the examples', () => {
    const texts = ['the red cat', 'a red dog', 'the blue car', 'a blue bus'];
    const vocabulary = vocabularyOf(texts);
    const familiar = familiarityOf({ ...examples, words: wordRows(vocabulary, texts) }, membership);
    // Articles and colours stand in two texts, each animal and vehicle in one.
    const idf = { two: Math.log(5 / 3) + 1, one: Math.log(5 / 2) + 1 };
    near(familiar.knownShare, (2 * idf.two ** 2) / (2 * idf.two ** 2 + idf.one ** 2));
    const far = { ...caution, ...familiar };
    const shareOf = (text: string) => wordRows(vocabulary, [text]).values.reduce((sum, value) => sum + value ** 2, 0);
    assert.equal(trustIn(far, onCircle(200), shareOf('the red cat')), 1);
    assert.ok(trustIn(far, onCircle(200), shareOf('xyzzy plugh')) < 0.3);
  });

  it('claims no more than what was held out bore out, keeps the order, and sums to 1', () => {
    const most = Float64Array.of(0.9, 0.9, 0.9);
    for (const p of [0.4, 0.75, 0.85, 0.95, 0.999, 1]) {
      const row = Float64Array.of((1 - p) / 3, p, ((1 - p) * 2) / 3);
      const found = limitedRow(row, most);
      near(found[0] + found[1] + found[2], 1);
      assert.ok(found[1] <= 0.9 + 1e-12 && found[1] <= p + 1e-12);
      assert.ok(found[1] >= found[2] && found[2] >= found[0]);
      if (p <= 0.8) row.forEach((each, k) => near(found[k], each));
    }
    near(limitedRow(Float64Array.of(1, 0), Float64Array.of(0.9, 0.9))[0], 0.9);
    // 0.8 and less is as it was, 1 becomes 0.9: half way between them is 0.85.
    near(limitedRow(Float64Array.of(0.9, 0.1), Float64Array.of(0.9, 0.9))[0], 0.85);
  });

  it('lets a larger probability stay larger', () => {
    const most = Float64Array.of(0.7, 0.7);
    const found = [0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 1].map((p) => limitedRow(Float64Array.of(p, 1 - p), most)[0]);
    found.slice(1).forEach((p, n) => assert.ok(p > found[n], found.join()));
  });

  it('puts a text of which nothing is known near the shares; several labels each on its own', () => {
    const texts = { embeddings: onCircle(0, 200), words: noWords(2) };
    const [known, , far] = withCaution(caution, texts, Float64Array.of(0.7, 0.3, 0.7, 0.3), false);
    near(known, 0.7);
    near(far, (2 / 7) * 0.7 + (5 / 7) * 0.5);
    const tags = { ...caution, shares: Float64Array.of(0.2, 0.1) };
    const found = withCaution(tags, texts, Float64Array.of(1, 0, 1, 0), true);
    [0.9, 0.1, (2 / 7) * 0.9 + (5 / 7) * 0.2, (2 / 7) * 0.1 + (5 / 7) * 0.1].forEach((p, n) => near(found[n], p));
  });

  it('lets a single example of a label pass as no neighbour of itself', () => {
    const alone = familiarityOf(
      { embeddings: onCircle(0, 90), words: noWords(2) },
      { has: Uint8Array.of(1, 0, 0, 1), numLabels: 2 },
    );
    near(alone.leastCosine, 0);
    assert.throws(() => familiarityOf(examples, { has: Uint8Array.of(1), numLabels: 2 }), RangeError);
  });
});
