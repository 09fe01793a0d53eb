/** Jobs that wait for their turn. */
export class JobQueue {
  readonly waiting: string[] = [];

  /** Puts a job at the end. */
  enqueue(job: string): void {
    this.waiting.push(job);
  }

  /** Takes the job that has waited longest, or nothing when none waits. */
  next(): string | undefined {
    return this.waiting.shift();
  }
}
