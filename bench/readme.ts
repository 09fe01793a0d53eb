// The table under "Measured" in README.md, to be pasted from a run on a quiet machine. A test holds the two together.

import type { BenchReport } from './bench';

/** Markdown rows; those whose part was not measured are left out. */
export function readmeTable(report: BenchReport): string[] {
  const { coldStartMs, activationMs, classify, vsixBytes = {} } = report;
  const row = report.fillMask?.find(({ tokens }) => tokens === 64);
  const [linux, web] = [vsixBytes['linux-x64'], vsixBytes.web];
  const cells: readonly (readonly [what: string, figure: string | false | undefined])[] = [
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

const ms = (value: number): string => `${value < 20 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
