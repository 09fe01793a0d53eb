// How far indexing has come: files, chunks, rate, time left. The rate is that of the last seconds of work; pauses do not
// count.

import type { Clock } from '../ports';
import type { IndexProgress } from './types';

interface Sample {
  readonly atMs: number;
  readonly chunks: number;
  readonly bytes: number;
}

/** The rate is taken over this time, and told only after some of it. */
const windowMs = 15_000;
const enoughMs = 1_000;

export class Meter {
  readonly #clock: Clock;
  #filesDone = 0;
  #filesTotal = 0;
  #chunksDone = 0;
  #bytesDone = 0;
  #bytesTotal = 0;
  #samples: Sample[] = [];
  #stoppedSince: number | undefined;
  #stoppedMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Forgets what was done; for a new stretch of work. A pause goes on. */
  reset(): void {
    this.#filesDone = this.#filesTotal = this.#chunksDone = this.#bytesDone = this.#bytesTotal = 0;
    this.#samples = [];
    if (this.#stoppedSince !== undefined) this.#stoppedSince = this.#clock.now();
    this.#stoppedMs = 0;
  }

  expect(files: number, bytes: number): void {
    if (this.#samples.length === 0) this.#sample();
    this.#filesTotal += files;
    this.#bytesTotal += bytes;
  }

  /** A part of a file: its bytes count when the file is done. */
  chunks(count: number): void {
    this.#chunksDone += count;
    this.#sample();
  }

  file(bytes: number): void {
    this.#filesDone++;
    this.#bytesDone += bytes;
    this.#sample();
  }

  stop(): void {
    this.#stoppedSince ??= this.#clock.now();
  }

  go(): void {
    if (this.#stoppedSince === undefined) return;
    this.#stoppedMs += this.#clock.now() - this.#stoppedSince;
    this.#stoppedSince = undefined;
  }

  progress(state: IndexProgress['state']): IndexProgress {
    const [first] = this.#samples;
    const elapsedMs = first ? this.#now() - first.atMs : 0;
    const rate = (done: number): number => (elapsedMs >= enoughMs ? (done * 1000) / elapsedMs : 0);
    const bytesPerSecond = first ? rate(this.#bytesDone - first.bytes) : 0;
    const bytesLeft = this.#bytesTotal - this.#bytesDone;
    return {
      state,
      filesDone: this.#filesDone,
      filesTotal: this.#filesTotal,
      chunksDone: this.#chunksDone,
      chunksPerSecond: first ? rate(this.#chunksDone - first.chunks) : 0,
      ...(bytesPerSecond > 0 && state !== 'idle' && { secondsLeft: bytesLeft / bytesPerSecond }),
    };
  }

  #now(): number {
    return (this.#stoppedSince ?? this.#clock.now()) - this.#stoppedMs;
  }

  #sample(): void {
    const atMs = this.#now();
    this.#samples.push({ atMs, chunks: this.#chunksDone, bytes: this.#bytesDone });
    // The newest sample that is older than the window stays, so that the rate covers all of it.
    while (this.#samples.length > 2 && this.#samples[1].atMs < atMs - windowMs) this.#samples.shift();
  }
}
