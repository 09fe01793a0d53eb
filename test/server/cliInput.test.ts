// What people and scripts get wrong on the command line: damaged models, options without a value, bytes that are no lines.
// Needs the built bundles.

import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { childrenOf, isAlive } from '../support/processes';
import { runSemtext, startSemtext } from '../support/semtext';
import { tinyBertFolder } from '../support/tinyBert';
import { eventually } from './support/client';

const tiny = ['--model', tinyBertFolder];

describe('semtext, given what is wrong', function () {
  this.timeout(120_000);
  let place: string;
  before(async () => (place = await mkdtemp(path.join(tmpdir(), 'semtext-input-'))));
  after(() => rm(place, { recursive: true, force: true, maxRetries: 3 }));

  const table: [name: string, args: string[], status: number, sentence: RegExp][] = [
    [
      'a model with nothing for words',
      ['fill', 'A [MASK]', '--model', 'test/unit/fixtures/tiny-heads/classes'],
      1,
      /lacks .* masked LM/,
    ],
    ['no name of a model', ['info', '--model', ''], 2, /--model: it is empty/],
    ['an option without its value', ['fill', 'x', '--top'], 2, /Option '--top <K>' argument missing\./],
    ['a word that is nearly a verb', ['fil', 'x'], 2, /Unknown command 'fil' \(Did you mean fill\?\)/],
    ['an option that is nearly one', ['fill', 'x', '--targts', 'a'], 2, /Did you mean --targets\?/],
    ['no candidates', ['fill', 'A [MASK]', '--targets', ' , '], 2, /targets must be a list of one word or more/],
    ['a query of filters alone', ['search', 'path:src'], 2, /query: it has no word to look for/],
    ['an index without a place', ['index', 'sample', '--store', ''], 2, /store must be a text that is not empty/],
    ['half a place', ['suggest', 'a cat', '--start', '2'], 2, /end must be a whole number from 0 on/],
    ['no second text', ['similarity', 'a'], 2, /b: it is missing/],
  ];
  for (const [name, args, status, sentence] of table) {
    it(`${name}: status ${status} and one sentence`, async () => {
      const ended = await runSemtext(args, place);
      assert.deepEqual([ended.status, ended.stdout], [status, '']);
      assert.match(ended.stderr, /^semtext: [^\n]*[.)]\n$/);
      assert.match(ended.stderr, sentence);
    });
  }

  const damages: [name: string, damage: (folder: string) => Promise<void>, status: number, sentence: RegExp][] = [
    [
      'an ONNX file that is cut off',
      (folder) => truncate(weightsOf(folder), 100_000),
      1,
      /model_quantized\.onnx is damaged/,
    ],
    [
      'an empty ONNX file',
      (folder) => writeFile(weightsOf(folder), ''),
      1,
      /model_quantized\.onnx is damaged: the file is empty/,
    ],
    ['no tokenizer.json', (folder) => rm(path.join(folder, 'tokenizer.json')), 2, /tokenizer\.json: it does not exist/],
    [
      'a tokenizer.json of nothing',
      (folder) => writeFile(path.join(folder, 'tokenizer.json'), '{}'),
      1,
      /tokenizer\.json is damaged/,
    ],
    [
      'a config.json that is cut off',
      (folder) => truncate(path.join(folder, 'config.json'), 20),
      1,
      /config\.json is damaged/,
    ],
    ['no ONNX file', (folder) => rm(path.join(folder, 'onnx'), { recursive: true }), 2, /it has no ONNX file/],
  ];
  for (const [name, damage, status, sentence] of damages) {
    it(`a model with ${name}: status ${status} and one sentence`, async () => {
      const folder = await mkdtemp(path.join(place, 'model-'));
      await cp(tinyBertFolder, folder, { recursive: true });
      await damage(folder);
      const ended = await runSemtext(['fill', 'the [MASK]', '--model', folder], place);
      assert.deepEqual([ended.status, ended.stdout], [status, '']);
      assert.match(ended.stderr, /^semtext: [^\n]*\.\n$/);
      assert.match(ended.stderr, sentence);
    });
  }

  it('a mark before the lines, ends of Windows, bytes of another encoding, long ids, no last end', async () => {
    const stdin = Buffer.concat([
      Buffer.from('\uFEFF{"id":12345678901234567890,"text":"the cat"}\r\n\r\n'),
      Buffer.from('{"id":2,"text":"the c'),
      Buffer.from([0xe4]),
      Buffer.from('t"}\n{"id":{"n":[1,null]},"text":"the\u2028cat"}'),
    ]);
    const ended = await runSemtext(['inspect', '--jsonl', ...tiny], place, stdin);
    assert.deepEqual([ended.status, ended.stderr], [0, '']);
    const [first, second, third, none] = ended.stdout.split('\n');
    assert.ok(first.startsWith('{"id":12345678901234567890,"model":"tiny-bert@'), first);
    assert.match(second, /^\{"id":null,"error":\{"code":"badInput","message":"[^"]*not UTF-8/);
    assert.ok(third.startsWith('{"id":{"n":[1,null]},"model":'), third);
    assert.equal(none, '');
  });

  it('lines in UTF-16: status 2 and one sentence', async () => {
    const ended = await runSemtext(
      ['inspect', '--jsonl', ...tiny],
      place,
      Buffer.from('\uFEFF{"text":"a"}\n', 'utf16le'),
    );
    assert.deepEqual([ended.status, ended.stdout], [2, '']);
    assert.match(ended.stderr, /^semtext: [^\n]*UTF-16[^\n]*\.\n$/);
  });

  it('too much for one process: it takes one a core, and none outlives it when it is ended', async () => {
    const child = startSemtext(['score', '-', ...tiny], place);
    child.stdin.end('the cat sat on the mat. '.repeat(20_000));
    const processes = Math.min(4, availableParallelism());
    await eventually(() => childrenOf(child.pid as number).length === processes, 'a process a core', 60_000);
    const encoders = childrenOf(child.pid as number);
    child.kill('SIGTERM');
    await new Promise((resolve) => child.once('exit', resolve));
    await eventually(() => !encoders.some(isAlive), 'the encoders ended', 10_000);
  });
});

const weightsOf = (folder: string): string => path.join(folder, 'onnx', 'model_quantized.onnx');
