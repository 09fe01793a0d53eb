// `npm run figures`: measures what docs/similarity.md and docs/classification.md say in figures, with the encoder of this
// folder, and writes it there under the encoder's id. Started by scripts/figures.mjs, which builds first.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { neverCancelled } from '../../src/core/cancel';
import type { Engine } from '../../src/engine/engine';
import { openNodeEngine, openNodeRuntime } from '../../src/server/node/models';
import { bundledModel } from '../../src/server/node/paths';
import { corpusTexts } from '../corpusFile';
import { evaluate } from '../evaluate';
import { parsers, Sets } from '../records';
import type { Report } from '../report';
import { classificationTasks } from '../tasks/classification';
import { classificationTable } from './classification';
import { withFigures } from './document';
import { bandTable, coherenceFigures, mixed, scaleTable, type JudgedPairs } from './similarity';

const usage = `Usage: npm run figures -- [--report FILE] [--eval DIR] [--corpus DIR] [--no-build]
--report  what npm run -s eval -- --json printed, so that the classification sets are not asked again
--eval    folder of the development sets (../shared/eval)
--corpus  folder of the training corpus, for the documents of the coherence figures (../shared/corpus)`;

/** Documents with a foreign paragraph. */
const mixedDocuments = 60;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      report: { type: 'string' },
      eval: { type: 'string', default: '../shared/eval' },
      corpus: { type: 'string', default: '../shared/corpus' },
      // Handled by scripts/figures.mjs.
      'no-build': { type: 'boolean', default: false },
    },
  });
  const dist = path.resolve('dist');
  const storageFolder = mkdtempSync(path.join(os.tmpdir(), 'semtext-figures-'));
  const choice = { folder: bundledModel(dist), id: '', device: 'cpu' as const, storageFolder };
  const events = { restarting: () => {}, restarted: () => {}, degraded: () => {} };
  const opened = openNodeEngine(openNodeRuntime(dist, storageFolder), choice, dist, events);
  try {
    const { id } = await opened.engine.info(neverCancelled);
    const given = values.report ? readReport(values.report) : undefined;
    if (given && given.model !== id) throw new Error(`the report is about ${given.model}, the encoder here is ${id}`);
    await writeSimilarity(opened.engine, id, new Sets(path.resolve(values.eval)), path.resolve(values.corpus));
    const report = given ?? (await measureClassification(dist, values));
    write('docs/classification.md', { classification: [measuredWith(id), '', ...classificationTable(report)] });
  } finally {
    await opened.dispose();
    rmSync(storageFolder, { recursive: true, force: true });
  }
}

async function writeSimilarity(engine: Engine, id: string, sets: Sets, corpus: string): Promise<void> {
  const judged: readonly JudgedPairs[] = [
    { name: 'STS-B', pairs: sets.read('stsb.dev', parsers.similarity) },
    { name: 'SICK', pairs: sets.read('sick.dev', parsers.similarity) },
  ];
  say('the scale');
  const scale = [measuredWith(id), '', ...(await scaleTable(engine))];
  say('the bands');
  const bands = [measuredWith(id), '', ...(await bandTable(engine, judged))];
  say('coherence');
  const texts: string[] = [];
  // Most documents have no such run of paragraphs.
  for await (const text of corpusTexts(corpus)) if (texts.push(text) === 40 * mixedDocuments) break;
  const coherence = [measuredWith(id), '', ...(await coherenceFigures(engine, mixed(texts, mixedDocuments)))];
  write('docs/similarity.md', { scale, bands, coherence });
}

function measureClassification(dist: string, values: { readonly eval: string; readonly corpus: string }) {
  return evaluate({
    program: path.join(dist, 'cli.cjs'),
    evalFolder: path.resolve(values.eval),
    corpusFolder: path.resolve(values.corpus),
    cacheFolder: path.resolve('.cache/evaluation'),
    tasks: classificationTasks,
    limit: Infinity,
    log: say,
  });
}

/** As `npm run eval` printed it; only what is used is looked at. */
function readReport(file: string): Pick<Report, 'model' | 'rows'> {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Partial<Report>;
  if (typeof report.model !== 'string' || !Array.isArray(report.rows)) {
    throw new Error(`${file} is not what npm run -s eval -- --json prints`);
  }
  return { model: report.model, rows: report.rows };
}

function write(file: string, blocks: Readonly<Record<string, readonly string[]>>): void {
  let document = readFileSync(file, 'utf8');
  for (const [name, lines] of Object.entries(blocks)) document = withFigures(document, name, lines);
  writeFileSync(file, document);
  say(`wrote ${file}`);
}

const measuredWith = (id: string): string => `Measured with \`${id}\` by \`npm run figures\`.`;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

main().catch((error: unknown) => {
  say(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  process.exitCode = 1;
});
