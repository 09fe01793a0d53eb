// One measurement of a local index in a process of its own, so that its memory is seen and newer Nodes can run it: fills an
// index with synthetic vectors and words of real text, then asks. Prints one JSON object. Started by query.ts.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { createHash } from 'node:crypto';
import { mulberry32 } from '../src/core/random';
import { queryTerms, termsOf } from '../src/core/terms';
import type { CandidateQuery, ChunkRow, FileRow } from '../src/engine/index/types';
import { openSqliteIndex, type SqliteIndex } from '../src/runtime/node/index/sqliteIndex';
import { object, wholeFrom } from '../src/runtime/parse';
import { storeBytes } from './storeBytes';
import { proseWords } from './texts';
import { percentile, rounded, timeMs } from './timing';

/** As most repositories have it: a file is cut into about so many chunks, a chunk holds so many words. */
const chunksPerFile = 8;
const wordsPerChunk = 90;
/** Share of words that stand for names: those of a repository are far more than its text's. */
const nameShare = 0.1;
const depth = 100;

const whole = wholeFrom(1);
const { chunks, dims, queries } = object({ chunks: whole, dims: whole, queries: whole })(
  JSON.parse(process.argv[2] ?? ''),
  'arguments',
);
const root = process.cwd();
const words = proseWords(root).flatMap(termsOf);

async function measure(): Promise<object> {
  const directory = mkdtempSync(path.join(tmpdir(), 'semtext-bench-'));
  const spec = { model: 'bench', dims, chunker: 'bench', schema: 1 };
  const open = () => openSqliteIndex({ directory, spec, program: path.join(root, 'dist/store.cjs') });
  try {
    let index = await open();
    const fillMs = await timeMs(() => fill(index));
    await index.tidy();
    const { kind, file } = index;
    await index.close();
    const bytes = await storeBytes(file, kind === 'sqlite-wasm');
    const openMs = await timeMs(async () => void (index = await open()));
    const { lists, hybrid } = await ask(index);
    const editMs = await edit(index);
    await index.close();
    return {
      chunks,
      p50Ms: rounded(percentile(hybrid, 0.5)),
      p95Ms: rounded(percentile(hybrid, 0.95)),
      vectorP50Ms: rounded(percentile(lists.vector, 0.5)),
      lexicalP50Ms: rounded(percentile(lists.lexical, 0.5)),
      lexicalP95Ms: rounded(percentile(lists.lexical, 0.95)),
      replaceFileP50Ms: rounded(percentile(editMs, 0.5)),
      replaceFileP95Ms: rounded(percentile(editMs, 0.95)),
      openMs: rounded(openMs),
      fillChunksPerSecond: rounded(chunks / (fillMs / 1000)),
      bytesPerChunk: rounded((bytes.words + bytes.rest) / chunks),
      bytesPerChunkBesideWords: rounded(bytes.rest / chunks),
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      store: kind,
      node: process.version,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function fill(index: SqliteIndex): Promise<void> {
  const random = mulberry32(1);
  const files = Math.ceil(chunks / chunksPerFile);
  // Larger commits where there is more to fill: how an index was filled is not what is measured.
  const atOnce = Math.min(256, Math.max(32, Math.ceil(files / 500)));
  for (let at = 0; at < files; at += atOnce) {
    const batch = Array.from({ length: Math.min(atOnce, files - at) }, (_, i) => {
      const left = chunks - (at + i) * chunksPerFile;
      return makeFile(`src/folder${(at + i) % 97}/file${at + i}.md`, Math.min(chunksPerFile, left), random);
    });
    await index.replaceFiles(batch);
  }
}

/** Each list alone and both together; every query differs from the ones before. */
async function ask(index: SqliteIndex) {
  const random = mulberry32(2);
  const times = { vector: [] as number[], lexical: [] as number[] };
  const hybrid: number[] = [];
  for (let n = 0; n < queries + 3; n++) {
    const query = makeQuery(random);
    const both = await timeMs(() => index.candidates(query));
    const other = makeQuery(random);
    const vector = await timeMs(() => index.candidates({ vector: other.vector, depth }));
    const lexical = await timeMs(() => index.candidates({ terms: other.terms, depth }));
    if (n < 3) continue;
    hybrid.push(both);
    times.vector.push(vector);
    times.lexical.push(lexical);
  }
  return { hybrid, lists: times };
}

/** A file of the usual size is saved again and again. */
async function edit(index: SqliteIndex): Promise<number[]> {
  const random = mulberry32(3);
  const times: number[] = [];
  for (let n = 0; n < 30; n++) {
    const file = makeFile(`src/folder${n}/file${n}.md`, chunksPerFile, random);
    const began = performance.now();
    await index.replaceFiles([file]);
    times.push(performance.now() - began);
  }
  return times;
}

/** Six different words of one passage, frequent and rare as they come, as the searcher passes them on. */
function makeQuery(random: () => number): Required<Pick<CandidateQuery, 'vector' | 'terms' | 'depth'>> {
  const passage = [...new Set(passageOf(random).split(' '))];
  const terms = Array.from({ length: 6 }, () => passage[Math.floor(random() * passage.length)]);
  return { vector: vectorOf(random), terms: queryTerms(terms.join(' ')), depth };
}

function makeFile(name: string, count: number, random: () => number): FileRow {
  const hash = hashOf(`${name} ${random()}`);
  const rows = Array.from({ length: count }, (_, i): ChunkRow => {
    const lines = { start: i * 700, end: i * 700 + 690, startLine: i * 12, endLine: i * 12 + 11 };
    const heading = ['Guide', `Part ${i}`];
    return { ...lines, hash: hashOf(`${hash} ${i}`), heading, terms: passageOf(random), vector: vectorOf(random) };
  });
  return { path: name, language: 'markdown', hash, sizeBytes: count * 700, modifiedMs: 0, chunks: rows };
}

function passageOf(random: () => number): string {
  const from = Math.floor(random() * (words.length - wordsPerChunk));
  const passage = words.slice(from, from + wordsPerChunk);
  for (let i = 0; i < passage.length; i++) {
    // Names follow Zipf's law too: a few are everywhere, most are rare.
    if (random() < nameShare) passage[i] = `name${Math.floor(chunks ** random())}`;
  }
  return passage.join(' ');
}

/** Drawing each number of each vector anew would take longer than storing it. */
const drawn = Array.from({ length: 512 }, (_, n) => drawVector(mulberry32(1000 + n)));

/** A drawn vector, turned round by some places: of length 1, and like no other. */
function vectorOf(random: () => number): Float32Array {
  const source = drawn[Math.floor(random() * drawn.length)];
  const from = Math.floor(random() * dims);
  const vector = new Float32Array(dims);
  vector.set(source.subarray(from));
  vector.set(source.subarray(0, from), dims - from);
  return vector;
}

function drawVector(random: () => number): Float32Array {
  const vector = new Float32Array(dims);
  let squares = 0;
  for (let i = 0; i < dims; i++) {
    vector[i] = random() + random() - 1;
    squares += vector[i] ** 2;
  }
  const length = Math.sqrt(squares);
  for (let i = 0; i < dims; i++) vector[i] /= length;
  return vector;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

measure().then(
  (figures) => console.log(JSON.stringify(figures)),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  },
);
