// What six bits a value cost the search, with the vectors of the encoder that is shipped: real passages, each compared with
// all others as floats and as the index keeps them.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { neverCancelled } from '../../src/core/cancel';
import { quantise, queryCodes } from '../../src/core/scan/codes';
import { PlainVectorTable } from '../../src/core/scan/vectorTable';
import { dot } from '../../src/core/vector';
import { Engine } from '../../src/engine/engine';
import { openNodeRuntime } from '../../src/server/node/models';
import { withFolder } from '../support/temporaryFolder';

const wanted = 10;

/** Paragraphs of the documentation and of the sample, which say many different things. */
function passages(): string[] {
  const files = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
  for (const folder of ['docs', 'sample', 'sample/notes']) {
    files.push(...readdirSync(folder).flatMap((name) => (name.endsWith('.md') ? [path.join(folder, name)] : [])));
  }
  const texts = files.flatMap((file) => readFileSync(file, 'utf8').split(/\n\s*\n/));
  return [...new Set(texts.filter((text) => text.length > 100 && text.length < 1500))];
}

async function embedded(texts: readonly string[]): Promise<Float32Array[]> {
  return withFolder(async (cache) => {
    const runtime = openNodeRuntime(path.resolve('dist'), cache);
    const load = () =>
      runtime.loadModel(path.resolve('models/semtext-mini-en'), { device: 'cpu', keep: 'encoder' }, neverCancelled);
    const model = await load();
    try {
      const engine = new Engine({ clock: runtime.clock, load: () => Promise.resolve(model) });
      const { width, embeddings } = await engine.embed({ texts, keep: false }, neverCancelled);
      return texts.map((_, n) => embeddings.subarray(n * width, (n + 1) * width));
    } finally {
      await model.encoder.dispose();
    }
  });
}

describe('vectors of the shipped encoder in six bits', function () {
  this.timeout(120_000);
  let vectors: Float32Array[];
  let table: PlainVectorTable;

  before(async () => {
    vectors = await embedded(passages());
    const dims = vectors[0].length;
    table = new PlainVectorTable(dims);
    table.reserve(vectors.length, 2);
    table.mask[1] = 1;
    const codes = new Int8Array(dims);
    for (const [row, vector] of vectors.entries()) {
      const scale = quantise(vector, codes);
      table.write(row, codes, 0, scale, 1);
    }
  });

  it('are of enough passages to tell', () => assert.ok(vectors.length > 150, String(vectors.length)));

  it('are as alike as the floats, to the hundredth', () => {
    let worst = 0;
    for (const [n, vector] of vectors.entries()) {
      const query = queryCodes(vector);
      for (let row = 0; row < n; row++) {
        worst = Math.max(worst, Math.abs(table.score(query, row) - dot(vector, vectors[row])));
      }
    }
    assert.ok(worst < 0.01, `a similarity is off by ${worst.toFixed(4)}`);
  });

  it('have the same nearest, but for one in twenty', () => {
    let same = 0;
    for (const [n, vector] of vectors.entries()) {
      const order = vectors.map((other, row) => ({ row, score: dot(vector, other) })).sort((a, b) => b.score - a.score);
      const nearest = new Set(
        order
          .filter(({ row }) => row !== n)
          .slice(0, wanted)
          .map(({ row }) => row),
      );
      const found = table.nearest(queryCodes(vector), vectors.length, wanted + 1).rows;
      same += [...found]
        .filter((row) => row !== n)
        .slice(0, wanted)
        .filter((row) => nearest.has(row)).length;
    }
    const share = same / (wanted * vectors.length);
    assert.ok(share >= 0.95, `${(100 * share).toFixed(1)} % of the nearest are the same`);
  });
});
