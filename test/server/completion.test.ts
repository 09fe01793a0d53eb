// textDocument/completion: where something is offered, what it replaces, and where nothing is.

import assert from 'node:assert/strict';
import type { CompletionList, TextEdit } from 'vscode-languageserver/node';
import type { FillRequest, SuggestRequest } from '../../src/engine/requests';
import { EngineError } from '../../src/engine/errors';
import { failure, TestClient } from './support/client';
import { candidate, FakeRuntime } from './support/fakeRuntime';

const uri = 'file:///a.md';
const typed = (triggerCharacter: string) => ({ triggerKind: 2, triggerCharacter });
const invoked = { triggerKind: 1 };

interface Case {
  readonly name: string;
  /** `|` is the caret. */
  readonly text: string;
  readonly automatic?: boolean;
  readonly trigger?: object;
  readonly languageId?: string;
  /** Text of the range that an item replaces, and what the engine was asked: undefined where nothing is offered. */
  readonly replaces?: string;
  readonly asked?: 'fill' | 'suggest';
  /** For suggest: the text and the prefix that the engine saw. */
  readonly seen?: readonly [text: string, prefix: string];
}

const cases: Case[] = [
  { name: 'a mask at the caret', text: 'A [MASK]| day', replaces: '[MASK]', asked: 'fill' },
  { name: 'underscores', text: 'A ___| day', replaces: '___', asked: 'fill' },
  { name: 'underscores with the caret inside', text: 'A __|_ day', replaces: '___', asked: 'fill' },
  { name: 'underscores at the end of a line', text: 'A good ___|\nand more', replaces: '___', asked: 'fill' },
  { name: 'an ellipsis with a question mark', text: 'A …?| day', replaces: '…?', asked: 'fill' },
  { name: 'a second mask of the line', text: 'A ___ and ___| day', replaces: '___', asked: 'fill' },
  {
    name: 'letters typed after a mask',
    text: 'A ___gr| day',
    replaces: '___gr',
    asked: 'suggest',
    seen: ['A gr day', 'gr'],
  },
  {
    name: 'letters typed after [MASK]',
    text: 'One.\n\nA [MASK]f| day',
    replaces: '[MASK]f',
    asked: 'suggest',
    seen: ['One.\n\nA f day', 'f'],
  },
  {
    name: 'a typed [MASK], without asking',
    text: 'A [MASK]| day',
    trigger: typed(']'),
    replaces: '[MASK]',
    asked: 'fill',
  },
  { name: 'typed underscores, without asking: off by default', text: 'A ___| day', trigger: typed('_') },
  {
    name: 'typed underscores, where automatic is on',
    text: 'A ___| day',
    trigger: typed('_'),
    automatic: true,
    replaces: '___',
    asked: 'fill',
  },
  { name: 'a thematic break', text: 'A day\n\n___|\n' },
  { name: 'a word: off by default', text: 'A gr| day' },
  {
    name: 'a word, where automatic is on',
    text: 'A gr| day',
    automatic: true,
    replaces: 'gr',
    asked: 'suggest',
    seen: ['A gr day', 'gr'],
  },
  { name: 'the middle of a word', text: 'A gr|eat day', automatic: true },
  { name: 'no letter before the caret', text: 'A | day', automatic: true },
  { name: 'a word on a trigger character', text: 'A gr| day', automatic: true, trigger: typed('_') },
  { name: 'a mask in a code fence', text: 'A\n\n```\nx = [MASK]|\n```\n' },
  { name: 'a word in inline code', text: 'A `gr|` day', automatic: true },
  { name: 'a mask in code', text: 'const x = "[MASK]|";', languageId: 'typescript' },
];

describe('server completion', () => {
  let runtime: FakeRuntime;
  beforeEach(() => {
    runtime = new FakeRuntime();
    runtime.engine.candidates = [candidate('great', 0.4), candidate('fine', 0.00001)];
  });

  for (const { name, text, automatic, trigger, languageId, replaces, asked, seen } of cases) {
    it(name, async () => {
      const settings = { semanticText: { suggest: { automatic: automatic ?? false } } };
      const client = await TestClient.start(runtime, { settings });
      try {
        const answer = await completeAt(client, text, trigger ?? invoked, languageId);
        assert.deepEqual([...new Set(runtime.engine.asked.map((each) => each.method))], asked ? [asked] : []);
        if (replaces === undefined) return assert.equal(answer, null);
        assert.ok(answer);
        assert.equal(answer.isIncomplete, true);
        const plain = text.replace('|', '');
        const lines = plain.split('\n');
        for (const item of answer.items) {
          const { range } = item.textEdit as TextEdit;
          assert.equal(lines[range.start.line].slice(range.start.character, range.end.character), replaces);
        }
        if (seen) {
          const request = runtime.engine.last<SuggestRequest>('suggest');
          assert.deepEqual([request.text, request.prefix], seen);
          assert.equal(request.text.slice(request.span.start, request.span.end), seen[1]);
        } else {
          assert.equal(runtime.engine.last<FillRequest>('fill').text.length, plain.length);
        }
      } finally {
        await client.stop();
      }
    });
  }

  it('ranks by the encoder, shows the probability, and filters by what stands there', async () => {
    const client = await TestClient.start(runtime);
    const answer = await completeAt(client, 'A ___| day', invoked);
    assert.deepEqual(
      answer?.items.map(({ label, sortText, filterText, labelDetails }) => [
        label,
        sortText,
        filterText,
        labelDetails?.description,
      ]),
      [
        ['great', '000', '___', '40 %'],
        ['fine', '001', '___', '<0.01 %'],
      ],
    );
    await client.stop();
  });

  for (const [code, isQuiet] of [
    ['noWord', true],
    ['unsupportedLanguage', true],
    ['modelNotFound', false],
  ] as const) {
    it(`${code}: ${isQuiet ? 'nothing to offer' : 'an error'}`, async () => {
      const client = await TestClient.start(runtime);
      runtime.engine.failNext = new EngineError(code);
      const answer = completeAt(client, 'A ___| day', invoked);
      if (isQuiet) assert.deepEqual((await answer)?.items, []);
      else assert.deepEqual((await failure(answer)).data, { code });
      await client.stop();
    });
  }
});

async function completeAt(client: TestClient, marked: string, context: object, languageId = 'markdown') {
  const caret = marked.indexOf('|');
  const before = marked.slice(0, caret).split('\n');
  await client.open(uri, marked.replace('|', ''), languageId);
  return client.request<CompletionList | null>('textDocument/completion', {
    textDocument: { uri },
    position: { line: before.length - 1, character: before[before.length - 1].length },
    context,
  });
}
