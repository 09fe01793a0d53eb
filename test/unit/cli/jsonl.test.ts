// Lines in and lines out: order, ids, bad lines, several under way, and answers that do not wait for the next line.

import assert from 'node:assert/strict';
import { CancelledError, neverCancelled } from '../../../src/core/cancel';
import { EngineError } from '../../../src/engine/errors';
import { runLines } from '../../../src/cli/jsonl';
import { defineVerb, type Verb, type Work } from '../../../src/cli/verb';
import { integer, object, optional, string } from '../../../src/protocol/parse';

interface Input {
  readonly text: string;
  readonly top: number;
  readonly waitMs: number;
}

const parse = object<Input>({
  text: string,
  top: (value, path) => optional(integer(1))(value, path) ?? 10,
  waitMs: (value, path) => optional(integer(0))(value, path) ?? 0,
});

const work = {
  engine: undefined as never,
  indexes: undefined as never,
  signal: neverCancelled,
  onProgress: () => {},
  onStatus: () => {},
  note: () => {},
  distFolder: '',
} satisfies Work;

/** Answers the text in capitals after a while; `fail` fails, `bug` throws what nobody foresaw. */
function upper(): Verb {
  const run = async ({ text, top, waitMs }: Input) => {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (text === 'fail') throw new EngineError('noMask');
    if (text === 'bug') throw new TypeError('secret');
    if (text === 'cancel') throw new CancelledError();
    return { upper: text.toUpperCase(), top };
  };
  return defineVerb<Input, { upper: string; top: number }>({
    name: 'upper',
    summary: '',
    arguments: ['text'],
    options: [],
    parse: (fields) => parse(fields, ''),
    run,
    toJson: (answer) => ({ ...answer }),
    toText: (answer) => answer.upper,
  });
}

async function answersTo(verb: Verb, lines: readonly (string | undefined)[], defaults = {}): Promise<unknown[]> {
  const written: unknown[] = [];
  async function* source() {
    for (const line of lines) yield await Promise.resolve(line);
  }
  await runLines(verb, defaults, work, source(), async (line) => void written.push(JSON.parse(line)));
  return written;
}

const line = (value: unknown): string => JSON.stringify(value);

describe('cli lines', () => {
  it('tells how many were answered, and not the share of each of those under way', async () => {
    const told: string[] = [];
    const verb = upper();
    const each: Work = { ...work, onProgress: () => told.push('share'), onStatus: (text) => told.push(text) };
    const reporting: Verb = {
      ...verb,
      prepare: (fields) => {
        const job = verb.prepare(fields);
        return { run: (given) => (given.onProgress(0.5), job.run(given)) };
      },
    };
    async function* source() {
      for (const text of ['a', 'fail', 'c']) yield await Promise.resolve(line({ text }));
    }
    await runLines(reporting, {}, each, source(), async () => {});
    assert.deepEqual(told, ['upper: one line answered', 'upper: 2 lines answered', 'upper: 3 lines answered']);
  });

  it('an id goes back as it stands in the line', async () => {
    const written: string[] = [];
    async function* source() {
      for (const id of ['12345678901234567890', '1.0', '1e400', String.raw`"\u00e9"`])
        yield await Promise.resolve(`{"text":"a","id": ${id} }`);
    }
    await runLines(upper(), {}, work, source(), async (each) => void written.push(each));
    assert.deepEqual(
      written.map((each) => /^\{"id":(.*),"upper":"A","top":10\}$/.exec(each)?.[1]),
      ['12345678901234567890', '1.0', '1e400', String.raw`"\u00e9"`],
    );
  });

  const table: [name: string, lines: (string | undefined)[], answers: unknown[]][] = [
    ['none', [], []],
    ['one without id', [line({ text: 'a' })], [{ upper: 'A', top: 10 }]],
    [
      'ids of any kind',
      [line({ id: 0, text: 'a' }), line({ id: null, text: 'b' }), line({ id: { x: [1] }, text: 'c' })],
      [
        { id: 0, upper: 'A', top: 10 },
        { id: null, upper: 'B', top: 10 },
        { id: { x: [1] }, upper: 'C', top: 10 },
      ],
    ],
    ['empty lines are skipped', ['', line({ text: 'a' }), '   '], [{ upper: 'A', top: 10 }]],
    [
      'bad lines answer for themselves',
      [
        '{',
        line([1]),
        line({ id: 1 }),
        line({ id: 2, text: 'fail' }),
        line({ id: 3, text: 'bug' }),
        line({ id: 4, text: 'a' }),
        undefined,
      ],
      [
        { id: null, error: { code: 'badInput', message: 'The input is not as it must be: the line is no JSON.' } },
        { id: null, error: { code: 'badInput', message: 'The input must be an object.' } },
        { id: 1, error: { code: 'badInput', message: 'text must be a string.' } },
        {
          id: 2,
          error: { code: 'noMask', message: 'The text has no blank; write [MASK], ___ or …? where a word is wanted.' },
        },
        { id: 3, error: { code: 'internal', message: 'Something failed inside semtext; this is a bug.' } },
        { id: 4, upper: 'A', top: 10 },
        {
          id: null,
          error: { code: 'badInput', message: 'The input is not as it must be: the line is not UTF-8 text.' },
        },
      ],
    ],
    [
      'the order is kept',
      [line({ text: 'a', waitMs: 30 }), line({ text: 'b', waitMs: 10 }), line({ text: 'c' })],
      [
        { upper: 'A', top: 10 },
        { upper: 'B', top: 10 },
        { upper: 'C', top: 10 },
      ],
    ],
  ];
  for (const [name, lines, answers] of table) {
    it(name, async () => assert.deepEqual(await answersTo(upper(), lines), answers));
  }

  it('options are the default of every line', async () => {
    const answers = await answersTo(upper(), [line({ text: 'a' }), line({ text: 'b', top: 2 })], { top: 5 });
    assert.deepEqual(answers, [
      { upper: 'A', top: 5 },
      { upper: 'B', top: 2 },
    ]);
  });

  it('several are under way at a time, but not all', async () => {
    let now = 0;
    let most = 0;
    const verb = upper();
    const counting: Verb = {
      ...verb,
      prepare: (fields) => {
        const job = verb.prepare(fields);
        return {
          run: async (given) => {
            most = Math.max(most, ++now);
            const answered = await job.run(given);
            now--;
            return answered;
          },
        };
      },
    };
    const lines = Array.from({ length: 40 }, (_, id) => line({ id, text: 'a', waitMs: 5 }));
    assert.equal((await answersTo(counting, lines)).length, 40);
    assert.ok(most > 1 && most <= 8, `${most} at a time`);
  });

  it('an answer does not wait for the next line', async () => {
    const written: string[] = [];
    let answered = (): void => {};
    const firstAnswer = new Promise<void>((resolve) => (answered = resolve));
    async function* source() {
      yield line({ text: 'a' });
      await firstAnswer;
      yield line({ text: 'b' });
    }
    await runLines(upper(), {}, work, source(), async (each) => {
      written.push(each);
      answered();
    });
    assert.equal(written.length, 2);
  });

  it('rejects when it is cancelled, and when nothing can be written', async () => {
    await assert.rejects(answersTo(upper(), [line({ text: 'a' }), line({ text: 'cancel' })]), CancelledError);
    async function* source() {
      for (;;) yield await Promise.resolve(line({ text: 'a' }));
    }
    await assert.rejects(
      runLines(upper(), {}, work, source(), () => Promise.reject(new Error('closed'))),
      /closed/,
    );
  });
});
