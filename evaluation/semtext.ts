// Asks the command line `semtext` in its --jsonl form: one process for a list of inputs, answers in the same order. The
// evaluation goes this way and no other, so that it measures what a person gets.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { record } from '../src/runtime/parse';

/** An answer, or the code of the error that stood in its place. */
export type Answer = { readonly fields: Readonly<Record<string, unknown>> } | { readonly error: string };

export interface SemtextOptions {
  /** Path of dist/cli.cjs. */
  readonly program: string;
  /** Folder or id of the model; the bundled one where absent. */
  readonly model?: string | undefined;
  /** Told from time to time how many answers have come. */
  readonly onProgress?: (verb: string, done: number, total: number) => void;
}

export class Semtext {
  constructor(private readonly options: SemtextOptions) {}

  /** One call without input lines. Error with the program's own sentence when it fails. */
  async once(verb: string, ...args: string[]): Promise<Readonly<Record<string, unknown>>> {
    const [answer] = await this.#run(verb, [...args, '--json'], undefined, 1);
    if ('error' in answer) throw new Error(`semtext ${verb}: ${answer.error}`);
    return answer.fields;
  }

  /** One answer for each input, in order. Error when the process ends early or an answer cannot be read. */
  ask(verb: string, inputs: readonly object[], ...args: string[]): Promise<Answer[]> {
    if (inputs.length === 0) return Promise.resolve([]);
    return this.#run(verb, [...args, '--json', '--jsonl'], inputs, inputs.length);
  }

  async #run(verb: string, args: readonly string[], inputs: readonly object[] | undefined, total: number) {
    const { program, model, onProgress } = this.options;
    const modelArgs = model ? ['--model', model] : [];
    const child = spawn(process.execPath, [program, verb, ...args, ...modelArgs], { stdio: ['pipe', 'pipe', 'pipe'] });
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints = (complaints + text).slice(-4000)));
    const ended = new Promise<number | string>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(signal ?? code ?? 1));
    });
    const written = write(child.stdin, inputs ?? []);
    const answers: Answer[] = [];
    for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity })) {
      if (!line.trim()) continue;
      answers.push(readAnswer(line, `semtext ${verb}, answer ${answers.length + 1}`));
      onProgress?.(verb, answers.length, total);
    }
    const code = await ended;
    await written;
    if (answers.length !== total || code !== 0) {
      const why = complaints.trim().split('\n').at(-1) ?? '';
      throw new Error(`semtext ${verb} ended with ${code} after ${answers.length} of ${total} answers. ${why}`.trim());
    }
    return answers;
  }
}

/** A process that ends early closes its input; its exit code and last words say why, so that error is passed over. */
async function write(stdin: NodeJS.WritableStream, inputs: readonly object[]): Promise<void> {
  const lines = inputs.map((input, index) => `${JSON.stringify({ id: index, ...input })}\n`);
  await pipeline(Readable.from(lines), stdin).catch(() => {});
}

function readAnswer(line: string, place: string): Answer {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error(`${place} is not JSON`);
  }
  const fields = record(value, place);
  if (fields.error === undefined) return { fields };
  const { code } = record(fields.error, `${place}.error`);
  return { error: typeof code === 'string' ? code : 'unknown' };
}
