// The standard streams: answers on stdout, everything else on stderr, and a reader of stdout that has gone is no failure.

import { codeOf, writeError } from '../runtime/node/fileErrors';
import { linesOf } from './lines';

export interface Streams {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
}

/** Nobody reads stdout any more (`| head`). */
export class OutputClosedError extends Error {
  override readonly name = 'OutputClosedError';
}

export class Output {
  readonly #streams: Streams;
  #closed: Error | undefined;
  #onClosed: (error: Error) => void = () => {};
  #progressShown = false;

  constructor(streams: Streams) {
    this.#streams = streams;
    streams.stdout.on('error', (error) => {
      this.#closed = closedBy(error);
      this.#onClosed(this.#closed);
    });
    // Whoever closed it wants no sentences; the exit status still tells.
    streams.stderr.on('error', () => {});
  }

  /** Called once when stdout breaks, so that work for nobody can end. */
  onClosed(listener: (error: Error) => void): void {
    this.#onClosed = listener;
    if (this.#closed) listener(this.#closed);
  }

  /** Resolves when there is room for more; rejects with OutputClosedError where nobody reads, with EngineError storage. */
  async write(line: string): Promise<void> {
    if (this.#closed) throw this.#closed;
    const { stdout } = this.#streams;
    await new Promise<void>((resolve, reject) => {
      stdout.write(`${line}\n`, (error) => {
        if (!error) resolve();
        else reject(this.#closed ?? closedBy(error));
      });
    });
  }

  /** One sentence for people. */
  complain(sentence: string): void {
    this.endProgress();
    this.#streams.stderr.write(`semtext: ${sentence}\n`);
  }

  /** Shown only where a person watches; each overwrites the last. */
  progress(text: string): void {
    if (!this.#streams.stderr.isTTY) return;
    this.#progressShown = true;
    this.#streams.stderr.write(`\r\x1b[K${text}`);
  }

  endProgress(): void {
    if (!this.#progressShown) return;
    this.#progressShown = false;
    this.#streams.stderr.write('\r\x1b[K');
  }

  /** Of stdin; see linesOf. */
  lines(): AsyncIterable<string | undefined> {
    return linesOf(this.#streams.stdin);
  }
}

/** The reader went; else what was written to did not take it: a full disk behind `>`. */
const closedBy = (error: Error): Error =>
  codeOf(error) === 'EPIPE' ? new OutputClosedError() : writeError(error, 'the output');
