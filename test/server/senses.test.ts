// Senses, neighbours and the calculator over a real encoder process, against what PyTorch says (makeTinyBert.py).

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../src/core/cancel';
import { wordTable, calculate } from '../../src/engine/calculate';
import { Encoder, type Call } from '../../src/engine/encoder';
import { neighbours } from '../../src/engine/neighbours';
import { Scheduler } from '../../src/engine/scheduler';
import { senses } from '../../src/engine/senses';
import { usesIn, vectorsOfPlaces } from '../../src/engine/uses';
import { nodeClock } from '../../src/runtime/node/clock';
import { loadModel, type NodeModel } from '../../src/runtime/node/loadModel';
import { encoderProgram, farthest, tinyBertFolder } from '../support/tinyBert';

/** Layers L + 1, uses U, width H. */
interface Reference {
  readonly texts: readonly string[];
  /** `[L + 1][U][H]` */
  readonly red: readonly (readonly (readonly number[])[])[];
  /** `[L + 1][U][U]` */
  readonly cosinesOfRed: readonly (readonly (readonly number[])[])[];
  readonly cating: readonly (readonly (readonly number[])[])[];
  /** `[L + 1]`: the five words most like the first “red”, with their similarity. */
  readonly nearestToFirstRed: readonly (readonly (readonly [string, number])[])[];
  readonly plus: readonly string[];
  readonly minus: readonly string[];
  /** The ten best words with their scores. */
  readonly add: readonly (readonly [string, number])[];
  readonly multiply: readonly (readonly [string, number])[];
  readonly alone: readonly (readonly [string, number])[];
}

const reference = JSON.parse(readFileSync(path.join(tinyBertFolder, 'senses.json'), 'utf8')) as Reference;
const { texts } = reference;
const call: Call = { lane: 'interactive', signal: neverCancelled };

describe('senses against PyTorch', () => {
  let model: NodeModel;
  let encoder: Encoder;

  before(async () => {
    const options = { file: 'onnx/model.onnx', device: 'cpu', onNotice: () => {} } as const;
    model = await loadModel({ program: encoderProgram, clock: nodeClock }, tinyBertFolder, options, neverCancelled);
    encoder = new Encoder(model, new Scheduler({ clock: nodeClock }), 64);
  });
  after(() => model.encoder.dispose());

  for (const word of ['red', 'cating'] as const) {
    it(`has the vectors of “${word}” at every layer`, async () => {
      const places = usesIn(texts, word);
      const { layers, width } = await vectorsOfPlaces(encoder, texts, places, call);
      assert.equal(width, 32);
      assert.equal(layers.length, reference[word].length);
      for (const [layer, rows] of layers.entries()) {
        const error = farthest(rows, reference[word][layer].flat());
        assert.ok(error < 1e-5, `layer ${layer}: ${error}`);
      }
    });
  }

  it('says how alike the uses within a group and of two groups are at every layer', async () => {
    const { uses, separation } = await senses(encoder, { word: 'red', texts }, call, () => Promise.resolve());
    assert.equal(uses.length, 4);
    const pairs = uses.flatMap((_, i) => Array.from({ length: i }, (_, j) => [i, j] as const));
    for (const [layer, found] of separation.entries()) {
      for (const kind of ['within', 'between'] as const) {
        const wanted = pairs.filter(([i, j]) => (uses[i].group === uses[j].group) === (kind === 'within'));
        const mean = wanted.reduce((sum, [i, j]) => sum + reference.cosinesOfRed[layer][i][j], 0) / wanted.length;
        if (Number.isNaN(mean)) assert.ok(Number.isNaN(found[kind]));
        else assert.ok(Math.abs(found[kind] - mean) < 1e-5, `layer ${layer}, ${kind}: ${found[kind]} for ${mean}`);
      }
    }
  });

  it('finds the words nearest to a use at every layer, and how alike two uses are', async () => {
    const places = usesIn(texts, 'red');
    const request = { word: 'red', texts, uses: [places[0], places[2]], top: 5 };
    const { layers, compared, leftOut } = await neighbours(encoder, request, call);
    assert.deepEqual([compared, leftOut], [19, 0]);
    for (const [layer, { words, sameWord, similarities }] of layers.entries()) {
      const found = words[0].map(({ text, start, end, similarity }) => ({
        text: texts[text].slice(start, end).toLowerCase(),
        score: similarity,
      }));
      assertWords(found, reference.nearestToFirstRed[layer]);
      const toOther = sameWord[0].find(({ text, start }) => text === places[2].text && start === places[2].start);
      assert.ok(toOther && Math.abs(toOther.similarity - similarities[1]) < 1e-6);
      assert.equal(sameWord[0].length, 3);
    }
  });

  for (const method of ['add', 'multiply'] as const) {
    it(`calculates bird + tea − cat by ${method}`, async () => {
      const table = await wordTable(encoder, call);
      const { plus, minus } = reference;
      assertWords(calculate(encoder, table, { plus, minus, method, top: 10 }).words, reference[method]);
    });
  }

  it('lists the neighbours of one word', async () => {
    const table = await wordTable(encoder, call);
    assertWords(calculate(encoder, table, { plus: ['red'], top: 10 }).words, reference.alone);
  });
});

function assertWords(
  found: readonly { readonly text: string; readonly score: number }[],
  expected: readonly (readonly [string, number])[],
): void {
  assert.deepEqual(
    found.map(({ text }) => text),
    expected.map(([text]) => text),
  );
  for (const [n, [text, score]] of expected.entries()) {
    assert.ok(Math.abs(found[n].score - score) < 1e-4, `${text}: ${found[n].score} for ${score}`);
  }
}
