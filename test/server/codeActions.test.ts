// textDocument/codeAction and workspace/executeCommand: with a client that has commands, and with an editor that has none.

import assert from 'node:assert/strict';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { CodeAction } from 'vscode-languageserver/node';
import { EngineError } from '../../src/engine/errors';
import { commandId, commands } from '../../src/protocol/commands';
import type { CommandTarget, ProofreadResult, StatusResult } from '../../src/protocol/requests';
import { serverCommandId, serverCommands } from '../../src/server/commands';
import { failure, settled, TestClient } from './support/client';
import { FakeRuntime } from './support/fakeRuntime';

const uri = 'file:///a.md';
const invoked = 1;
const automatic = 2;

describe('server code actions', () => {
  let runtime: FakeRuntime;
  let client: TestClient;
  beforeEach(() => (runtime = new FakeRuntime()));
  afterEach(() => client.stop());

  describe('for a client with commands', () => {
    beforeEach(async () => {
      client = await TestClient.start(runtime, { initializationOptions: { hasCommands: true } });
    });

    const table: [name: string, text: string, character: number, expected: [string, string][]][] = [
      [
        'a word',
        'A good day',
        4,
        [
          ['Other words for “good”', 'suggestWord'],
          ['Words that mean the same as “good”', 'suggestSynonym'],
        ],
      ],
      ['a mask', 'A [MASK] day', 4, [['Fill the mask', 'fillMask']]],
      ['a mask just behind the caret', 'A ___ day', 5, [['Fill the mask', 'fillMask']]],
      ['nothing', 'A  !  day', 3, []],
      ['inline code', 'A `good` day', 4, []],
    ];
    for (const [name, text, character, expected] of table) {
      it(`${name}: commands of the client, at no cost`, async () => {
        await client.open(uri, text, 'markdown');
        const actions = await actionsAt(client, character, character);
        assert.deepEqual(
          actions.map(({ title, command }) => [title, command?.command]),
          expected.map(([title, command]) => [title, `semanticText.${command}`]),
        );
        assert.equal(runtime.opened.length, 0);
      });
    }

    it('carries the place, and the title of a long selection stays short', async () => {
      const text = 'A selection of many words that somebody made in a hurry';
      await client.open(uri, text, 'markdown');
      const [action] = await actionsAt(client, 2, text.length);
      const [target] = action.command?.arguments as [CommandTarget];
      assert.deepEqual(target, {
        uri,
        range: { start: { line: 0, character: 2 }, end: { line: 0, character: text.length } },
      });
      assert.equal(action.title, 'Other words for “selection of many words that…”');
    });

    it('names only commands that the client has', async () => {
      await client.open(uri, 'A good form', 'markdown');
      await client.request('semanticText/proofread', { textDocument: { uri, version: 1 }, ignoredWords: [] });
      const actions = await actionsAt(client, 8, 8);
      const ids = actions.flatMap(({ command }) => (command ? [command.command] : []));
      assert.deepEqual(
        [...new Set(ids)].sort(),
        ['ignoreWord', 'suggestSynonym', 'suggestWord'].map((each) => `semanticText.${each}`),
      );
      for (const id of ids) assert.ok(commands.map(commandId).includes(id as never), id);
    });
  });

  describe('for any other editor', () => {
    beforeEach(async () => {
      client = await TestClient.start(runtime, { locale: 'en-GB' });
    });

    it('a word: finished edits of both modes, each once', async () => {
      await client.open(uri, 'A good day', 'markdown');
      const actions = await actionsAt(client, 4, 4);
      assert.deepEqual(
        actions.map((action) => action.title),
        ['Replace with “great”, same meaning (40 %)', 'Replace with “fine”, same meaning (20 %)'],
      );
      assert.equal(applied('A good day', actions[0]), 'A great day');
    });

    it('a word behind “an”: with the article that the other word needs', async () => {
      await client.open(uri, 'An old day', 'markdown');
      const [action] = await actionsAt(client, 4, 4);
      assert.equal(applied('An old day', action), 'A great day');
    });

    it('two masks: joint fillings', async () => {
      await client.open(uri, 'A ___ and ___ day', 'markdown');
      const actions = await actionsAt(client, 3, 3);
      assert.equal(actions[0].title, 'Fill with “great”, “great” (40 %)');
      assert.equal(applied('A ___ and ___ day', actions[0]), 'A great and great day');
    });

    it('nothing is computed for a light bulb', async () => {
      await client.open(uri, 'A good day', 'markdown');
      assert.deepEqual(await actionsAt(client, 4, 4, automatic), []);
      assert.equal(runtime.opened.length, 0);
    });

    it('only the kinds that were asked for', async () => {
      await client.open(uri, 'A good form', 'markdown');
      await client.request('semanticText/proofread', { textDocument: { uri, version: 1 }, ignoredWords: [] });
      const kinds = async (only: string[]) => [
        ...new Set((await actionsAt(client, 8, 8, invoked, only)).map((action) => action.kind)),
      ];
      assert.deepEqual(await kinds(['quickfix']), ['quickfix']);
      assert.deepEqual(await kinds(['refactor']), ['refactor.rewrite']);
      assert.deepEqual(await kinds(['source']), []);
    });

    it('another language offers nothing; a missing model is an error', async () => {
      await client.open(uri, 'A good day', 'markdown');
      runtime.engine.failNext = new EngineError('unsupportedLanguage');
      assert.deepEqual(await actionsAt(client, 4, 4), []);
      runtime.engine.failLoad = new EngineError('modelNotFound');
      await client.request('semanticText/restart');
      assert.deepEqual((await failure(actionsAt(client, 4, 4))).data, { code: 'modelNotFound' });
    });

    it('findings: better words first, tied to their diagnostic, then the way to ignore', async () => {
      await client.open(uri, 'A letter form home', 'markdown');
      await client.request('workspace/executeCommand', {
        command: serverCommandId('proofread'),
        arguments: [{ uri }],
      });
      await settled(client);
      const actions = await actionsAt(client, 10, 10, invoked, ['quickfix']);
      assert.deepEqual(
        actions.map((action) => action.title),
        ['Replace with “great” (40 %)', 'Replace with “fine” (20 %)', 'Never point out “form”'],
      );
      assert.equal(actions[0].isPreferred, true);
      assert.deepEqual(actions[0].diagnostics, client.shown(uri));
      assert.equal(applied('A letter form home', actions[0]), 'A letter great home');
      const ignore = actions[2].command;
      await client.request('workspace/executeCommand', ignore);
      await settled(client);
      assert.deepEqual(client.shown(uri), []);
      const again = await client.request<ProofreadResult>('semanticText/proofread', {
        textDocument: { uri, version: 1 },
        ignoredWords: [],
      });
      assert.deepEqual(again.findings, []);
    });

    it('a doubled word: said in its own words, one of the two deleted, ignored over the end of a line too', async () => {
      runtime.engine.doubled = 'the';
      const text = 'Up to the the end of the\nthe line';
      await client.open(uri, text, 'markdown');
      const textDocument = { uri, version: 1 };
      await client.request('semanticText/proofread', { textDocument, ignoredWords: [] });
      await settled(client);
      const shown = client.shown(uri) ?? [];
      assert.deepEqual(
        shown.map(({ message, code }) => [message, code]),
        Array(2).fill(['“the” stands here twice.', 'doubled']),
      );
      const actions = await actionsAt(client, 8, 8, invoked, ['quickfix']);
      assert.deepEqual(
        actions.map((action) => action.title),
        ['Delete the second “the”', 'Never point out “the the”'],
      );
      assert.equal(actions[0].isPreferred, true);
      assert.equal(applied(text, actions[0]), 'Up to the end of the\nthe line');
      await client.request('workspace/executeCommand', actions[1].command);
      await settled(client);
      assert.deepEqual(client.shown(uri), []);
      const again = await client.request<ProofreadResult>('semanticText/proofread', { textDocument, ignoredWords: [] });
      assert.deepEqual(again.findings, []);
    });

    it('commands: those announced are those answered, others are bad input', async () => {
      const announced = client.initialized.capabilities.executeCommandProvider?.commands;
      assert.deepEqual(announced, serverCommands.map(serverCommandId));
      const run = (command: string, argument?: object) =>
        client.request('workspace/executeCommand', { command, arguments: argument ? [argument] : [] });
      assert.equal(((await run(serverCommandId('status'))) as StatusResult).state, 'unloaded');
      assert.equal(((await run(serverCommandId('restart'))) as StatusResult).state, 'unloaded');
      assert.equal(await run(serverCommandId('clearFindings')), null);
      assert.deepEqual((await failure(run('semanticText.server.other'))).data, {
        code: 'badInput',
        subject: 'command',
      });
      assert.equal((await failure(run(serverCommandId('proofread'), { uri: 3 }))).code, -32602);
      assert.equal(
        ((await failure(run(serverCommandId('proofread'), { uri: 'x:y' }))).data as { code: string }).code,
        'badInput',
      );
    });
  });

  it('titles in Simplified Chinese for that locale', async () => {
    client = await TestClient.start(runtime, { initializationOptions: { hasCommands: true }, locale: 'zh-cn' });
    await client.open(uri, 'A good day', 'markdown');
    assert.equal((await actionsAt(client, 4, 4))[0].title, '“good”的其他说法');
  });
});

function actionsAt(client: TestClient, from: number, to: number, triggerKind = invoked, only?: string[]) {
  return client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start: { line: 0, character: from }, end: { line: 0, character: to } },
    context: { diagnostics: [], triggerKind, only },
  });
}

function applied(text: string, action: CodeAction): string {
  const edits = action.edit?.changes?.[uri] ?? [];
  assert.ok(edits.length, 'the action has edits');
  return TextDocument.applyEdits(TextDocument.create(uri, 'markdown', 1, text), edits);
}
