// The arithmetic of the benchmark: percentiles, turns, texts of a length, operations, and what is read from artefacts/.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArtefacts } from '../../../bench/artefacts';
import { operationsOf } from '../../../bench/embed';
import { arrangements, findPeak, openPeakProbe, operationsOfShape } from '../../../bench/matMulPeak';
import { dtypeOf } from '../../../bench/plain';
import type { BenchReport } from '../../../bench/bench';
import { readmeTable } from '../../../bench/readme';
import { prose, TextMaker, withMask } from '../../../bench/texts';
import { interleave, median, percentile, rounded } from '../../../bench/timing';

describe('timing', () => {
  // The example of Wikipedia, "Percentile", the nearest-rank method.
  const values = [50, 15, 20, 35, 40];
  for (const [share, expected] of [
    [0.05, 15],
    [0.3, 20],
    [0.4, 20],
    [0.5, 35],
    [1, 50],
  ]) {
    it(`finds ${expected} at ${share}`, () => assert.equal(percentile(values, share), expected));
  }

  it('takes the middle, or the mean of the two there', () => {
    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.ok(Number.isNaN(percentile([], 0.5)));
  });

  it('keeps three digits of small figures and all of large ones', () => {
    assert.deepEqual([0.123456, 12.3456, 123456.7].map(rounded), [0.123, 12.3, 123457]);
  });

  it('lets contestants take turns, another first in each round, and drops the warm-up', async () => {
    const order: string[] = [];
    const entry = (name: string) => (round: number) => Promise.resolve(order.push(`${name}${round}`));
    const times = await interleave({ a: entry('a'), b: entry('b'), absent: undefined }, { rounds: 2, warmUp: 1 });
    assert.deepEqual(order, ['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
    assert.deepEqual([times.a.length, times.b.length, times.absent.length], [2, 2, 0]);
  });

  it('gives each several rounds in a row, and rests between them only', async () => {
    const order: string[] = [];
    const began: number[] = [];
    const entry = (name: string) => (round: number) => {
      began.push(performance.now());
      return Promise.resolve(order.push(`${name}${round}`));
    };
    const rounds = { rounds: 3, warmUp: 1, inARow: 2, pauseMs: 30 };
    const times = await interleave({ a: entry('a'), b: entry('b') }, rounds);
    assert.deepEqual(order, ['a0', 'a1', 'b0', 'b1', 'b2', 'b3', 'a2', 'a3']);
    assert.deepEqual([times.a.length, times.b.length], [3, 3]);
    const rests = began.slice(1).map((at, n) => at - began[n] >= 25);
    assert.deepEqual(rests, [false, true, false, true, false, true, false]);
  });

  it('rests between the rounds of a turn where asked to', async () => {
    const began: number[] = [];
    const entry = () => Promise.resolve(began.push(performance.now()));
    await interleave({ a: entry }, { rounds: 4, warmUp: 0, inARow: 2, restMs: 30 });
    const rests = began.slice(1).map((at, n) => at - began[n] >= 25);
    assert.deepEqual(rests, [true, false, true]);
  });

  it('rests before each turn, and does not count that', async () => {
    const began: number[] = [];
    const entry = () => Promise.resolve(began.push(performance.now()));
    const times = await interleave({ a: entry, b: entry }, { rounds: 2, warmUp: 0, pauseMs: 30 });
    const gaps = began.slice(1).map((at, n) => at - began[n]);
    assert.ok(gaps.length === 3 && Math.min(...gaps) >= 25, gaps.join());
    assert.ok(Math.min(...times.a, ...times.b) < 25);
  });

  it('lets slow ones take part in some rounds only, the first counted one among them', async () => {
    const rounds: number[] = [];
    const run = (round: number) => Promise.resolve(rounds.push(round));
    const quick = () => Promise.resolve();
    const times = await interleave({ quick, slow: { every: 3, run } }, { rounds: 5, warmUp: 1 });
    assert.deepEqual(rounds, [1, 4]);
    assert.deepEqual([times.quick.length, times.slow.length], [5, 2]);
  });
});

describe('texts to measure on', () => {
  const words = Array.from({ length: 50 }, (_, n) => `w${n}`);
  /** One token a word and two special ones. */
  const count = (text: string) => Promise.resolve(text.split(' ').length + 2);

  it('fill the wanted length, go on where the last ended, and begin again at the end', async () => {
    const maker = new TextMaker(words, count);
    assert.equal(await maker.ofTokens(5), 'w0 w1 w2');
    assert.equal(await maker.ofTokens(4), 'w3 w4');
    const long = await maker.ofTokens(52);
    assert.equal(await count(long), 52);
    assert.ok(long.startsWith('w5 ') && long.endsWith(' w4'));
  });

  it('are of mixed lengths, the same for one seed', async () => {
    const lengths = async (seed: number) => {
      const texts = await new TextMaker(words, count).mixed(40, 5, 20, seed);
      return Promise.all(texts.map(count));
    };
    const first = await lengths(1);
    assert.ok(Math.min(...first) >= 5 && Math.max(...first) <= 20 && new Set(first).size > 8);
    assert.deepEqual(first, await lengths(1));
    assert.notDeepEqual(first, await lengths(2));
  });

  it('have their middle word masked', () => assert.equal(withMask(['a', 'b', 'c', 'd']), 'a b [MASK] d'));

  it('are prose, without code, tables, links and HTML', () => {
    const markdown = [
      '# Title',
      'See [the page](https://x.test/a) and <b>this</b>, https://y.test too.',
      '```js\nconst code = 1;\n```',
      '| a | b |',
      '`word` stays',
    ].join('\n');
    const words = prose(markdown).split(/\s+/).filter(Boolean).join(' ');
    assert.equal(words, 'Title See the page and this, too. word stays');
  });
});

describe('figures of the benchmark', function () {
  this.timeout(30_000);
  it('counts the operations of a text', () => {
    const info = { numLayers: 2, hiddenSize: 4 } as Parameters<typeof operationsOf>[0]['info'];
    // A layer, 3 tokens: 3 × (4 × 4 × 4 + 2 × 4 × 8) products of the projections, 2 × 3 × 3 × 4 of the attention.
    const products = 3 * (4 * 16 + 2 * 32) + 2 * 9 * 4;
    assert.equal(operationsOf({ info, intermediateSize: 8 }, 3), 2 * 2 * products);
  });

  it('takes the arrangement that does most, by its best try, as the peak', async () => {
    const candidates = arrangements(2);
    assert.deepEqual(new Set(candidates.map(({ processes, threads }) => `${processes}×${threads}`)).size, 3);
    const disturbed = candidates[7];
    let asked = 0;
    const rate = (arrangement: (typeof candidates)[number]) => {
      asked++;
      const isFree = asked > candidates.length;
      return Promise.resolve(arrangement === disturbed && isFree ? 900 : candidates.indexOf(arrangement));
    };
    assert.deepEqual(await findPeak(candidates, rate), { arrangement: disturbed, gops: 900 });
  });

  it('measures products of whole numbers in processes of their own', async () => {
    assert.equal(operationsOfShape({ rows: 2, depth: 3, columns: 5 }), 60);
    const probe = await openPeakProbe(path.resolve('dist-test/bench/matMulPeak.main.cjs'), 1);
    try {
      const before = probe.bestGops;
      assert.ok(Number.isNaN(probe.gops), 'there is no median before the first run');
      await probe.run();
      assert.ok(before > 1 && probe.gops > 1, `${before} and ${probe.gops} Gop/s`);
      assert.equal(probe.bestGops, Math.max(before, probe.gops));
    } finally {
      probe.dispose();
    }
  });

  it('reads sizes of packages and what the host tests left', () => {
    const root = mkdtempSync(path.join(tmpdir(), 'bench-'));
    try {
      assert.deepEqual(readArtefacts(root), {});
      mkdirSync(path.join(root, 'artefacts'));
      const write = (name: string, content: string) => writeFileSync(path.join(root, 'artefacts', name), content);
      write('semantic-text-tools-linux-x64-0.1.0.vsix', '12345');
      write('semantic-text-tools-web-0.1.0.vsix', '123');
      write('notes.txt', 'x');
      write('activation.json', '{"activationMs": 12.5}');
      assert.deepEqual(readArtefacts(root), { vsixBytes: { 'linux-x64': 5, web: 3 }, activationMs: 12.5 });
      const attention = { tokens: 512, firstPaintMs: 300, worstFrameMs: 20 };
      write('eventLoop.json', '{"hostEventLoopP99Ms": 3}');
      write('attention.json', JSON.stringify({ attention }));
      const { hostEventLoopP99Ms, ...others } = readArtefacts(root);
      assert.equal(hostEventLoopP99Ms, 3);
      assert.deepEqual(others.attention, attention);
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  it('says which files the plain pipelines can load', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'model-'));
    try {
      assert.throws(() => dtypeOf(folder), /has no onnx/);
      mkdirSync(path.join(folder, 'onnx'));
      writeFileSync(path.join(folder, 'onnx/model.onnx'), '');
      assert.equal(dtypeOf(folder), 'fp32');
      writeFileSync(path.join(folder, 'onnx/model_quantized.onnx'), '');
      assert.equal(dtypeOf(folder), 'q8');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the table for the README', () => {
  const report = {
    machine: { cpu: '', cores: 2, memoryGb: 1, platform: '', node: '', loadBefore: 0 },
    model: '',
    dtype: '',
    leftOut: [],
  };
  const row = { tokens: 64, p50Ms: 3.46, p95Ms: 20.6, allP50Ms: 6, allP95Ms: 40, plainP50Ms: 7.7, plainP95Ms: 30 };
  const here = { p50Ms: 2.64, plainP50Ms: 6.02, timesPlain: 2.28 };
  const whole = {
    ...report,
    coldStartMs: 512,
    firstStartMs: 900,
    activationMs: 41.6,
    fillMask: [
      { ...row, timesPlain: 2.23, here },
      { ...row, tokens: 512, p50Ms: 28.7, plainP50Ms: 76, timesPlain: 2.64, here },
    ],
    attention: { tokens: 512, firstPaintMs: 379, worstFrameMs: 43.7 },
    browser: { firstMs: 1364, p50Ms: 24.7, p95Ms: 29.8 },
    embed: {
      ...{ chunksPerSecond: 31.2, tokensPerSecond: 6543, timesHeadlessBatches: 2.44, timesHeadlessOneByOne: 1.166 },
      peak: { share: 0.4567, shareOfBest: 0.4412 },
    },
    index: {
      ...{ chunksPerSecond: 30.1, tokensPerSecond: 6310, timesPlain: 2.35, singleEditMs: 84.2 },
      ...{ peakMemoryBytes: 412_000_000, hostEventLoopP99Ms: 12.34 },
    },
    query: [
      { p50Ms: 3.33, p95Ms: 6.66, bytesPerChunkBesideWords: 980, peakMemoryBytes: 1 },
      { p50Ms: 120.4, p95Ms: 180.6, bytesPerChunkBesideWords: 971.4, peakMemoryBytes: 1_600_000_000 },
    ],
    repository: {
      ...{ files: 9876, chunks: 20_000, firstSeconds: 612.3, singleEditMs: 90, searchP50Ms: 40.4, searchP95Ms: 66.6 },
      ...{ renamed: { ms: 900 }, branch: { ms: 5000 }, branchBack: { ms: 700 } },
    },
    classify: { train200Ms: 480, cancelMs: 15 },
    vsixBytes: { 'linux-x64': 44_800_000, web: 33_000_000 },
    // Of the figures only those that the table shows.
  } as unknown as BenchReport;

  it('has the rows that the README has, in its order', () => {
    const readme = readFileSync('README.md', 'utf8');
    const measured = readme.slice(readme.indexOf('## Measured'), readme.indexOf('## What leaves'));
    const labels = (lines: readonly string[]) =>
      lines.filter((line) => line.startsWith('| ')).map((line) => line.split('|')[1]);
    assert.deepEqual(labels(readmeTable(whole)), labels(measured.split('\n')));
  });

  it('says the figures as people read them, and leaves out what was not measured', () => {
    const figures = readmeTable(whole)
      .slice(2)
      .map((line) => line.split('|')[2].trim());
    const expected = [
      '0.5 s',
      '42 ms',
      '3.5 ms, 21 ms',
      '6 ms, 40 ms',
      '7.7 ms; 2.2',
      '2.6 ms, 6 ms; 2.3',
      '29 ms, 76 ms; 2.6',
      '379 ms; 44 ms',
      '1.4 s; 25 ms, 30 ms',
      '31.2, 6543; 2.4, 1.17; 0.46; 0.44',
      '30.1, 6310; 2.4',
      '84 ms',
      '412 MB; 12.3 ms',
      '3.3 ms, 6.7 ms; 120 ms, 181 ms',
      '971; 1600 MB',
      '9876, 20000; 612 s; 90 ms; 900 ms; 5000 ms; 700 ms',
      '40 ms, 67 ms',
      '0.5 s',
      '15 ms',
      '45 MB, 33 MB',
    ];
    assert.deepEqual(figures, expected);
    assert.deepEqual(readmeTable(report), []);
    assert.equal(readmeTable({ ...report, activationMs: 1 }).length, 3);
  });
});
