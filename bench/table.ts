// The benchmark for people.

import type { BenchReport } from './bench';
import type { PeakShare } from './embed';
import { readmeTable } from './readme';

export function printBench(report: BenchReport): string {
  const { machine, model, dtype } = report;
  return [
    `${model} (${dtype}) on ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.platform}, Node ${machine.node}, load before ${machine.loadBefore}`,
    ...fillMaskLines(report),
    ...embedLines(report),
    ...indexLines(report),
    ...queryLines(report),
    ...repositoryLines(report),
    ...otherLines(report),
    ...readmeLines(report),
    ...report.leftOut.map(({ what, reason }) => `Left out: ${what}: ${reason}`),
  ].join('\n');
}

function fillMaskLines({ fillMask }: BenchReport): string[] {
  if (!fillMask) return [];
  const head = [
    ...['tokens', 'p50 ms', 'p95 ms', 'all p50', 'all p95'],
    ...['plain p50', 'plain p95', 'times plain', 'fp32 p50', 'times fp32'],
    ...['here p50', 'plain here', 'times plain', 'times fp32'],
  ];
  const rows = fillMask.map((row) =>
    [
      row.tokens,
      row.p50Ms,
      row.p95Ms,
      row.allP50Ms,
      row.allP95Ms,
      row.plainP50Ms,
      row.plainP95Ms,
      row.timesPlain,
      row.fp32P50Ms,
      row.timesFp32,
      row.here.p50Ms,
      row.here.plainP50Ms,
      row.here.timesPlain,
      row.here.timesFp32,
    ].map((value) => (value === undefined ? '–' : String(value))),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, n) => cell.padStart(Math.max(7, head[n].length))).join('  ');
  const title =
    'Fill-mask until the list stands, and (all) until longer words have joined it; here: both in one process, warm; plain: the transformers.js';
  return ['', `${title} pipeline on the same file`, line(head), ...rows.map(line)];
}

function embedLines({ embed }: BenchReport): string[] {
  if (!embed) return [];
  const fp32 =
    embed.timesFp32OneByOne === undefined
      ? []
      : [`  fp32 one by one             ${embed.fp32OneByOneChunksPerSecond} (engine ×${embed.timesFp32OneByOne})`];
  return [
    '',
    `Embedding ${embed.chunks} chunks of 20 to 400 tokens, chunks a second`,
    `  engine, ${embed.processes} processes         ${embed.chunksPerSecond} (${embed.tokensPerSecond} tokens a second)`,
    `  plain, batches of 32        ${embed.headlessChunksPerSecond} (engine ×${embed.timesHeadlessBatches}); on the file with the MLM head ${embed.plainChunksPerSecond}`,
    `  plain, one by one           ${embed.headlessOneByOneChunksPerSecond} (engine ×${embed.timesHeadlessOneByOne}); on the file with the MLM head ${embed.plainOneByOneChunksPerSecond}`,
    ...fp32,
    `  share of the int8 MatMul peak: ${peakShare(embed.peak)}`,
    `  one process                  ${peakShare(embed.oneProcess.peak)}`,
  ];
}

function peakShare({ share, gops, shareOfBest, bestGops, by }: PeakShare): string {
  const { processes, threads, rows, depth, columns } = by;
  const way = `${processes} × ${threads} threads, ${rows} × ${depth} × ${columns}`;
  return `${share} of ${gops} Gop/s (${way}; ${shareOfBest} of the best, ${bestGops})`;
}

function indexLines({ index }: BenchReport): string[] {
  if (!index) return [];
  const { files, chunks, processes } = index;
  return [
    '',
    `Indexing ${files} files of ${chunks} chunks, ${processes} processes: ${index.chunksPerSecond} chunks a second, ${index.tokensPerSecond} tokens; the plain pipeline ${index.plainTokensPerSecond} (×${index.timesPlain})`,
    `  again, nothing changed ${index.unchangedMs} ms; one edit ${index.singleEditMs} ms`,
    `  the event loop waited ${index.loopP99Ms} ms in 99 of 100 turns, ${index.loopLongestMs} ms at most`,
    `  ${index.bytesPerChunk} bytes a chunk, ${index.bytesPerChunkBesideWords} of them beside the words; peak memory ${Math.round(index.peakMemoryBytes / 1e6)} MB`,
    ...(index.hostEventLoopP99Ms === undefined
      ? []
      : [`  extension host: 99 of a hundred turns of its loop within ${index.hostEventLoopP99Ms} ms`]),
  ];
}

