// `npm run bench`: how fast the engine is, beside the plain pipelines in the same run. Started by run.mjs, which builds.

import path from 'node:path';
import { parseArgs } from 'node:util';
import { bench, longParts, parts, type PartName } from './bench';
import { printBench } from './table';

const names = Object.keys(parts) as PartName[];

const usage = `Usage: npm run -s bench -- [--json] [--model DIR] [--fp32 DIR] [--parts a,b] [--quick] [--no-build]
Parts: ${names.join(', ')}; without --parts all but ${longParts.join(', ')}
--model  folder of the model to measure (the bundled one)
--fp32   folder with the same weights in onnx/model.onnx, to compare with
--quick  few rounds: to see that it runs, not to quote`;

function readOptions() {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      model: { type: 'string' },
      fp32: { type: 'string' },
      parts: { type: 'string' },
      quick: { type: 'boolean', default: false },
      // Handled by run.mjs.
      'no-build': { type: 'boolean', default: false },
    },
  });
  const asked =
    values.parts?.split(',').map((name) => name.trim()) ?? names.filter((name) => !longParts.includes(name));
  const chosen = names.filter((name) => asked.includes(name));
  const unknown = asked.filter((name) => !names.some((each) => each === name));
  if (unknown.length) throw new Error(`There is no part ${unknown.join(', ')}.`);
  return { ...values, chosen };
}

async function main(): Promise<number> {
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${usage}\n`);
    return 2;
  }
  const { chosen, json, model, quick } = options;
  const fp32 = options.fp32 === undefined ? undefined : path.resolve(options.fp32);
  const log = (line: string) => void process.stderr.write(`${line}\n`);
  const report = await bench({ root: process.cwd(), model, fp32, quick, log }, chosen);
  const text = json ? JSON.stringify(report) : printBench(report);
  await new Promise((resolve) => process.stdout.write(`${text}\n`, resolve));
  return 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
