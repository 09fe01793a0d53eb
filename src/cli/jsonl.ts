// One JSON object a line in, one a line out, in the same order: several lines are under way at a time, a bad line answers
// for itself, and whoever sends one line and waits gets its answer at once.

import { EngineError } from '../engine/errors';
import { CancelledError } from '../core/cancel';
import { record } from '../protocol/parse';
import { describeFailure } from './messages';
import type { Answered, Fields, Job, Verb, Work } from './verb';

/** Groups that are worked on at the same time: enough to keep one encoder process from waiting for lines. */
const groupsUnderWay = 4;
/** Lines that one group takes at most, for verbs that answer several in one go. */
const linesTogether = 64;

interface Line {
  /** As it goes back; undefined where the line has none. */
  readonly id: unknown;
  /** What to do, or why nothing can be done. */
  readonly job: Job | { readonly failed: unknown };
}

/**
 * `defaults`: fields from the options of the command line, which a line may override. Rejects only when `write` does or
 * the work is cancelled. Lines without anything on them are skipped.
 */
export async function runLines(
  verb: Verb,
  defaults: Fields,
  work: Work,
  lines: AsyncIterable<string>,
  write: (line: string) => Promise<void>,
): Promise<void> {
  const mostLines = verb.runTogether ? linesTogether : 1;
  const underWay: Promise<void>[] = [];
  let written = Promise.resolve();
  for await (const group of groupsOf(lines, mostLines)) {
    const parsed = group.filter((line) => line.trim() !== '').map((line) => readLine(verb, defaults, line));
    const answers = answerGroup(verb, parsed, work);
    written = writeAfter(written, answers, write);
    underWay.push(written);
    if (underWay.length >= groupsUnderWay) await underWay.shift();
  }
  await written;
}

/** Writes the answers once those before them are written. A failure is met by whoever waits for the last. */
function writeAfter(
  before: Promise<void>,
  answers: Promise<readonly string[]>,
  write: (line: string) => Promise<void>,
): Promise<void> {
  const written = before.then(async () => {
    for (const line of await answers) await write(line);
  });
  answers.catch(() => {});
  written.catch(() => {});
  return written;
}

async function answerGroup(verb: Verb, lines: readonly Line[], work: Work): Promise<readonly string[]> {
  const jobs = lines.flatMap(({ job }) => ('failed' in job ? [] : [job]));
  const together = await runTogether(verb, jobs, work);
  return Promise.all(
    lines.map(async ({ id, job }) => {
      try {
        if ('failed' in job) throw job.failed;
        const answered = together?.get(job) ?? (await job.run(work));
        return JSON.stringify({ ...(id !== undefined && { id }), ...answered.json() });
      } catch (error) {
        if (error instanceof CancelledError) throw error;
        const { code, message } = describeFailure(error);
        return JSON.stringify({ id: id ?? null, error: { code, message } });
      }
    }),
  );
}

/** Undefined where the verb has no such way, or where it failed: then each line is tried alone, to find the culprit. */
async function runTogether(verb: Verb, jobs: readonly Job[], work: Work): Promise<Map<Job, Answered> | undefined> {
  if (!verb.runTogether || jobs.length < 2) return undefined;
  try {
    const answers = await verb.runTogether(jobs, work);
    return new Map(jobs.map((job, index) => [job, answers[index]]));
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

function readLine(verb: Verb, defaults: Fields, line: string): Line {
  let id: unknown;
  try {
    const fields = record(parseJson(line), '');
    id = fields.id;
    return { id, job: verb.prepare({ ...defaults, ...fields }) };
  } catch (failed) {
    return { id, job: { failed } };
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new EngineError('badInput', { reason: 'the line is no JSON' });
  }
}

/** Lines as they come: whatever has arrived meanwhile, up to `most`, is one group. Ends when the lines do. */
async function* groupsOf(lines: AsyncIterable<string>, most: number): AsyncGenerator<readonly string[]> {
  const iterator = lines[Symbol.asyncIterator]();
  let next = iterator.next();
  for (;;) {
    const group: string[] = [];
    let item = await next;
    while (!item.done) {
      group.push(item.value);
      next = iterator.next();
      const ready = group.length < most ? await nowOrNever(next) : undefined;
      if (!ready) break;
      item = ready;
    }
    if (group.length > 0) yield group;
    if (item.done) return;
  }
}

/** The value of a promise that settles before anything new can arrive; undefined for one that does not. */
function nowOrNever<T>(promise: Promise<T>): Promise<T | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))]);
}
