import assert from 'node:assert/strict';
import {
  dequantise,
  packCodes,
  packedLength,
  quantise,
  queryCodes,
  unpackCodes,
} from '../../../../src/core/scan/codes';
import { BestRows } from '../../../../src/core/scan/best';
import { PlainVectorTable, type VectorTable } from '../../../../src/core/scan/vectorTable';
import { KernelVectorTable, loadKernel } from '../../../../src/runtime/index/kernelTable';
import { randomNumbers, unitVector } from '../../../support/chunkRows';

function fill(table: VectorTable, rows: number, seed = 1): void {
  const random = randomNumbers(seed);
  const codes = new Int8Array(table.dims);
  table.reserve(rows, 5);
  for (let row = 0; row < rows; row++) {
    const scale = quantise(unitVector(random, table.dims), codes);
    table.write(row, codes, 0, scale, 1 + (row % 4));
  }
}

function kernelTable(dims: number): KernelVectorTable {
  const kernel = loadKernel();
  assert.ok(kernel, 'this Node has WebAssembly with SIMD');
  return new KernelVectorTable(dims, kernel);
}

describe('quantise', () => {
  it('keeps direction and length, and the greatest value', () => {
    const vector = unitVector(randomNumbers(3), 384);
    const codes = new Int8Array(384);
    const scale = quantise(vector, codes);
    assert.equal(Math.max(...codes.map(Math.abs)), 31);
    assert.ok(vector.every((value, i) => Math.abs(value - codes[i] * scale) <= scale * 0.52));
    assert.ok(Math.abs(Math.hypot(...codes) * scale - 1) < 1e-6);
    const back = dequantise(codes);
    assert.ok(Math.abs(Math.hypot(...back) - 1) < 1e-5);
    assert.ok(back.reduce((sum, value, i) => sum + value * vector[i], 0) > 0.999);
    const again = new Int8Array(384);
    assert.equal(quantise(back, again), scale);
    assert.deepEqual(again, codes, 'a vector that is stored again stays what it is');
  });

  it('keeps a vector of zeros and refuses what is not finite', () => {
    const codes = new Int8Array(32).fill(5);
    assert.equal(quantise(new Float32Array(32), codes), 0);
    assert.deepEqual([...codes], Array(32).fill(0));
    assert.deepEqual([...dequantise(codes)], Array(32).fill(0));
    assert.throws(() => quantise(new Float32Array([1, NaN]), new Int8Array(2)), RangeError);
    assert.throws(() => queryCodes(new Float32Array([Infinity, 0])), RangeError);
  });

  it('keeps the codes of a query within 32 bits of any sum', () => {
    for (const dims of [32, 384, 768, 4096]) {
      const { codes } = queryCodes(new Float32Array(dims).fill(1));
      assert.ok(codes[0] * 127 * dims < 2 ** 31);
      assert.ok(codes[0] > 4000);
    }
  });
});

describe('packCodes', () => {
  it('takes six bits a code, the first one lowest', () => {
    // 32 − 31 = 1, 32, 63, 0: binary 000000 111111 100000 000001.
    assert.deepEqual([...packCodes(Int8Array.of(-31, 0, 31, -32))], [0b00000001, 0b11111000, 0b00000011]);
    assert.equal(packedLength(896), 672);
  });

  it('gives back every code at every place', () => {
    const codes = Int8Array.from({ length: 64 * 4 }, (_, i) => ((i * 37) % 64) - 32);
    const packed = packCodes(codes);
    assert.equal(packed.length, packedLength(codes.length));
    assert.deepEqual(unpackCodes(packed), codes);
    assert.deepEqual(unpackCodes(packCodes(new Int8Array(0))), new Int8Array(0));
  });

  it('refuses what does not come out even', () => {
    assert.throws(() => packCodes(new Int8Array(6)), RangeError);
    assert.throws(() => unpackCodes(new Uint8Array(4)), RangeError);
  });
});

