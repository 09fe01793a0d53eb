// Reads a folder of corpus shards (JSON lines with a `text`, plain or xz) into a stream of word numbers, and keeps the
// stream in the cache folder, since reading takes a minute. Node has no xz, so the system's xz or Python unpacks it.

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { border, largestVocabulary, ngramTokens, NgramVocabulary, unknown } from './ngramStream';

export interface CorpusStream {
  readonly vocabulary: NgramVocabulary;
  /** Distinct words of the corpus that the vocabulary leaves out. */
  readonly wordsLeftOut: number;
  readonly numbers: Uint16Array;
  /** For people: how much of the corpus this is. */
  readonly description: string;
}

/** 16-bit numbers of this many words and marks take 120 MB; the whole corpus has fewer. */
const mostTokens = 60_000_000;
const formatVersion = 1;

/** The stream of a corpus folder, or a sentence that says why there is none. */
export async function corpusStream(
  folder: string,
  cacheFolder: string,
  log: (line: string) => void,
): Promise<CorpusStream | string> {
  const files = shardsOf(folder);
  if (files.length === 0) return `no corpus shards (*.jsonl, *.jsonl.xz) in ${folder}`;
  const key = createHash('sha256')
    .update(
      JSON.stringify([formatVersion, mostTokens, files.map((file) => [path.basename(file), statSync(file).size])]),
    )
    .digest('hex')
    .slice(0, 16);
  const stem = path.join(cacheFolder, `ngrams-${key}`);
  const cached = readCached(stem);
  if (cached) return cached;
  const unpack = files.some((file) => file.endsWith('.xz')) ? unpacker() : undefined;
  if (typeof unpack === 'string') return unpack;
  const builder = new StreamBuilder();
  for (const file of files) {
    if (builder.length >= mostTokens) break;
    log(`reading ${path.basename(file)} for the n-gram baselines (once)`);
    await readShard(file.endsWith('.xz') ? unpack!(file) : createReadStream(file), builder);
  }
  const stream = builder.finish(`${files.length} shards`);
  writeCached(stem, stream);
  return stream;
}

/** The texts of a corpus folder, shard by shard. Error where there is none or it cannot be unpacked. */
export async function* corpusTexts(folder: string): AsyncGenerator<string> {
  const files = shardsOf(folder);
  if (files.length === 0) throw new Error(`no corpus shards (*.jsonl, *.jsonl.xz) in ${folder}`);
  const unpack = files.some((file) => file.endsWith('.xz')) ? unpacker() : createReadStream;
  if (typeof unpack === 'string') throw new Error(unpack);
  for (const file of files) yield* textsOf(file.endsWith('.xz') ? unpack(file) : createReadStream(file));
}

function shardsOf(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const shards = readdirSync(folder).filter((name) => /\.jsonl(\.xz)?$/.test(name));
  return shards.sort().map((name) => path.join(folder, name));
}

type Unpack = (file: string) => Readable;

/** xz where it is installed, else Python's lzma. */
function unpacker(): Unpack | string {
  const runs = (command: string, args: string[]) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  const piped = (command: string, args: string[]) =>
    spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
  if (runs('xz', ['--version'])) return (file) => piped('xz', ['-dc', file]);
  const program = 'import lzma,shutil,sys; shutil.copyfileobj(lzma.open(sys.argv[1]), sys.stdout.buffer)';
  for (const python of ['python3', 'python']) {
    if (runs(python, ['-c', 'import lzma'])) return (file) => piped(python, ['-c', program, file]);
  }
  return 'the corpus is packed with xz, and neither xz nor Python is installed to unpack it';
}

async function readShard(bytes: Readable, builder: StreamBuilder): Promise<void> {
  for await (const text of textsOf(bytes)) {
    if (builder.length >= mostTokens) break;
    builder.add(text);
  }
}

async function* textsOf(bytes: Readable): AsyncGenerator<string> {
  try {
    for await (const line of createInterface({ input: bytes, crlfDelay: Infinity })) {
      const record: unknown = JSON.parse(line);
      if (typeof record === 'object' && record && 'text' in record && typeof record.text === 'string')
        yield record.text;
    }
  } finally {
    bytes.destroy();
  }
}

/** Gathers documents under provisional numbers in order of appearance, then renumbers by frequency. */
export class StreamBuilder {
  readonly #numbers = new Map<string, number>();
  readonly #counts: number[] = [];
  #tokens = new Uint32Array(1 << 20);
  length = 0;

  add(text: string): void {
    this.#push('\n');
    this.#push('\n');
    for (const token of ngramTokens(text.trim())) {
      if (!token.startsWith('\n')) this.#push(token);
      else for (let times = 0; times < 2; times++) this.#push('\n');
    }
    this.#push('\n');
    this.#push('\n');
  }

  #push(token: string): void {
    let number = this.#numbers.get(token);
    if (number === undefined) {
      number = this.#counts.push(0) - 1;
      this.#numbers.set(token, number);
    }
    this.#counts[number]++;
    if (this.length === this.#tokens.length) {
      const larger = new Uint32Array(this.length * 2);
      larger.set(this.#tokens);
      this.#tokens = larger;
    }
    this.#tokens[this.length++] = number;
  }

  finish(description: string): CorpusStream {
    const counts = new Map([...this.#numbers].map(([word, number]) => [word, this.#counts[number]]));
    counts.delete('\n');
    const vocabulary = NgramVocabulary.of(counts);
    const renumber = new Uint16Array(this.#counts.length).fill(unknown);
    vocabulary.words.forEach((word, number) => {
      const provisional = this.#numbers.get(word);
      if (provisional !== undefined) renumber[provisional] = number;
    });
    const numbers = new Uint16Array(this.length);
    for (let i = 0; i < this.length; i++) numbers[i] = renumber[this.#tokens[i]];
    const millions = (this.length / 1e6).toFixed(1);
    return {
      vocabulary,
      wordsLeftOut: counts.size - (vocabulary.size - 2),
      numbers,
      description: `${millions} M words and marks of the corpus (${description})`,
    };
  }
}

function writeCached(stem: string, stream: CorpusStream): void {
  mkdirSync(path.dirname(stem), { recursive: true });
  const facts = { words: stream.vocabulary.words, wordsLeftOut: stream.wordsLeftOut, description: stream.description };
  writeFileSync(`${stem}.stream.part`, stream.numbers);
  renameSync(`${stem}.stream.part`, `${stem}.stream`);
  writeFileSync(`${stem}.json.part`, JSON.stringify(facts));
  renameSync(`${stem}.json.part`, `${stem}.json`);
}

/** The facts are written last, so a stream without them is one that was not finished. */
function readCached(stem: string): CorpusStream | undefined {
  if (!existsSync(`${stem}.json`) || !existsSync(`${stem}.stream`)) return undefined;
  const facts: unknown = JSON.parse(readFileSync(`${stem}.json`, 'utf8'));
  if (!isFacts(facts)) return undefined;
  const bytes = readFileSync(`${stem}.stream`);
  const numbers = new Uint16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  return { ...facts, vocabulary: new NgramVocabulary(facts.words), numbers };
}

function isFacts(facts: unknown): facts is { words: string[]; wordsLeftOut: number; description: string } {
  if (typeof facts !== 'object' || facts === null) return false;
  const { words, wordsLeftOut, description } = facts as Record<string, unknown>;
  return (
    Array.isArray(words) &&
    words.length <= largestVocabulary &&
    words[border] === '\n' &&
    typeof wordsLeftOut === 'number' &&
    typeof description === 'string'
  );
}
