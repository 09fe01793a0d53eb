// Diagnostics: live proofreading (when it looks, at what, never in the word being typed) and findings while text moves.

import assert from 'node:assert/strict';
import { EngineError } from '../../src/engine/errors';
import type { ProofreadRequest } from '../../src/engine/requests';
import { paragraphAround } from '../../src/server/liveProofread';
import { eventually, failure, settled, TestClient } from './support/client';
import { FakeRuntime } from './support/fakeRuntime';

const uri = 'file:///a.txt';
const live = { semanticText: { proofread: { live: true } } };

describe('server live proofreading', () => {
  let runtime: FakeRuntime;
  let client: TestClient;
  const proofreads = (): ProofreadRequest[] =>
    runtime.engine.asked
      .filter(({ method }) => method === 'proofread')
      .map(({ request }) => request as ProofreadRequest);
  const looked = (index: number): string[] => {
    const { text, spans } = proofreads()[index];
    return (spans ?? []).map(({ start, end }) => text.slice(start, end));
  };
  const words = (): string[] => client.shown(uri).map(({ data }) => (data as { word: string }).word);
  const places = (): number[] => client.shown(uri).map(({ range }) => range.start.character);
  /** Lets the pause go by and what follows from it. */
  const pause = async (): Promise<void> => {
    await settled(client);
    runtime.clock.advance(700);
    await settled(client);
  };
  beforeEach(() => (runtime = new FakeRuntime()));
  afterEach(() => client.stop());

  it('is off by default: no engine, no diagnostics', async () => {
    client = await TestClient.start(runtime);
    await client.open(uri, 'A form one.');
    await pause();
    assert.deepEqual([runtime.opened.length, client.diagnostics.length], [0, 0]);
  });

  it('looks at a document some time after it was opened', async () => {
    client = await TestClient.start(runtime, { settings: live });
    await client.open(uri, 'A form one.\n\nA form two.');
    await settled(client);
    runtime.clock.advance(600);
    await settled(client);
    assert.equal(runtime.opened.length, 0);
    runtime.clock.advance(100);
    await eventually(() => words().length === 2, 'two findings');
  });

  it('looks only at the paragraph that was edited, after a pause', async () => {
    client = await TestClient.start(runtime, { settings: live });
    await client.open(uri, 'One.\n\nTwo two.\n\nThree.');
    await pause();
    await client.edit(uri, [2, 3], [2, 3], ' form');
    await client.edit(uri, [2, 8], [2, 8], ' x');
    await settled(client);
    runtime.clock.advance(699);
    await settled(client);
    assert.equal(proofreads().length, 1);
    runtime.clock.advance(1);
    await eventually(() => words().length === 1, 'the finding');
    assert.deepEqual(looked(1), ['Two form x two.']);
  });

  it('never tells of the word being typed, and does once the person went on', async () => {
    client = await TestClient.start(runtime, { settings: live });
    await client.open(uri, 'A letter ');
    await pause();
    await client.edit(uri, [0, 9], [0, 9], 'form');
    await pause();
    assert.deepEqual(words(), []);
    await client.edit(uri, [0, 13], [0, 13], ' ');
    await pause();
    assert.deepEqual(words(), ['form']);
  });

  it('on command, tells of the last word too', async () => {
    client = await TestClient.start(runtime);
    await client.open(uri, 'A letter ');
    const version = await client.edit(uri, [0, 9], [0, 9], 'form');
    await client.request('semanticText/proofread', { textDocument: { uri, version }, ignoredWords: [] });
    await settled(client);
    assert.deepEqual(words(), ['form']);
  });

  it('never looks at a text that was edited while the settings were asked for', async () => {
    client = await TestClient.start(runtime);
    let answer = (): void => {};
    const asked = new Promise<void>((resolve) => (answer = resolve));
    client.connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      asked.then(() => items.map(() => null)),
    );
    await client.open(uri, 'A form one.');
    const proofread = failure(
      client.request('semanticText/proofread', { textDocument: { uri, version: 1 }, ignoredWords: [] }),
    );
    await client.edit(uri, [0, 0], [0, 0], 'Well now: ');
    answer();
    assert.equal((await proofread).code, -32801);
    assert.deepEqual(places(), []);
  });

  it('moves findings with edits before them and drops those that were edited', async () => {
    client = await TestClient.start(runtime);
    await client.open(uri, 'A form and a form.');
    await client.request('semanticText/proofread', { textDocument: { uri, version: 1 }, ignoredWords: [] });
    await client.edit(uri, [0, 0], [0, 1], 'The first');
    await client.edit(uri, [0, 12], [0, 13], 'a');
    await settled(client);
    assert.deepEqual([words(), places()], [['form'], [21]]);
  });

  it('keeps looking while the person types elsewhere: the answer is of the text as it is then', async () => {
    client = await TestClient.start(runtime);
    await client.open(uri, 'A form and a form.');
    await client.request('semanticText/warmUp');
    runtime.engine.hold = true;
    const answer = client.request<{ version: number; findings: { range: { start: { character: number } } }[] }>(
      'semanticText/proofread',
      { textDocument: { uri, version: 1 }, ignoredWords: [] },
    );
    await eventually(() => proofreads().length === 1, 'the engine was asked');
    await client.edit(uri, [0, 0], [0, 0], 'Well: ');
    await settled(client);
    runtime.engine.release();
    const { version, findings } = await answer;
    assert.deepEqual([version, findings.map(({ range }) => range.start.character)], [2, [8, 19]]);
    await settled(client);
    assert.deepEqual(places(), [8, 19]);
  });

  it('an edit in the paragraph being looked at begins it anew', async () => {
    client = await TestClient.start(runtime, { settings: live });
    await client.request('semanticText/warmUp');
    runtime.engine.hold = true;
    await client.open(uri, 'A form one.');
    await pause();
    await eventually(() => proofreads().length === 1, 'the engine was asked');
    await client.edit(uri, [0, 11], [0, 11], ' And more. ');
    await settled(client);
    assert.equal(runtime.engine.asked.at(-1)?.signal.cancelled, true);
    runtime.engine.release();
    await pause();
    await eventually(() => words().length === 1, 'the finding');
    assert.deepEqual(looked(1), ['A form one. And more.']);
  });

  it('takes a long document in pieces', async () => {
    client = await TestClient.start(runtime, { settings: live });
    const paragraph = `${'word '.repeat(300)}form.`;
    await client.open(uri, Array<string>(5).fill(`${paragraph}\n\n\`code\``).join('\n\n'), 'markdown');
    await pause();
    await eventually(() => words().length === 5, 'all findings', 5000);
    assert.equal(proofreads().length, 5);
    const all = proofreads()
      .flatMap((_, index) => looked(index))
      .filter((text) => text.includes('form'));
    assert.equal(all.length, 5);
  });

  it('is silent in another language, and logs no text when it fails', async () => {
    client = await TestClient.start(runtime, { settings: live });
    await client.open(uri, 'Ein geheimes Wort form.');
    runtime.engine.failNext = new EngineError('unsupportedLanguage');
    await pause();
    runtime.engine.failNext = new EngineError('encoderCrashed');
    await client.edit(uri, [0, 0], [0, 0], 'x ');
    await pause();
    assert.deepEqual(words(), []);
    assert.match(client.logs.join('\n'), /encoderCrashed/);
    assert.doesNotMatch(client.logs.join('\n'), /geheim/);
    await client.edit(uri, [0, 0], [0, 0], 'y ');
    await pause();
    await eventually(() => words().length === 1, 'works again');
  });

  it('begins and ends with the setting, and ignored words go at once', async () => {
    client = await TestClient.start(runtime);
    await client.open(uri, 'A form one.');
    await client.changeSettings(live);
    await pause();
    await eventually(() => words().length === 1, 'switched on');
    await client.changeSettings({ semanticText: { proofread: { live: true, ignoredWords: ['form'] } } });
    await eventually(() => words().length === 0, 'ignored');
    await client.changeSettings(live);
    await client.edit(uri, [0, 0], [0, 0], 'x ');
    await pause();
    await eventually(() => words().length === 1, 'no longer ignored');
    await client.changeSettings({});
    await eventually(() => words().length === 0, 'switched off');
  });

  it('takes the diagnostics of a closed document away', async () => {
    client = await TestClient.start(runtime, { settings: live });
    await client.open(uri, 'A form one.');
    await pause();
    await eventually(() => words().length === 1, 'the finding');
    await client.close(uri);
    await eventually(() => words().length === 0, 'gone');
  });
});

describe('server paragraphs', () => {
  it('finds the paragraph around an edit', () => {
    const text = 'One.\n\nTwo\nmore.\n  \nThree.\r\n\r\nFour.';
    const around = (start: number, end: number): string => {
      const span = paragraphAround(text, { start, end });
      return text.slice(span.start, span.end).trim();
    };
    assert.equal(around(0, 0), 'One.');
    assert.equal(around(7, 8), 'Two\nmore.');
    assert.equal(around(21, 22), 'Three.');
    assert.equal(around(text.length, text.length), 'Four.');
  });
});