function queryLines({ query }: BenchReport): string[] {
  if (!query?.length) return [];
  return [
    '',
    `Queries of an index (${query[0].store}, Node ${query[0].node}), 100 candidates a list`,
    ...query.map(
      (row) =>
        `  ${String(row.chunks).padStart(9)} chunks: p50 ${row.p50Ms} ms, p95 ${row.p95Ms} ms (vectors ${row.vectorP50Ms}, words ${row.lexicalP50Ms}); a saved file ${row.replaceFileP50Ms} ms; ${row.bytesPerChunk} bytes a chunk (${row.bytesPerChunkBesideWords} beside the words), ${(row.peakMemoryBytes / 1e6).toFixed(0)} MB at most; opens in ${row.openMs} ms`,
    ),
  ];
}

function repositoryLines({ repository }: BenchReport): string[] {
  if (!repository) return [];
  const { renamed, branch, branchBack } = repository;
  const step = ({ files, ms, embedded }: typeof renamed) => `${files} files in ${ms} ms, ${embedded} passages embedded`;
  return [
    '',
    `A repository of ${repository.files} files, ${repository.megabytes} MB, ${repository.chunks} passages: searchable after ${repository.firstSeconds} s (${repository.chunksPerSecond} a second)`,
    `  again, nothing changed ${repository.unchangedMs} ms; one edit ${repository.singleEditMs} ms; ${repository.bytesPerChunk} bytes a chunk`,
    `  folder renamed: ${step(renamed)}; other branch: ${step(branch)}; back: ${step(branchBack)}`,
    `  a question until its hits stand: p50 ${repository.searchP50Ms} ms, p95 ${repository.searchP95Ms} ms`,
  ];
}

function otherLines(report: BenchReport): string[] {
  const { coldStartMs, firstStartMs, activationMs, vsixBytes, classify, similarity } = report;
  const lines: string[] = [];
  if (coldStartMs !== undefined)
    lines.push(`Cold start to the first suggestion: ${coldStartMs} ms; the first ever ${firstStartMs} ms`);
  if (classify) {
    lines.push(`Training on 200 embedded examples: ${classify.train200Ms} ms`);
    lines.push(`Stopping the classification of 1,000 lines: ${classify.cancelMs} ms`);
  }
  if (similarity) {
    const { sentences, matrixMs, orderMs, passages, duplicatesMs, compareMs } = similarity;
    lines.push(
      `Similarity matrix of ${sentences} sentences: ${matrixMs} ms, of it the order by clusters ${orderMs} ms`,
    );
    lines.push(`Near-duplicates among ${passages} embedded passages: ${duplicatesMs} ms`);
    lines.push(`Comparing two pages: ${compareMs} ms`);
  }
  const { attention } = report;
  if (attention) {
    const { tokens, firstPaintMs, worstFrameMs } = attention;
    lines.push(
      `Attention panel, ${tokens} tokens: first paint ${firstPaintMs} ms after inference; longest task ${worstFrameMs} ms`,
    );
  }
  if (report.browser) {
    const { firstMs, p50Ms, p95Ms } = report.browser;
    lines.push(
      `In a browser: first candidates ${Math.round(firstMs)} ms after a cold page; 64 tokens ${p50Ms.toFixed(1)} ms median, ${p95Ms.toFixed(1)} ms 95th percentile`,
    );
  }
  if (activationMs !== undefined) lines.push(`Activation in the extension host: ${activationMs} ms`);
  for (const [target, bytes] of Object.entries(vsixBytes ?? {}))
    lines.push(`VSIX ${target}: ${(bytes / 1e6).toFixed(1)} MB`);
  return lines.length ? ['', ...lines] : [];
}

function readmeLines(report: BenchReport): string[] {
  const table = readmeTable(report);
  return table.length ? ['', 'For README.md, under Measured:', '', ...table, ''] : [];
}
