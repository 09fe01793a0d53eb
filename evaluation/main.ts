// `npm run eval`: asks the shipped model, through `semtext`, about the development sets, and prints our figures beside
// baselines of the same run and published ones. Started by scripts/eval.mjs, which builds first.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { allTasks, evaluate } from './evaluate';
import { printMarkdown, printTable } from './report';
import type { Task } from './tasks/context';

const usage = `Usage: npm run -s eval -- [--json] [--markdown] [--breakdown] [--eval DIR] [--model DIR] [--tasks a,b] [--limit N] [--corpus DIR] [--no-build]
Tasks: ${allTasks.map(({ name }) => name).join(', ')}
--markdown   the table as Markdown, for a model card
--breakdown  also rows by domain and kind, which the JSON always has
--eval    folder of the development sets (../shared/eval)
--corpus  folder of the training corpus, for the n-gram baselines (../shared/corpus)
--limit   at most N records of each set, evenly spread (documents to search and texts to train on stay all)`;

interface Options {
  readonly json: boolean;
  readonly markdown: boolean;
  readonly breakdown: boolean;
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
  const report = await evaluate({
    ...options,
    program: path.join(options.root, 'dist/cli.cjs'),
    cacheFolder: path.join(options.root, '.cache/evaluation'),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  const print = options.markdown ? printMarkdown : printTable;
  const text = options.json ? JSON.stringify(report) : print(report, options.breakdown);
  await new Promise((resolve) => process.stdout.write(`${text}\n`, resolve));
  return report.rows.length ? 0 : 1;
}

function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      json: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      breakdown: { type: 'boolean', default: false },
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
    markdown: values.markdown,
    breakdown: values.breakdown,
    evalFolder: path.resolve(values.eval),
    corpusFolder: path.resolve(values.corpus),
    model: values.model,
    tasks: allTasks.filter(({ name }) => names.includes(name)),
    limit: Math.floor(limit),
    root: process.cwd(),
  };
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
