// The question before work that takes long: what counts as long, what it is likely to take, and that a yes holds for good.

import { untilCancelled, type CancelSignal } from '../../core/cancel';
import { sizes, type IndexerOptions, type Task } from './indexerOptions';
import type { WorkSize } from './report';

const manyFiles = 2_000;
const longSeconds = 120;
/** A small file takes as long as so much text: it is read, cut, embedded and committed like any other. */
const leastBytes = 500;

type Options = Pick<IndexerOptions, 'confirm' | 'assumedBytesPerSecond' | 'cpuShare'>;

export class Consent {
  readonly #confirm: Options['confirm'];
  /** Of source text, with all of the time for the encoder. */
  #bytesPerSecond: number;
  #isGiven = false;
  /** Of the time, above 0 to 1. */
  cpuShare: number;

  constructor({ confirm, assumedBytesPerSecond, cpuShare = 1 }: Options) {
    this.#confirm = confirm;
    this.#bytesPerSecond = assumedBytesPerSecond ?? sizes.assumedBytesPerSecond;
    this.cpuShare = cpuShare;
  }

  /** What this machine did: better than any assumption. */
  measured(bytes: number, ms: number): void {
    this.#bytesPerSecond = (1000 * bytes) / Math.max(1, ms) / this.cpuShare;
  }

  /** Whether this work may be done; `asking` is called where a person is asked. CancelledError: the answer holds later. */
  async isGivenFor(tasks: Iterable<Task>, asking: () => void, cancel: CancelSignal): Promise<boolean> {
    if (!this.#confirm || this.#isGiven) return true;
    const size = this.#sizeOf([...tasks]);
    if (size.files <= manyFiles && size.seconds <= longSeconds) return true;
    asking();
    const answer = this.#confirm(size).catch(() => false);
    return untilCancelled(
      answer.then((isGiven) => (this.#isGiven = isGiven)),
      cancel,
    );
  }

  #sizeOf(tasks: readonly Task[]): WorkSize {
    const sizeBytes = tasks.reduce((sum, task) => sum + task.sizeBytes, 0);
    const workBytes = tasks.reduce((sum, task) => sum + Math.max(leastBytes, task.sizeBytes), 0);
    return { files: tasks.length, sizeBytes, seconds: workBytes / (this.#bytesPerSecond * this.cpuShare) };
  }
}
