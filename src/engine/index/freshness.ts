// Whether a candidate still stands where the index says: reads each file once a search, and finds a passage that has moved
// by its hash.

import { htmlText, isPage } from '../../core/markup/htmlText';
import type { TextView } from '../../core/textView';
import type { Chunker, FilesPort, FileText, Hasher } from './ports';
import { cutFile, type PreparedFile } from './prepare';
import { isNotebook, notebookPassage } from './structure/notebook';
import type { ChunkCandidate, LinedSpan } from './types';

export interface Located extends LinedSpan {
  /**
   * The passage as it stands in the file now; of a notebook the source of its cells, not the JSON around it, of a page what
   * a person reads.
   */
  readonly text: string;
  /** The cell of a notebook where it begins, from 0. */
  readonly cell?: number;
}

export class FreshFiles {
  readonly #files: Pick<FilesPort, 'read'>;
  readonly #cutting: { readonly chunker: Chunker; readonly hash: Hasher };
  readonly #read = new Map<string, Promise<FileText | undefined>>();
  readonly #cut = new Map<string, Promise<PreparedFile>>();
  readonly #pages = new Map<FileText, TextView>();
  /** Files that are no longer as they were indexed. */
  readonly changed = new Set<string>();

  constructor(files: Pick<FilesPort, 'read'>, cutting: { readonly chunker: Chunker; readonly hash: Hasher }) {
    this.#files = files;
    this.#cutting = cutting;
  }

  /** Begins to read files that will be asked for. */
  readAhead(paths: Iterable<string>): void {
    for (const path of paths) void this.#fileOf(path);
  }

  /** Where the candidate's passage stands now; undefined when it is gone. */
  async locate(candidate: ChunkCandidate): Promise<Located | undefined> {
    const file = await this.#fileOf(candidate.path);
    if (file?.hash === candidate.fileHash) return this.#located(file, candidate);
    this.changed.add(candidate.path);
    if (!file) return undefined;
    const { chunks, hashes } = await this.#cutOf(file);
    const same = chunks.filter((_, n) => hashes[n] === candidate.hash);
    const distance = (span: LinedSpan): number => Math.abs(span.start - candidate.start);
    const [nearest] = same.sort((a, b) => distance(a) - distance(b));
    return nearest && this.#located(file, nearest);
  }

  /** Undefined where it is gone, left out by now, or cannot be read. */
  #fileOf(path: string): Promise<FileText | undefined> {
    let reading = this.#read.get(path);
    if (!reading) {
      reading = this.#files.read(path).then(
        (found) => ('file' in found ? found.file : undefined),
        () => undefined,
      );
      this.#read.set(path, reading);
    }
    return reading;
  }

  #cutOf(file: FileText): Promise<PreparedFile> {
    const cut = this.#cut.get(file.path) ?? cutFile(this.#cutting, file);
    this.#cut.set(file.path, cut);
    return cut;
  }

  #located(file: FileText, { start, end, startLine, endLine }: LinedSpan): Located {
    const { path, language, text } = file;
    const span = { start, end, startLine, endLine };
    const inNotebook = isNotebook(path) ? notebookPassage(text, span) : undefined;
    if (inNotebook || !isPage(language)) return { ...span, text: text.slice(start, end), ...inNotebook };
    const page = this.#pages.get(file) ?? htmlText(text);
    this.#pages.set(file, page);
    const shown = page.inText(span);
    return { ...span, text: page.text.slice(shown.start, shown.end) };
  }
}
