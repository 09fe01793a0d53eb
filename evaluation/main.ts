// `npm run eval`: asks the shipped model, through `semtext`, about the development sets, and prints our figures beside
// baselines of the same run and published ones. Started by scripts/eval.mjs, which builds first.

import { writeSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { string } from '../src/runtime/parse';
import { corpusStream } from './corpusFile';
import { ngramOutcomes, type NgramItems, type NgramOutcomes } from './ngramBaseline';
import { parsers, Sets } from './records';
import { printTable, type Report, type Row } from './report';
import { Semtext } from './semtext';
import { blimpTask, clozeTask, confusionTask } from './tasks/choices';
import { classificationTasks } from './tasks/classification';
import type { Task } from './tasks/context';
import { clozeChoices, confusionChoices, maskedWords, openQuestions } from './tasks/items';
import { factsTask, mlmTask } from './tasks/maskedWords';
import { mrpcTask, nspTask, sickTask, stsbTask } from './tasks/pairs';
import { retrievalTasks } from './tasks/retrieval';

const allTasks: readonly Task[] = [
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

const usage = `Usage: npm run -s eval -- [--json] [--eval DIR] [--model DIR] [--tasks a,b] [--limit N] [--corpus DIR] [--no-build]
Tasks: ${allTasks.map(({ name }) => name).join(', ')}
--eval    folder of the development sets (../shared/eval)
--corpus  folder of the training corpus, for the n-gram baselines (../shared/corpus)
--limit   at most N records of each set, evenly spread (documents to search and texts to train on stay all)`;

interface Options {
  readonly json: boolean;
  readonly evalFolder: string;
  readonly corpusFolder: string;
  readonly model: string | undefined;
  readonly tasks: readonly Task[];
  readonly limit: number;
  readonly root: string;
}

class UsageError extends Error {}

async function main(): Promise<number> {
  let options: Options;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return 2;
  }
  const report = await evaluate(options);
  // Written at once: a pipe may be slow, and the process ends next.
  writeAll(options.json ? `${JSON.stringify(report)}\n` : `${printTable(report)}\n`);
  return report.rows.length ? 0 : 1;
}

async function evaluate(options: Options): Promise<Report> {
  const began = Date.now();
  const leftOut: { what: string; reason: string }[] = [];
  const leaveOut = (what: string, reason: string) => {
    leftOut.push({ what, reason });
    log(`left out: ${what}: ${reason}`);
  };
  const sets = new Sets(options.evalFolder, options.limit);
  const program = path.join(options.root, 'dist/cli.cjs');
  const semtext = new Semtext({ program, model: options.model, onProgress: progress() });
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
      rows.push(...(await task.run({ sets, semtext, ngrams, leaveOut })));
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
  { corpusFolder, root }: Options,
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
  const stream = await corpusStream(corpusFolder, path.join(root, '.cache/evaluation'), log);
  if (typeof stream === 'string') {
    leaveOut('n-gram baselines', stream);
    return undefined;
  }
  log('counting for the n-gram baselines');
  return ngramOutcomes(stream, items);
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      eval: { type: 'string', default: '../shared/eval' },
      corpus: { type: 'string', default: '../shared/corpus' },
      model: { type: 'string' },
      tasks: { type: 'string' },
      limit: { type: 'string' },
      // Handled by scripts/eval.mjs.
      'no-build': { type: 'boolean', default: false },
    },
  });
  const names = values.tasks?.split(',').map((name) => name.trim()) ?? allTasks.map(({ name }) => name);
  const unknown = names.filter((name) => !allTasks.some((task) => task.name === name));
  if (unknown.length) throw new UsageError(`There is no task ${unknown.join(', ')}.`);
  const limit = values.limit === undefined ? Infinity : Number(values.limit);
  if (!(limit >= 1)) throw new UsageError(`--limit ${values.limit} is not a number of records.`);
  return {
    json: values.json,
    evalFolder: path.resolve(values.eval),
    corpusFolder: path.resolve(values.corpus),
    model: values.model,
    tasks: allTasks.filter(({ name }) => names.includes(name)),
    limit: Math.floor(limit),
    root: process.cwd(),
  };
}

function log(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A line every few seconds while answers come. */
function progress(): (verb: string, done: number, total: number) => void {
  let last = Date.now();
  return (verb, done, total) => {
    if (Date.now() - last < 5000) return;
    last = Date.now();
    log(`  ${verb}: ${done} of ${total}`);
  };
}

function writeAll(text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (error) {
      // A pipe whose reader is slow.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
    }
  }
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
