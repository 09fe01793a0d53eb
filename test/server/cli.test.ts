// The contract of the command line (verbs, fields, exit statuses, lines), on dist/cli.cjs with the bundled encoder.
// Needs the built bundles.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPageData } from '../../src/protocol/savedAttention';
import { childrenOf, isAlive } from '../support/processes';
import { runSemtext, startSemtext } from '../support/semtext';
import { tinyBertFolder } from '../support/tinyBert';
import { eventually } from './support/client';

type Json = Record<string, unknown>;

describe('semtext', function () {
  this.timeout(120_000);
  let place: string;
  before(async () => (place = await mkdtemp(path.join(tmpdir(), 'semtext-cli-'))));
  after(() => rm(place, { recursive: true, force: true }));

  const start = (...args: string[]) => startSemtext(args, place);
  const run = (args: readonly string[], stdin = '') => runSemtext(args, place, stdin);

  async function json(...args: string[]): Promise<Json> {
    const { status, stdout, stderr } = await run([...args, '--json']);
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal(stdout.trimEnd().split('\n').length, 1, 'one line');
    return JSON.parse(stdout) as Json;
  }

  async function lines(args: readonly string[], inputs: readonly unknown[]): Promise<Json[]> {
    const stdin = inputs.map((input) => (typeof input === 'string' ? input : JSON.stringify(input))).join('\n');
    const { status, stdout, stderr } = await run([...args, '--jsonl'], stdin);
    assert.deepEqual([status, stderr], [0, '']);
    return stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Json);
  }

  const has = (value: Json, fields: Record<string, string>): void => {
    for (const [field, type] of Object.entries(fields)) {
      const found = value[field] === null ? 'null' : Array.isArray(value[field]) ? 'array' : typeof value[field];
      assert.equal(found, type, `${field} in ${JSON.stringify(value).slice(0, 200)}`);
    }
  };

  describe('fields', () => {
    it('info', async () => {
      has(await json('info'), {
        model: 'string',
        hash: 'string',
        layers: 'number',
        heads: 'number',
        hiddenSize: 'number',
        vocabSize: 'number',
        maxTokens: 'number',
        device: 'string',
        dtype: 'string',
        hasMlm: 'boolean',
        hasNsp: 'boolean',
        hasAttention: 'boolean',
      });
    });

    it('fill: UTF-16 spans, ten candidates best first, --top, --targets also of several pieces', async () => {
      const text = '🙂 The [MASK] is open.';
      const answer = await json('fill', text);
      has(answer, { model: 'string', masks: 'array' });
      const [mask] = answer.masks as Json[];
      assert.equal(text.slice(mask.start as number, mask.end as number), '[MASK]');
      const candidates = mask.candidates as { text: string; probability: number }[];
      assert.equal(candidates.length, 10);
      for (const each of candidates) assert.deepEqual(Object.keys(each), ['text', 'probability']);
      checkDescending(candidates.map(({ probability }) => probability));
      const targets = ['door', 'counterrevolutionaries', 'window'];
      const ranked = await json('fill', text, '--targets', targets.join(','), '--top', '3');
      const [wanted] = ranked.masks as { candidates: { text: string; probability: number }[] }[];
      assert.deepEqual(wanted.candidates.map((each) => each.text).sort(), [...targets].sort());
      checkDescending(wanted.candidates.map(({ probability }) => probability));
    });

    it('fill: several masks', async () => {
      const answer = await json('fill', 'The ___ is on the ___.', '--top', '2');
      assert.deepEqual(
        (answer.masks as { candidates: unknown[] }[]).map(({ candidates }) => candidates.length),
        [2, 2],
      );
    });

    it('suggest: both modes', async () => {
      const text = 'She read a good book on the train.';
      for (const mode of ['fits', 'meaning']) {
        const answer = await json('suggest', text, '--start', '11', '--end', '15', '--mode', mode, '--top', '5');
        const candidates = answer.candidates as Json[];
        assert.equal(candidates.length, 5);
        for (const each of candidates) has(each, { text: 'string', probability: 'number', score: 'number' });
        checkDescending(candidates.map(({ score }) => score as number));
        assert.ok(!candidates.some((each) => (each.text as string).toLowerCase() === 'good'));
      }
    });

    it('proofread: a file, with markup left out, and places for people', async () => {
      const file = path.join(place, 'letter.md');
      const text = 'A letter.\n\n```\nform teh\n```\n\nWe drove home form the the office and than went to bed.\n';
      await writeFile(file, text);
      const { findings } = (await json('proofread', file, '--sensitivity', 'high')) as {
        findings: { start: number; end: number; text: string; probability: number; candidates: Json[] }[];
      };
      const doubled = findings.find((finding) => finding.text === 'the the') ?? assert.fail('the double is missing');
      assert.deepEqual(
        doubled.candidates.map((each) => each.text),
        ['the'],
      );
      for (const finding of findings) {
        assert.equal(text.slice(finding.start, finding.end), finding.text);
        assert.ok(finding.start > text.lastIndexOf('```'), 'outside the code');
        has(finding as unknown as Json, { probability: 'number', candidates: 'array' });
        for (const each of finding.candidates) has(each, { text: 'string', probability: 'number' });
      }
      const { stdout } = await run(['proofread', file, '--sensitivity', 'high']);
      const places = stdout.split('\n').filter((line) => line !== '');
      assert.equal(places.length, findings.length);
      for (const line of places) assert.match(line, /letter\.md:7:\d+: “\w+” (?:\(.* %\): “|stands here twice$)/);
    });

    it('score: natural log, summed over words', async () => {
      const text = 'She went home.';
      const answer = await json('score', text);
      const words = answer.words as { start: number; end: number; logProbability: number }[];
      assert.deepEqual(
        words.map(({ start, end }) => text.slice(start, end)),
        ['She', 'went', 'home', '.'],
      );
      const sum = words.reduce((total, { logProbability }) => total + logProbability, 0);
      assert.ok(Math.abs(sum - (answer.logProbability as number)) < 1e-4 && sum < 0);
    });

    it('embed: a vector of length 1, the same alone and among others', async () => {
      const { embedding } = (await json('embed', 'A good day.')) as { embedding: number[] };
      assert.ok(Math.abs(embedding.reduce((sum, x) => sum + x * x, 0) - 1) < 1e-5);
      const texts = ['A good day.', 'Another text, which is longer.', 'A good day.'];
      const answers = (await lines(
        ['embed'],
        texts.map((text, id) => ({ id, text })),
      )) as { id: number; embedding: number[] }[];
      assert.deepEqual(
        answers.map(({ id }) => id),
        [0, 1, 2],
      );
      assert.deepEqual(answers[0].embedding, answers[2].embedding);
      assert.deepEqual(answers[0].embedding, embedding);
    });

    it('embed: other layers and pooling, also line by line; a layer that is not there is bad input', async () => {
      const text = 'A cat sat on the mat.';
      const vector = async (...args: string[]) => (await json('embed', text, ...args)).embedding as number[];
      const { layers, hiddenSize } = (await json('info')) as { layers: number; hiddenSize: number };
      // The bundled model makes its embedding itself; a layer by its number is that layer's plain mean.
      assert.deepEqual(await vector('--layers', 'last'), await vector());
      assert.equal((await vector('--layers', String(layers))).length, hiddenSize);
      assert.deepEqual(await vector('--layers', '0'), await vector('--layers', 'embeddings'));
      assert.notDeepEqual(await vector('--pooling', 'cls'), await vector());
      assert.equal((await vector('--layers', 'concatLast4')).length, 4 * hiddenSize);
      const [ofLine] = await lines(['embed'], [{ text, layers: 'embeddings' }]);
      assert.deepEqual(ofLine.embedding, await vector('--layers', '0'));
      for (const wrong of [String(layers + 1), '-1', 'first']) {
        const { status, stdout, stderr } = await run(['embed', text, '--layers', wrong]);
        assert.deepEqual([status, stdout], [2, ''], wrong);
        assert.match(stderr, /^semtext: [^\n]*layers[^\n]*\.\n$/, wrong);
      }
    });

    it('similarity: symmetric, 1 for the same text', async () => {
      const [same, ab, ba] = await lines(
        ['similarity'],
        [
          { a: 'A good day.', b: 'A good day.' },
          { a: 'A good day.', b: 'The file is missing.' },
          { a: 'The file is missing.', b: 'A good day.' },
        ],
      );
      has(same, { similarity: 'number', nextSentenceProbability: 'number' });
      assert.ok(Math.abs((same.similarity as number) - 1) < 1e-3);
      assert.ok(Math.abs((ab.similarity as number) - (ba.similarity as number)) < 1e-6);
    });

    it('inspect: a pair, with segments and spans into each text', async () => {
      const { tokens } = (await json('inspect', 'Hello wörld', '--pair', 'Yes.')) as { tokens: Json[] };
      assert.deepEqual(Object.keys(tokens[0]), ['text', 'id', 'segment', 'attentionMask', 'start', 'end']);
      const ofPair = tokens.filter(({ segment }) => segment === 1);
      assert.deepEqual([ofPair[0].text, ofPair[0].start, ofPair[0].end], ['yes', 0, 3]);
      assert.ok(tokens.every(({ attentionMask }) => attentionMask === 1));
    });

    it('inspect, for people: every column has its name, the attention mask among them', async () => {
      const { stdout } = await run(['inspect', 'Hello', '--pair', 'Yes.']);
      const [headings, ...rows] = stdout.trimEnd().split('\n');
      assert.deepEqual(headings.split(/ {2,}/), ['token', 'id', 'segment', 'attention mask', 'start', 'end']);
      const yes = rows.find((row) => row.startsWith('yes'))?.split(/ +/);
      assert.deepEqual(yes?.slice(2), ['1', '1', '0', '3']);
      assert.ok(rows.every((row) => row.length === headings.length));
    });

    it('attention, for people: a column for each head, with the key that it weighs most', async () => {
      const { stdout } = await run(['attention', 'A good day', '--layer', '1']);
      const [layer, headings, ...rows] = stdout.trimEnd().split('\n');
      const { tokens, layers } = (await json('attention', 'A good day', '--layer', '1')) as unknown as {
        tokens: { text: string }[];
        layers: { heads: number[][][] }[];
      };
      const [{ heads }] = layers;
      assert.equal(layer, 'layer 1');
      const names = heads.map((_, n) => `head ${n}`);
      assert.deepEqual(headings.split(/ {2,}/), ['query', 'mean over heads: 3 strongest keys', ...names]);
      assert.equal(rows.length, tokens.length);
      for (const [query, row] of rows.entries()) {
        const [name, mean, ...each] = row.split(/ {2,}/);
        assert.equal(name, tokens[query].text);
        assert.equal(mean.split(', ').length, 3);
        const largest = heads.map((map) => Math.max(...map[query]));
        const expected = heads.map((map, n) => {
          return `${tokens[map[query].indexOf(largest[n])].text} ${largest[n].toFixed(2)}`;
        });
        assert.deepEqual(each, expected);
      }
    });

    it('attention, for people: says how much of a long text is not shown', async () => {
      const { stdout } = await run(['attention', 'one two three '.repeat(300), '--layer', '0']);
      assert.match(stdout.trimEnd().split('\n').at(-1) ?? '', /the last \d{3,} characters are not shown/);
    });

    it('attention: all layers and one, rows that sum to 1', async () => {
      const { layers: count, heads } = (await json('info')) as { layers: number; heads: number };
      const answer = (await json('attention', 'A good day')) as {
        tokens: Json[];
        layers: { layer: number; heads: number[][][] }[];
      };
      assert.deepEqual(Object.keys(answer.tokens[0]), ['text', 'id', 'segment', 'start', 'end']);
      assert.deepEqual(
        answer.layers.map(({ layer }) => layer),
        Array.from({ length: count }, (_, n) => n),
      );
      for (const { heads: maps } of answer.layers) {
        assert.equal(maps.length, heads);
        for (const row of maps.flat()) {
          assert.equal(row.length, answer.tokens.length);
          assert.ok(Math.abs(row.reduce((sum, p) => sum + p, 0) - 1) < 1e-3);
        }
      }
      const one = await json('attention', 'A good day', '--layer', '1');
      assert.deepEqual(one.layers, [answer.layers[1]]);
    });

    it('attention --html: one page with every layer, by its own policy and without any address', async () => {
      const file = path.join(place, 'attention.html');
      const text = 'A <img src=x onerror=alert(1)> day';
      const answer = await json('attention', text, '--pair', 'Yes </script>.', '--layer', '1', '--html', file);
      assert.equal((answer.layers as Json[]).length, 1, 'the layer that was asked for');
      const page = await readFile(file, 'utf8');
      assert.match(page, /default-src 'none'; script-src 'sha256-/);
      assert.doesNotMatch(page, /<img|unsafe-inline|src="http|href="http/);
      const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
      const { document, layers } = readPageData(data);
      assert.deepEqual([document.text, document.pair], [text, 'Yes </script>.']);
      assert.equal(layers.length, document.numLayers);
      const size = document.tokens.length;
      const [{ heads }] = answer.layers as { heads: number[][][] }[];
      heads.flat(2).forEach((weight, at) => assert.ok(Math.abs(layers[1][at] / 65_535 - weight) < 1e-4));
      assert.equal(layers[1].length, heads.length * size * size);
    });

    it('another model by its folder', async () => {
      const answer = await json('info', '--model', tinyBertFolder, '--device', 'cpu');
      assert.match(answer.model as string, /^tiny-bert@/);
    });
  });

  describe('lines', () => {
    it('answer in order with their ids; bad ones answer for themselves and the run goes on', async () => {
      const answers = await lines(
        ['fill', '--top', '2'],
        [
          { id: 1, text: 'A [MASK] day.' },
          '{ no json',
          { id: 'two', text: 'no mask' },
          { id: 3 },
          { text: 'A ___ day.', targets: ['good', 'bad', 'long'], top: 3 },
          { id: [5], text: '' },
        ],
      );
      assert.deepEqual(
        answers.map(({ id, error }) => [id, (error as Json | undefined)?.code]),
        [
          [1, undefined],
          [null, 'badInput'],
          ['two', 'noMask'],
          [3, 'badInput'],
          [undefined, undefined],
          [[5], 'emptyText'],
        ],
      );
      for (const { error } of answers) if (error) has(error as Json, { code: 'string', message: 'string' });
    });

    it('of every verb take its fields', async () => {
      const text = 'A good day at the sea.';
      const fields: Record<string, Json> = {
        suggest: { text, start: 2, end: 6, mode: 'fits', top: 3 },
        proofread: { text },
        score: { text },
        embed: { text },
        attention: { text, pair: 'Yes.', layer: 0 },
        inspect: { text, pair: 'Yes.' },
      };
      for (const [verb, line] of Object.entries(fields)) {
        const [answer] = await lines([verb], [{ id: 'x', ...line }]);
        assert.deepEqual([answer.id, answer.error], ['x', undefined], verb);
      }
    });

    it('an answer comes before the next line is sent', async () => {
      const child = start('inspect', '--jsonl');
      const answers: string[] = [];
      child.stdout.on('data', (part: Buffer) => answers.push(part.toString()));
      for (let n = 1; n <= 3; n++) {
        child.stdin.write(`${JSON.stringify({ id: n, text: 'word' })}\n`);
        await eventually(
          () => answers.join('').trimEnd().split('\n').length === n && answers.length > 0,
          `answer ${n}`,
          30_000,
        );
      }
      child.stdin.end();
      assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0);
    });

    it('nothing at all is no failure', async () => {
      assert.deepEqual(await run(['fill', '--jsonl']), { status: 0, stdout: '', stderr: '' });
    });
  });

  describe('failures', () => {
    const german =
      'Der Mann ging mit dem Hund in das Haus, weil es auf der Straße zu kalt war und er nicht frieren wollte.';
    const table: [name: string, args: string[], status: number, sentence: RegExp][] = [
      ['no verb', [], 2, /Usage/],
      ['an unknown verb', ['fly'], 2, /Unknown command 'fly'/],
      ['an unknown option', ['fill', 'x', '--wing', '2'], 2, /Unknown option '--wing'/],
      ['an option of no sense', ['fill', 'A [MASK]', '--top', 'many'], 2, /top must be a whole number/],
      ['an unknown device', ['info', '--device', 'tpu'], 2, /device/],
      ['no text', ['fill'], 2, /text: it is missing/],
      ['too many texts', ['score', 'a', 'b'], 2, /Too many arguments/],
      ['stdin for two texts', ['similarity', '-', '-'], 2, /only one of the texts/],
      ['no mask', ['fill', 'nothing to fill'], 2, /no blank/],
      ['too many masks', ['fill', '[MASK] [MASK] [MASK] [MASK]'], 2, /too many blanks/],
      ['an empty text', ['score', '   '], 2, /empty/],
      ['a text of signs that the encoder does not read', ['score', '\u200b'], 2, /empty/],
      ['an empty text to embed', ['embed', '   '], 2, /empty/],
      ['a span outside the text', ['suggest', 'abc', '--start', '1', '--end', '9'], 2, /outside the text/],
      ['no place', ['suggest', 'abc'], 2, /start and end: they are missing/],
      [
        'a place before the text',
        ['suggest', 'abc', '--start', '-1', '--end', '2'],
        2,
        /start must be a whole number from 0 on/,
      ],
      [
        'a target without a word',
        ['fill', 'A [MASK].', '--targets', 'dog,\u200b'],
        2,
        /targets: one of them holds no word/,
      ],
      ['no such word', ['suggest', 'abc', '--word', 'xyz'], 2, /no word/],
      [
        'a mode of no sense',
        ['suggest', 'abc', '--start', '0', '--end', '3', '--mode', 'x'],
        2,
        /one of fits, meaning/,
      ],
      ['no such file', ['proofread', '/no/such/file.md'], 2, /no such file/],
      ['a folder', ['proofread', 'dist'], 2, /folder/],
      ['a binary file', ['proofread', 'dist-test/binary.bin'], 2, /binary/],
      ['a layer that is no number', ['attention', 'abc', '--layer', 'top'], 2, /layer must be the number of a layer/],
      ['a layer below the first', ['attention', 'abc', '--layer', '-1'], 2, /layer must be the number of a layer/],
      ['no folder for the page', ['attention', 'abc', '--html', '/no/such/page.html'], 2, /no such folder/],
      ['no such layer', ['attention', 'abc', '--layer', '99'], 2, /layers 0 to/],
      ['no such model folder', ['info', '--model', './no-such-folder'], 2, /no model/],
      ['a model that is not installed', ['info', '--model', 'nobody/nothing'], 2, /no model nobody\/nothing/],
      [
        'another language to fill',
        ['fill', german.replace('Haus', '[MASK]')],
        2,
        /not seem .* language .* \(en\); .*--model/,
      ],
      ['another language to suggest for', ['suggest', german, '--word', 'Haus'], 2, /not seem .* language .* \(en\)/],
      [
        'another language to suggest the same meaning for',
        ['suggest', german, '--word', 'Haus', '--mode', 'meaning'],
        2,
        /not seem .* language/,
      ],
      ['another language to proofread', ['proofread', 'dist-test/german.md'], 2, /not seem .* language .* \(en\)/],
      ['lines and a text', ['fill', 'A [MASK]', '--jsonl'], 2, /lines of stdin/],
      ['lsp without --stdio', ['lsp'], 2, /--stdio/],
    ];
    before(async () => {
      await writeFile('dist-test/binary.bin', Buffer.from([1, 0, 2]));
      await writeFile('dist-test/german.md', german);
    });
    for (const [name, args, status, sentence] of table) {
      it(`${name}: status ${status} and a sentence`, async () => {
        const ended = await run(args);
        assert.deepEqual([ended.status, ended.stdout], [status, '']);
        assert.match(ended.stderr, sentence);
        assert.doesNotMatch(ended.stderr, /\n\s+at |undefined/);
      });
    }

    it('lines in another language are filled, since scripts measure texts of any kind, unless they ask', async () => {
      const text = german.replace('Haus', '[MASK]');
      const answers = (await lines(['fill'], [{ text }, { text, languageCheck: true }])) as Json[];
      assert.equal((answers[0].masks as unknown[]).length, 1);
      assert.equal((answers[1].error as Json).code, 'unsupportedLanguage');
    });

    it('a damaged model: status 1 and a sentence', async () => {
      const folder = path.join(place, 'damaged');
      const { cp } = await import('node:fs/promises');
      await cp(tinyBertFolder, folder, { recursive: true });
      await writeFile(path.join(folder, 'onnx', 'model.onnx'), 'not a model');
      await writeFile(path.join(folder, 'onnx', 'model_quantized.onnx'), 'not a model');
      const ended = await run(['info', '--model', folder]);
      assert.deepEqual([ended.status, ended.stdout], [1, '']);
      assert.match(ended.stderr, /damaged/);
    });

    it('a reader that goes early ends the run and its encoder, quietly', async () => {
      const child = start('inspect', '--jsonl');
      const errors: string[] = [];
      child.stderr.on('data', (part: Buffer) => errors.push(part.toString()));
      child.stdin.on('error', () => {});
      await new Promise<void>((resolve) => {
        child.stdout.once('data', () => resolve());
        child.stdin.write('{"text":"word"}\n');
      });
      const encoders = childrenOf(child.pid as number);
      assert.equal(encoders.length, 1);
      child.stdout.destroy();
      for (let n = 0; n < 50; n++) child.stdin.write('{"text":"word"}\n');
      const status = await new Promise((resolve) => child.once('exit', resolve));
      assert.deepEqual([status, errors.join('')], [0, '']);
      await eventually(() => !encoders.some(isAlive), 'the encoder ended', 5000);
    });

    for (const args of [
      ['fill', 'A [MASK] day.'],
      ['fill', '--jsonl'],
    ]) {
      it(`a full disk behind the output of ${args.join(' ')}: status 1 and a sentence`, async function () {
        // A device of Linux that takes nothing.
        if (process.platform !== 'linux') return;
        const full = await open('/dev/full', 'w');
        try {
          const child = spawn(process.execPath, ['dist/cli.cjs', ...args], { stdio: ['pipe', full.fd, 'pipe'] });
          const err: string[] = [];
          child.stderr?.on('data', (part: Buffer) => err.push(part.toString()));
          child.stdin?.end('{"text":"A [MASK] day."}\n');
          assert.equal(await new Promise((resolve) => child.once('close', resolve)), 1);
          assert.equal(err.join(''), 'semtext: The disk refused the output: no room on the disk.\n');
        } finally {
          await full.close();
        }
      });
    }

    it('nobody who reads the complaint: the status alone tells', async () => {
      const child = start('fill', 'no blank');
      child.stderr.destroy();
      assert.equal(await new Promise((resolve) => child.once('exit', resolve)), 2);
    });

    it('an encoder that is killed meanwhile is started again', async () => {
      const child = start('embed', '--jsonl');
      const out: string[] = [];
      const errors: string[] = [];
      child.stdout.on('data', (part: Buffer) => out.push(part.toString()));
      child.stderr.on('data', (part: Buffer) => errors.push(part.toString()));
      child.stdin.write('{"id":0,"text":"word"}\n');
      await eventually(() => out.length > 0, 'the first answer', 30_000);
      process.kill(childrenOf(child.pid as number)[0], 'SIGKILL');
      child.stdin.end('{"id":1,"text":"word"}\n');
      assert.equal(await new Promise((resolve) => child.once('close', resolve)), 0);
      const [first, second] = out
        .join('')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Json);
      assert.deepEqual(second.embedding, first.embedding);
    });
  });
});

function checkDescending(values: readonly number[]): void {
  assert.deepEqual(
    values,
    [...values].sort((a, b) => b - a),
  );
}
