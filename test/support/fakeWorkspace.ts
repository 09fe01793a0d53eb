// What indexing needs, without disk and encoder: files in a map, a chunker by paragraphs, an encoder by words.

import { createHash } from 'node:crypto';
import type { CancelSignal } from '../../src/core/cancel';
import { fileLanguage } from '../../src/core/fileLanguage';
import { termsOf } from '../../src/core/terms';
import { paragraphSpans } from '../../src/core/text';
import { l2Normalise } from '../../src/core/vector';
import type {
  BackgroundEmbedder,
  Chunker,
  Embedder,
  FileEntry,
  FileReading,
  FilesPort,
  Hasher,
} from '../../src/engine/index/ports';
import type { Exclusion, IndexSpec } from '../../src/engine/index/types';

export const dims = 64;
export const spec: IndexSpec = { model: 'fake@0', dims, chunker: 'paragraphs-1', schema: 1 };

export const hash: Hasher = (text) => Promise.resolve(createHash('sha256').update(text).digest('hex').slice(0, 32));

/** One chunk a paragraph. A text with `poison` cannot be cut. */
export const paragraphChunker: Chunker = {
  id: 'paragraphs-1',
  chunk: ({ text }) => {
    if (text.includes('poison')) throw new Error('it cannot be cut');
    const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1;
    return Promise.resolve(
      paragraphSpans(text).map(({ start, end }) => ({
        start,
        end,
        startLine: lineOf(start),
        endLine: lineOf(end - 1),
        heading: [],
        text: text.slice(start, end),
      })),
    );
  },
};

/** Each word adds one to a place of the vector. Counts what it is asked; may be made to wait or fail. */
export class WordEmbedder implements BackgroundEmbedder {
  readonly asked: string[] = [];
  isHeld = false;
  share = 1;
  before: (texts: readonly string[]) => Promise<void> = () => Promise.resolve();

  async embed({ texts }: Parameters<Embedder['embed']>[0]) {
    await this.before(texts);
    this.asked.push(...texts);
    const embeddings = new Float32Array(texts.length * dims);
    for (const [n, text] of texts.entries()) {
      for (const term of termsOf(text)) embeddings[n * dims + placeOf(term)]++;
    }
    return { width: dims, embeddings: l2Normalise(embeddings, dims) };
  }

  holdBackground(isHeld: boolean): void {
    this.isHeld = isHeld;
  }

  setBackgroundShare(share: number): void {
    this.share = share;
  }
}

function placeOf(term: string): number {
  return createHash('sha256').update(term).digest().readUInt32LE(0) % dims;
}

export class FakeFiles implements FilesPort {
  readonly texts = new Map<string, string>();
  readonly modified = new Map<string, number>();
  readonly exclusions = new Map<string, Exclusion>();
  readonly reads: string[] = [];
  /** A folder of which a scan says that it cannot be read. */
  unread: string | undefined;
  #time = 1;

  set(path: string, text: string): void {
    this.texts.set(path, text);
    this.modified.set(path, this.#time++);
  }

  async *scan(_signal?: CancelSignal, below?: string) {
    await Promise.resolve();
    const isWanted = (path: string): boolean => below === undefined || path.startsWith(`${below}/`);
    yield {
      files: [...this.texts.keys()].filter(isWanted).map((path) => this.#entry(path)),
      excluded: [...this.exclusions].map(([path, exclusion]) => ({ path, exclusion })),
      ...(this.unread !== undefined && { unread: this.unread }),
    };
  }

  async read(path: string): Promise<FileReading> {
    this.reads.push(path);
    const text = this.texts.get(path);
    if ([...this.texts.keys()].some((each) => each.startsWith(`${path}/`)))
      return { excluded: { rule: 'notText' }, isFolder: true };
    if (text === undefined) return { excluded: { rule: 'missing' as const } };
    if (text.includes('\0')) return { excluded: { rule: 'binary' as const } };
    return { file: { ...this.#entry(path), text, hash: await hash(text) } };
  }

  explain(path: string): Promise<Exclusion | undefined> {
    return Promise.resolve(this.exclusions.get(path));
  }

  #entry(path: string): FileEntry {
    const text = this.texts.get(path) ?? '';
    const language = fileLanguage(path) ?? 'plaintext';
    return { path, language, sizeBytes: text.length, modifiedMs: this.modified.get(path) ?? 0 };
  }
}
