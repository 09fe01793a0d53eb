// The whole evaluation against a command line that answers by rules, so that every figure is known beforehand.

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { allTasks, evaluate } from '../../../evaluation/evaluate';
import type { Report } from '../../../evaluation/report';
import { Semtext } from '../../../evaluation/semtext';

/** Knows the word "cat", likes long sentences, and sees texts as the counts of a few letters. */
const fakeProgram = `
const lines = require('node:readline').createInterface({ input: process.stdin });
const [verb, ...args] = process.argv.slice(2);
const vector = (text) => {
  const counts = ['a', 'e', 'i', 'o', 'x', 'z'].map((letter) => 0.01 + text.split(letter).length - 1);
  const norm = Math.hypot(...counts);
  return counts.map((count) => count / norm);
};
const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const answer = (input) => {
  if (verb === 'info') return { model: 'fake@1' };
  if (verb === 'embed') return { embedding: vector(input.text) };
  if (verb === 'classify') return { label: process.env.FAKE_LABEL ?? (input.text.includes('z') ? 'spam' : 'ham') };
  if (verb === 'index') return { files: 0 };
  if (verb === 'search') {
    const { readdirSync, readFileSync } = require('node:fs');
    const folder = args[args.indexOf('--dir') + 1];
    const hits = readdirSync(folder).map((path) => {
      return { path, score: dot(vector(input.query), vector(readFileSync(folder + '/' + path, 'utf8'))) };
    });
    return { hits: hits.sort((a, b) => b.score - a.score) };
  }
  if (verb === 'score') return { logProbability: input.text.length };
  if (verb === 'similarity') {
    return { similarity: dot(vector(input.a), vector(input.b)), nextSentenceProbability: input.a[0] === input.b[0] ? 0.9 : 0.1 };
  }
  if (verb === 'fill') {
    if (input.text.includes('trouble')) return { error: { code: 'maskOutsideWindow', message: 'no' } };
    const words = input.targets ?? ['Cat', 'dog'];
    const ranked = [...words].sort((a, b) => (b.toLowerCase() === 'cat') - (a.toLowerCase() === 'cat'));
    const start = input.text.indexOf('[MASK]');
    return { masks: [{ start, end: start + 6, candidates: ranked.map((text) => ({ text, probability: 0.5 })) }] };
  }
  process.stderr.write('semtext: there is no verb ' + verb + '\\n');
  process.exit(2);
};
if (!args.includes('--jsonl')) console.log(JSON.stringify(answer({})));
else lines.on('line', (line) => {
  const input = JSON.parse(line);
  console.log(JSON.stringify({ id: input.id, ...answer(input) }));
});
`;

