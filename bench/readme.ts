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
      'the work alone, both in one process, ten texts in a row each: the list, the plain pipeline; how many times faster',
      row && `${ms(row.here.p50Ms)}, ${ms(row.here.plainP50Ms)}; ${row.here.timesPlain.toFixed(1)}`,
    ],
    [
      'in 512 tokens: the list, the plain pipeline; how many times faster',
      long && `${ms(long.p50Ms)}, ${ms(long.plainP50Ms)}; ${long.timesPlain.toFixed(1)}`,
    ],
    ...windowCells(report),
    ...searchCells(report),
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

function searchCells({ embed, index, query, repository }: BenchReport): readonly Cell[] {
  const each = (figure: (row: NonNullable<typeof query>[number]) => string): string | undefined =>
    query?.map(figure).join('; ');
  const largest = query?.at(-1);
  return [
    [
      'embedding for the search index, 20 to 400 tokens a passage: passages, tokens a second; how many times the plain pipeline in batches of 32, one by one; share of the int8 peak, medians of the same run; of the best ever seen of it',
      embed &&
        `${embed.chunksPerSecond}, ${embed.tokensPerSecond}; ${embed.timesHeadlessBatches.toFixed(1)}, ${embed.timesHeadlessOneByOne.toFixed(2)}; ${embed.peak.share.toFixed(2)}; ${embed.peak.shareOfBest.toFixed(2)}`,
    ],
    [
      'a folder until it is searchable: passages, tokens a second; how many times the plain pipeline in batches of 32 embeds alone',
      index && `${index.chunksPerSecond}, ${index.tokensPerSecond}; ${index.timesPlain.toFixed(1)}`,
    ],
    ['one edited paragraph, until search finds it', index && ms(index.singleEditMs)],
    [
      'while indexing: memory at most, encoder processes included; of a hundred turns of the extension host’s loop 99 within',
      index &&
        index.hostEventLoopP99Ms !== undefined &&
        `${megabytes(index.peakMemoryBytes)}; ${ms(index.hostEventLoopP99Ms)}`,
    ],
    [
      'a query of an index of 10,000; 100,000; 1,000,000 passages, its encoding left out: median, 95th percentile',
      each(({ p50Ms, p95Ms }) => `${ms(p50Ms)}, ${ms(p95Ms)}`),
    ],
    [
      'such an index: bytes a passage beside its words; memory at most with 1,000,000 passages',
      largest && `${Math.round(largest.bytesPerChunkBesideWords)}; ${megabytes(largest.peakMemoryBytes)}`,
    ],
    [
      'a repository of real packages: files, passages; until all is searchable; one edit; a folder renamed; another branch; back',
      repository &&
        `${repository.files}, ${repository.chunks}; ${Math.round(repository.firstSeconds)} s; ${ms(repository.singleEditMs)}; ${ms(repository.renamed.ms)}; ${ms(repository.branch.ms)}; ${ms(repository.branchBack.ms)}`,
    ],
    [
      'a question to it, as a person asks it, until the hits stand: median, 95th percentile',
      repository && `${ms(repository.searchP50Ms)}, ${ms(repository.searchP95Ms)}`,
    ],
  ];
}

const ms = (value: number): string => `${value < 20 ? Number(value.toFixed(1)) : Math.round(value)} ms`;
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
