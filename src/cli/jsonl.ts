// One JSON object a line in, one a line out, in the same order: several lines are under way at a time, a bad line answers
// for itself, and whoever sends one line and waits gets its answer at once.

import { EngineError } from '../engine/errors';
import { CancelledError } from '../core/cancel';
import { record } from '../protocol/parse';
import { fieldSource } from './fieldSource';
import { describeFailure } from './messages';
import type { Fields, Job, Output, Verb, Work } from './verb';

/**
 * Lines that are worked on at the same time: enough to keep encoder processes from waiting for lines. They are not put
 * into one batch: an int8 encoder scales its activations over the whole batch, so that the neighbours of a text would
 * change its numbers (cosine 0.997 against the same text alone, measured with the bundled encoder).
 */
const linesUnderWay = 8;

interface Line {
  /** As it stands in the line, and goes back; undefined where the line has none. */
  readonly id: string | undefined;
  /** What to do, or why nothing can be done. */
  readonly job: Job | { readonly failed: unknown };
}

/**
 * `defaults`: fields from the options of the command line, which a line may override. Rejects only when `write` does or
 * the work is cancelled. Lines without anything on them are skipped; one that is undefined was no text.
 */
export async function runLines(
  verb: Verb,
  defaults: Fields,
  work: Work,
  lines: AsyncIterable<string | undefined>,
  write: (line: string) => Promise<void>,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  let written = Promise.resolve();
  let done = 0;
  // Of several lines at a time the share of each says nothing.
  const each: Work = { ...work, onProgress: () => {}, onStatus: () => {} };
  const writeOne = async (line: string): Promise<void> => {
    await write(line);
    work.onStatus(`${verb.name}: ${++done === 1 ? 'one line' : `${done} lines`} answered`);
  };
  for await (const text of lines) {
    if (text?.trim() === '') continue;
    written = writeAfter(written, answerTo(readLine(verb, defaults, text), each), writeOne);
    underWay.push(written);
    if (underWay.length >= linesUnderWay) await underWay.shift();
  }
  await written;
}

/** Writes the answer once those before it are written. A failure is met by whoever waits for the last. */
function writeAfter(
  before: Promise<void>,
  answer: Promise<string>,
  write: (line: string) => Promise<void>,
): Promise<void> {
  const written = before.then(async () => write(await answer));
  answer.catch(() => {});
  written.catch(() => {});
  return written;
}

async function answerTo({ id, job }: Line, work: Work): Promise<string> {
  try {
    if ('failed' in job) throw job.failed;
    const answered = await job.run(work);
    return withId(id, answered.json());
  } catch (error) {
    if (error instanceof CancelledError) throw error;
    const { code, message } = describeFailure(error);
    return withId(id ?? 'null', { error: { code, message } });
  }
}

function withId(id: string | undefined, fields: Output): string {
  const json = JSON.stringify(fields);
  return id === undefined ? json : `{"id":${id},${json.slice(1)}`;
}

function readLine(verb: Verb, defaults: Fields, line: string | undefined): Line {
  let id: string | undefined;
  try {
    if (line === undefined) throw new EngineError('badInput', { reason: 'the line is not UTF-8 text' });
    const fields = record(parseJson(line), '');
    id = fieldSource(line, 'id');
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