describe('evaluation', function () {
  // Each test starts several processes, one after the other.
  this.timeout(60_000);
  let folder: string;
  let program: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'evaluation-'));
    program = path.join(folder, 'cli.cjs');
    writeFileSync(program, fakeProgram);
    const write = (name: string, ...records: unknown[]) =>
      writeFileSync(path.join(folder, `${name}.jsonl`), records.map((each) => JSON.stringify(each)).join('\n'));
    const target = (start: number, end: number, word: string, kind: string) => ({ start, end, word, kind });
    write(
      'mlm.dev',
      {
        id: '1',
        domain: 'd',
        text: 'A cat is here',
        targets: [target(2, 5, 'cat', 'content'), target(6, 8, 'is', 'function')],
      },
      { id: '2', domain: 'e', text: 'A cat in trouble', targets: [target(2, 5, 'cat', 'content')] },
    );
    write('cloze.dev', { domain: 'd', text: 'My [MASK] purrs', options: ['dog', 'cat', 'cow', 'owl'], answer: 1 });
    write('confusion.dev', { domain: 'd', set: ['cat', 'cut'], text: 'I [MASK] it', answer: 'cut' });
    write(
      'blimp.dev',
      { good: 'long one', bad: 'short', uid: 'u', term: 't' },
      { good: 'a', bad: 'bb', uid: 'u', term: 't' },
    );
    write('facts.dev', { text: 'A [MASK] purrs.', answers: ['kitten', 'cat'] });
    write(
      'nsp.dev',
      { a: 'xa', b: 'xb', label: 1, type: 'adjacent' },
      { a: 'x', b: 'y', label: 1, type: 'adjacent' },
      { a: 'p', b: 'q', label: 0, type: 'other document' },
    );
    write(
      'stsb.dev',
      ...[
        ['aaa', 'aaa', 5],
        ['aax', 'axx', 3],
        ['aaa', 'zzz', 0],
      ].map(([s1, s2, score]) => ({ s1, s2, score })),
    );
    write(
      'sick.dev',
      ...[
        ['aaa', 'aaa', 0],
        ['aax', 'axx', 3],
        ['aaa', 'zzz', 5],
      ].map(([s1, s2, score]) => ({ s1, s2, score })),
    );
    write('mrpc.dev', { s1: 'a', s2: 'a', label: 1 }, { s1: 'a', s2: 'z', label: 0 });
    const letters = (label: number) => ({
      text: label ? 'zzz z zz' : 'aaa a aa',
      label,
      label_name: label ? 'spam' : 'ham',
    });
    write('smsspam.train', ...Array.from({ length: 60 }, (_, i) => letters(i % 2)));
    write('smsspam.dev', letters(0), letters(1));
    write(
      'cacm.corpus',
      { id: '1', title: 'aaa', text: 'apple' },
      { id: '2', title: 'zzz', text: 'zoo' },
      { id: '3', text: 'ooo' },
    );
    write(
      'cacm.dev.queries',
      { id: 'q', query: 'a', relevant: { 1: 1 } },
      { id: 'r', query: 'zoo', relevant: { 2: 1, 3: 1 } },
    );
    write('corpus', ...Array.from({ length: 50 }, () => ({ text: 'My dog and my cat cut it. A cat is here.' })));
  });
  after(() => rmSync(folder, { recursive: true }));

  const run = (names: readonly string[], corpusFolder = path.join(folder, 'nowhere')) =>
    evaluate({
      program,
      evalFolder: folder,
      corpusFolder,
      cacheFolder: path.join(folder, 'cache'),
      tasks: allTasks.filter(({ name }) => names.includes(name)),
      limit: Infinity,
      log: () => {},
    });
  const ours = (report: Report, task: string, metric: string) => {
    const row = report.rows.find((each) => each.task === task && each.metric === metric);
    assert.ok(row, `${task}, ${metric}: no row; left out: ${JSON.stringify(report.leftOut)}`);
    return row.ours;
  };

  it('asks about masked words', async () => {
    const report = await run(['mlm', 'cloze', 'confusion', 'facts', 'blimp']);
    assert.equal(report.model, 'fake@1');
    assert.equal(ours(report, 'mlm', 'top-1'), 33.33, '"cat" is right, "is" is not, one answer failed');
    assert.equal(ours(report, 'mlm', 'top-1, content'), 50);
    assert.equal(ours(report, 'mlm', 'top-1, d'), 50);
    const logs = (2 * Math.log(0.5) + Math.log(1e-12)) / 3;
    assert.ok(Math.abs(ours(report, 'mlm', 'mean log-probability (nats)') - logs) < 0.005);
    assert.equal(report.rows.find(({ metric }) => metric === 'top-1')?.errors, 1);
    assert.equal(ours(report, 'cloze', 'accuracy'), 100);
    assert.equal(ours(report, 'confusion', 'accuracy'), 0);
    assert.equal(ours(report, 'facts', 'top-1'), 100);
    assert.equal(ours(report, 'blimp', 'accuracy'), 50);
    assert.deepEqual(
      report.leftOut.map(({ what }) => what),
      ['n-gram baselines'],
    );
  });

  it('sets n-gram models beside it where there is a corpus', async () => {
    const report = await run(['cloze', 'confusion'], folder);
    const confusion = report.rows.find(({ task }) => task === 'confusion');
    assert.deepEqual(Object.keys(confusion?.baselines ?? {}), ['unigram', 'trigram']);
    assert.match(report.notes[0], /^n-gram baselines: counted on/);
  });

  it('asks about pairs', async () => {
    const report = await run(['nsp', 'stsb', 'sick', 'mrpc']);
    assert.equal(ours(report, 'nsp', 'accuracy, threshold 0.5'), 66.67);
    assert.equal(ours(report, 'nsp', 'share right at 0.5, other document'), 100);
    assert.equal(ours(report, 'stsb', 'Spearman'), 100);
    assert.equal(ours(report, 'sick', 'Spearman'), -100);
    assert.equal(ours(report, 'mrpc', 'F1, best threshold'), 100);
    const stsb = report.rows.find(({ task }) => task === 'stsb');
    assert.equal(stsb?.baselines['mean of the input embeddings'], 100);
    assert.equal(stsb?.published?.['mean BERT-base'], 46.35);
  });

  it('trains classifiers and searches', async () => {
    const report = await run(['smsspam', 'cacm']);
    assert.equal(ours(report, 'smsspam', 'accuracy, 8 a class'), 100);
    assert.equal(ours(report, 'smsspam', 'F1 of spam, all of train'), 100);
    assert.deepEqual(report.leftOut, []);
    assert.ok(!report.rows.some(({ metric }) => metric.includes('64 a class')), 'there are 30 a class');
    assert.equal(ours(report, 'cacm', 'recall@10, vector'), 100);
    assert.equal(ours(report, 'cacm', 'MRR, vector'), 100);
    // BM25 finds nothing for "a" and one of two for "zoo".
    const row = report.rows.find(({ metric }) => metric === 'recall@10, vector');
    assert.deepEqual(row?.baselines, { BM25: 25, grep: 25 });
    const hybrid = report.rows.find(({ metric }) => metric === 'recall@10, hybrid');
    assert.deepEqual(hybrid?.baselines, { BM25: 25, grep: 25, 'rank fusion': 100, 'weighted rank fusion': 100 });
  });

  it('says when the classifiers trained here are not those of the command line', async () => {
    process.env.FAKE_LABEL = 'ham';
    try {
      const { leftOut } = await run(['smsspam']);
      assert.deepEqual(leftOut, [
        { what: 'smsspam: check against semtext classify', reason: 'it agrees on 50 % of the texts only' },
      ]);
    } finally {
      delete process.env.FAKE_LABEL;
    }
  });

  it('leaves out what it cannot measure, and says so', async () => {
    const report = await run(['trec', 'cloze']);
    assert.ok(report.leftOut.some(({ what, reason }) => what === 'trec' && reason.includes('trec.train')));
    assert.ok(report.rows.every(({ task }) => task === 'cloze'));
  });

  it('passes on the last words of a command line that fails', async () => {
    const semtext = new Semtext({ program });
    await assert.rejects(semtext.ask('dance', [{ text: 'a' }]), /ended with 2 after 0 of 1 answers\. .*no verb dance/);
    await assert.rejects(new Semtext({ program: path.join(folder, 'none.cjs') }).once('info'), /ended with 1/);
  });

  it('keeps answers in the order of many inputs', async () => {
    const inputs = Array.from({ length: 5000 }, (_, i) => ({ text: 'y'.repeat(i % 700) }));
    const answers = await new Semtext({ program }).ask('score', inputs);
    answers.forEach((answer, i) =>
      assert.ok(!('error' in answer) && answer.fields.logProbability === i % 700, String(i)),
    );
  });
});
