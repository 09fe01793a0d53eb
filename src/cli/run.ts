// One run of the command line: arguments in, exit status out. Ends its encoder process whatever happens.

import { CommanderError } from 'commander';
import { CancelledError, CancelSource } from '../core/cancel';
import { EngineError } from '../engine/errors';
import { readStdin } from './files';
import { runLines } from './jsonl';
import { describeFailure } from './messages';
import { Output, OutputClosedError, type Streams } from './output';
import { progressText } from './progressText';
import { createProgram, type Asked } from './program';
import { openSession } from './session';
import type { Fields, Work } from './verb';
import { verbs } from './verbs';

export interface RunOptions {
  readonly distFolder: string;
  readonly version: string;
}

/** `args` without the program's name. Returns the exit status: 0 done, 2 bad input or usage, 1 anything else. */
export async function run(args: readonly string[], streams: Streams, options: RunOptions): Promise<number> {
  const output = new Output(streams);
  const program = createProgram(verbs, options.version, {
    onVerb: (asked) => runVerb(asked, output, options.distFolder),
    onServer: async ({ model, device }) => {
      const { runServer } = await import('./lsp');
      await runServer({ model, device, distFolder: options.distFolder });
    },
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof OutputClosedError) return 0;
    const { message, status } = describeFailure(error);
    output.complain(message);
    return status;
  } finally {
    output.endProgress();
  }
}

async function runVerb({ verb, given, fields, common }: Asked, output: Output, distFolder: string): Promise<void> {
  // What is wrong with the question is said before a model is loaded.
  const job = common.jsonl ? undefined : verb.prepare(await completeFields(verb, given, fields));
  if (common.jsonl && given.length > 0) {
    throw new EngineError('badInput', { subject: given[0], reason: 'under --jsonl the lines of stdin are the input' });
  }
  const { model, device } = common;
  const source = new CancelSource();
  let closed: Error | undefined;
  output.onClosed((error) => {
    closed = error;
    source.cancel();
  });
  const note = (sentence: string): void => output.complain(sentence);
  const session = await openSession({ model, device, distFolder, wide: verb.wide ?? false, note });
  const startMs = performance.now();
  try {
    const work: Work = {
      engine: session.engine,
      signal: source.signal,
      indexes: session.indexes,
      onProgress: (fraction) => output.progress(progressText(verb.name, fraction, performance.now() - startMs)),
      onStatus: (text) => output.progress(text),
      note,
      distFolder,
    };
    // A model that cannot be loaded is the run's failure, not that of each line.
    if (verb.engine !== 'own') await session.engine.info(source.signal);
    const writeLine = (line: string): Promise<void> => {
      output.endProgress();
      return output.write(line);
    };
    if (!job) return await runLines(verb, fields, work, output.lines(), writeLine);
    const answered = await job.run(work);
    output.endProgress();
    const written = common.json ? JSON.stringify(answered.json()) : answered.text();
    if (written !== '') await output.write(written);
  } catch (error) {
    throw error instanceof CancelledError && closed ? closed : error;
  } finally {
    await session.dispose();
  }
}

/** The fields that arguments and options give. `-` as a text means stdin. */
async function completeFields(
  { arguments: names, argumentFields, readArgument, needsArguments = () => true }: Asked['verb'],
  given: readonly string[],
  fields: Fields,
): Promise<Fields> {
  const missing = names[given.length];
  if (missing !== undefined && needsArguments(fields))
    throw new EngineError('badInput', { subject: missing, reason: 'it is missing' });
  if (given.filter((text) => text === '-').length > 1)
    throw new EngineError('badInput', { subject: '-', reason: 'stdin can be only one of the texts' });
  if (readArgument) return { ...argumentFields, ...(await readArgument(given[0])), ...fields };
  const texts = await Promise.all(given.map(async (text) => (text === '-' ? readStdin() : text)));
  return { ...argumentFields, ...Object.fromEntries(texts.map((text, index) => [names[index], text])), ...fields };
}
