// Runs the chosen tasks on one model and gathers their rows. What each task asks is its own matter; options of the command
// line and printing are main.ts's.

import { string } from '../src/runtime/parse';
import { corpusStream } from './corpusFile';
import { ngramOutcomes, type NgramItems, type NgramOutcomes } from './ngramBaseline';
import { parsers, Sets } from './records';
import { printRow, type Report, type Row } from './report';
import { Semtext } from './semtext';
import { blimpTask, clozeTask, confusionTask } from './tasks/choices';
import { classificationTasks } from './tasks/classification';
import type { Task } from './tasks/context';
import { clozeChoices, confusionChoices, maskedWords, openQuestions } from './tasks/items';
import { factsTask, mlmTask } from './tasks/maskedWords';
import { mrpcTask, nspTask, sickTask, stsbTask } from './tasks/pairs';
import { retrievalTasks } from './tasks/retrieval';

export const allTasks: readonly Task[] = [
  mlmTask,
  clozeTask,
  confusionTask,
  blimpTask,
  factsTask,
  nspTask,
  stsbTask,
  sickTask,
  mrpcTask,
  ...classificationTasks,
  ...retrievalTasks,
];

export interface EvaluateOptions {
  /** Path of the command line, dist/cli.cjs. */
  readonly program: string;
  /** Folder or id; absent: the bundled encoder. */
  readonly model?: string | undefined;
  readonly evalFolder: string;
  readonly corpusFolder: string;
  /** For what is expensive to make: the corpus in numbers. */
  readonly cacheFolder: string;
  readonly tasks: readonly Task[];
  /** Records of each set at most. */
  readonly limit: number;
  readonly log: (line: string) => void;
}

/** A task that fails is left out of the rows and named in `leftOut`. Error where the model cannot be asked at all. */
export async function evaluate(options: EvaluateOptions): Promise<Report> {
  const { log } = options;
  const began = Date.now();
  const leftOut: { what: string; reason: string }[] = [];
  const leaveOut = (what: string, reason: string) => {
    leftOut.push({ what, reason });
    log(`left out: ${what}: ${reason}`);
  };
  const sets = new Sets(options.evalFolder, options.limit);
  const semtext = new Semtext({ program: options.program, model: options.model, onProgress: progress(log) });
  const model = string((await semtext.once('info')).model, 'info.model');
  const tasks = options.tasks.filter(({ name, files }) => {
    const missing = files.filter((file) => !sets.has(file));
    if (missing.length) leaveOut(name, `no ${missing.join(', ')} in ${sets.folder}`);
    return missing.length === 0;
  });
  const ngrams = await ngramsFor(options, tasks, sets, leaveOut);
  const rows: Row[] = [];
  for (const task of tasks) {
    log(task.name);
    try {
      const found = await task.run({ sets, semtext, ngrams, cacheFolder: options.cacheFolder, leaveOut });
      // A long run that is ended early has still said what it found.
      for (const row of found) if (!row.breakdown) log(`  ${printRow(row)}`);
      rows.push(...found);
    } catch (error) {
      leaveOut(task.name, (error as Error).message);
    }
  }
  const limited = Number.isFinite(options.limit) ? [`Sampled: at most ${options.limit} records of each set.`] : [];
  const notes = [...(ngrams ? [`${ngrams.description}.`] : []), ...limited];
  return { model, rows, leftOut, notes, seconds: Math.round((Date.now() - began) / 1000) };
}

/** Answers of the n-gram models to the sets of the chosen tasks; undefined where none needs them or there is no corpus. */
async function ngramsFor(
  { corpusFolder, cacheFolder, log }: EvaluateOptions,
  tasks: readonly Task[],
  sets: Sets,
  leaveOut: (what: string, reason: string) => void,
): Promise<NgramOutcomes | undefined> {
  const chosen = (name: string) => tasks.some((task) => task.name === name);
  const items: NgramItems = {
    words: chosen('mlm') ? maskedWords(sets.read('mlm.dev', parsers.mlm)) : [],
    questions: chosen('facts') ? openQuestions(sets.read('facts.dev', parsers.facts)) : [],
    pairs: chosen('blimp') ? sets.read('blimp.dev', parsers.blimp) : [],
    choices: {
      ...(chosen('cloze') && { cloze: clozeChoices(sets.read('cloze.dev', parsers.cloze)) }),
      ...(chosen('confusion') && { confusion: confusionChoices(sets.read('confusion.dev', parsers.confusion)) }),
    },
  };
  const sizes = [items.words, items.questions, items.pairs, ...Object.values(items.choices)].map((each) => each.length);
  if (Math.max(...sizes) === 0) return undefined;
  const stream = await corpusStream(corpusFolder, cacheFolder, log);
  if (typeof stream === 'string') {
    leaveOut('n-gram baselines', stream);
    return undefined;
  }
  log('counting for the n-gram baselines');
  return ngramOutcomes(stream, items);
}

/** A line every few seconds while answers come. */
function progress(log: (line: string) => void): (verb: string, done: number, total: number) => void {
  let last = Date.now();
  return (verb, done, total) => {
    if (Date.now() - last < 5000) return;
    last = Date.now();
    log(`  ${verb}: ${done} of ${total}`);
  };
}