describe('BestRows', () => {
  it('equals sorting everything, the lower row first where scores are equal', () => {
    for (const order of ['random', 'ascending', 'descending', 'equal'] as const) {
      const random = randomNumbers(7);
      const scores = Array.from({ length: 20_000 }, (_, i) =>
        order === 'random' ? Math.floor(random() * 500) : order === 'ascending' ? i : order === 'descending' ? -i : 1,
      );
      for (const depth of [0, 1, 10, 3000]) {
        const best = new BestRows(depth);
        scores.forEach((score, row) => best.add(row, score));
        const expected = [...scores.keys()].sort((a, b) => scores[b] - scores[a] || a - b).slice(0, depth);
        assert.deepEqual([...best.ranked().rows], expected, `${order}, ${depth}`);
      }
    }
  });

  it('leaves out what is not a number', () => {
    const best = new BestRows(2);
    best.add(0, NaN);
    best.add(1, 1);
    assert.deepEqual([...best.ranked().rows], [1]);
  });
});

describe('The scan kernel', () => {
  for (const dims of [32, 256, 384, 768]) {
    it(`equals its plain twin to the last bit at ${dims} dimensions`, () => {
      const [plain, kernel] = [new PlainVectorTable(dims), kernelTable(dims)];
      for (const table of [plain, kernel]) {
        fill(table, 1000);
        table.mask.set([0, 1, 0, 1, 1]);
        // A row that holds nothing, rows that are the same, the greatest codes that there are.
        table.setOwner(4, 0);
        table.move(5, 9);
        table.write(10, new Int8Array(dims).fill(127), 0, 1, 1);
        table.write(11, new Int8Array(dims).fill(-127), 0, 1, 1);
      }
      for (const [seed, depth, rows] of [
        [1, 10, 1000],
        [2, 1000, 1000],
        [3, 1, 12],
        [4, 5, 0],
      ]) {
        const query = queryCodes(unitVector(randomNumbers(seed), dims));
        const [a, b] = [plain.nearest(query, rows, depth), kernel.nearest(query, rows, depth)];
        assert.deepEqual(b, a);
        assert.ok([...b.rows].every((row) => row !== 4 && kernel.mask[kernel.owner(row)] === 1));
        for (const [i, row] of b.rows.entries()) assert.equal(kernel.score(query, row), b.scores[i]);
      }
      const extreme = queryCodes(new Float32Array(dims).fill(1));
      assert.deepEqual(kernel.nearest(extreme, 1000, 3), plain.nearest(extreme, 1000, 3));
    });
  }

  it('ranks as the vectors themselves do', () => {
    const table = kernelTable(256);
    fill(table, 2000);
    table.mask.fill(1);
    const random = randomNumbers(1);
    const vectors = Array.from({ length: 2000 }, () => unitVector(random, 256));
    const query = unitVector(randomNumbers(99), 256);
    const exact = vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * query[i], 0));
    const { rows, scores } = table.nearest(queryCodes(query), 2000, 20);
    const top = new Set([...exact.keys()].sort((a, b) => exact[b] - exact[a]).slice(0, 20));
    assert.ok([...rows].filter((row) => top.has(row)).length >= 18);
    assert.ok([...rows].every((row, i) => Math.abs(exact[row] - scores[i]) < 0.01));
  });

  it('keeps rows and mask while it grows', () => {
    const table = kernelTable(64);
    fill(table, 100);
    const before = Array.from({ length: 100 }, (_, row) => [table.owner(row), ...table.codes(row)]);
    table.reserve(5000, 20_000);
    table.mask[19_999] = 1;
    table.write(4999, table.codes(3), 0, 1, 19_999);
    assert.deepEqual(
      Array.from({ length: 100 }, (_, row) => [table.owner(row), ...table.codes(row)]),
      before,
    );
    const query = queryCodes(unitVector(randomNumbers(4), 64));
    assert.deepEqual([...table.nearest(query, 5000, 2).rows], [4999]);
  });

  it('refuses a width that is no multiple of 32', () => {
    assert.throws(() => new PlainVectorTable(100), RangeError);
    assert.throws(() => kernelTable(0), RangeError);
  });
});
