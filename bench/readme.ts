// The table under "Measured" in README.md, to be pasted from a run on a quiet machine. A test holds the two together.

import type { BenchReport } from './bench';

type Cell = readonly [what: string, figure: string | false | undefined];

/** Markdown rows; those whose part was not measured are left out. */
export function readmeTable(report: BenchReport): string[] {
  const { coldStartMs, activationMs, classify, vsixBytes = {} } = report;
  const rowOf = (length: number) => report.fillMask?.find(({ tokens }) => tokens === length);
  const [row, long] = [rowOf(64), rowOf(512)];
  const [linux, web] = [vsixBytes['linux-x64'], vsixBytes.web];
  const cells: readonly Cell[] = [
    ['from a cold start to the first suggestion', coldStartMs !== undefined && `${(coldStartMs / 1000).toFixed(1)} s`],
    ['activation of the extension', activationMs !== undefined && ms(activationMs)],
    [
      'one blank in 64 tokens, until the list stands (words of one piece, as in the plain pipeline): median, 95th percentile',
      row && `${ms(row.p50Ms)}, ${ms(row.p95Ms)}`,
    ],
    ['the same, until words of several pieces have joined it', row && `${ms(row.allP50Ms)}, ${ms(row.allP95Ms)}`],
    [
      'the plain transformers.js pipeline in the same run: median; how many times faster the list stands here',
      row && `${ms(row.plainP50Ms)}; ${row.timesPlain.toFixed(1)}`,
    ],
    [
      'in 512 tokens: the list, the plain pipeline; how many times faster',
      long && `${ms(long.p50Ms)}, ${ms(long.plainP50Ms)}; ${long.timesPlain.toFixed(1)}`,
    ],
    ...windowCells(report),
    ['training a classifier on 200 embedded examples', classify && `${(classify.train200Ms / 1000).toFixed(1)} s`],
    ['stopping a classification', classify && ms(classify.cancelMs)],
    [
      'package for Linux on x64, and for browsers',
      linux !== undefined && web !== undefined && `${megabytes(linux)}, ${megabytes(web)}`,
    ],
  ];
  const rows = cells.flatMap(([what, figure]) => (figure ? [`| ${what} | ${figure} |`] : []));
  return rows.length > 0 ? ['| | |', '|---|---|', ...rows] : [];
}

function windowCells({ attention, browser }: BenchReport): readonly Cell[] {
  return [
    [
      'the attention panel at 512 tokens, in processor time of its page: until the lines of a layer stand; the longest task while one hovers, switches and scrolls',
      attention && `${ms(attention.firstPaintMs)}; ${ms(attention.worstFrameMs)}`,
    ],
    [
      'in a browser (WASM): from a cold page to the first candidates; one blank in 64 tokens, median, 95th percentile',
      browser && `${(browser.firstMs / 1000).toFixed(1)} s; ${ms(browser.p50Ms)}, ${ms(browser.p95Ms)}`,
    ],
  ];
}

const ms = (value: number): string => `${value < 20 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
