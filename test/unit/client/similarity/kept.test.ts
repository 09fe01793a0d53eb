// Similarity panels that come back after the window was loaded again.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import {
  documents,
  FakeDocument,
  FakeWebviewPanel,
  fileUri,
  serializers,
  webviewPanels,
} from '../../../support/fakeVscode';
import type { Uri } from 'vscode';
import { Guard } from '../../../../src/client/guard';
import type { Server } from '../../../../src/client/server';
import { Similarity } from '../../../../src/client/similarity/similarity';
import { sourceOfDocument, sourceOfSelection, type Source } from '../../../../src/client/similarity/source';
import { parseKeptSimilarity, type KeptSimilarity } from '../../../../src/protocol/keptPanels';
import type { CompareContent, SimilarityContent } from '../../../../src/protocol/similarityPanel';

const viewType = 'semanticText.similarity';
const [first, second] = ['The bakery opens at six.', 'From six you can buy bread.'];

/** What the server was asked for since the test began. */
let asked: { readonly method: string; readonly params: object }[] = [];
const server = {
  request: (method: string, params: object) => {
    asked.push({ method, params });
    return Promise.resolve({ pairs: [], passagesOfA: [], passagesOfB: [], segments: [] });
  },
};

/** The extension as it is after the window was loaded. */
function similarity(): Similarity {
  const log = { error: assert.fail, info: assert.fail } as unknown as ConstructorParameters<typeof Guard>[0];
  const extensionUri = fileUri('/extension') as unknown as Uri;
  const index = () => Promise.reject(new Error('no index'));
  return new Similarity({ extensionUri, server: server as unknown as Server, guard: new Guard(log), index });
}

const bodies = (panel: FakeWebviewPanel, kind: string, name: string): unknown[] =>
  (panel.posted as { kind: string; name: string; body: unknown }[])
    .filter((frame) => frame.kind === kind && frame.name === name)
    .map(({ body }) => body);

interface Ready {
  readonly content: SimilarityContent | null;
  readonly failure: string;
}

async function ready(panel: FakeWebviewPanel): Promise<Ready> {
  panel.said.fire({ kind: 'request', name: 'ready', id: 1, body: null });
  await turn();
  return bodies(panel, 'answer', 'ready').at(-1) as Ready;
}

const keptOf = (panel: FakeWebviewPanel): KeptSimilarity => {
  const { state } = bodies(panel, 'notify', 'keep').at(-1) as { state: KeptSimilarity };
  return JSON.parse(JSON.stringify(state)) as KeptSimilarity;
};

async function back(state: unknown): Promise<Ready & { readonly panel: FakeWebviewPanel }> {
  similarity();
  asked = [];
  const panel = new FakeWebviewPanel(viewType, 'Comparison');
  await serializers.get(viewType)?.deserializeWebviewPanel(panel, state);
  await turn();
  return { panel, ...(await ready(panel)) };
}

describe('similarity panel after the window was loaded again', () => {
  const documentOf = (text: string, path = '/a.md') => new FakeDocument(fileUri(path), text);
  const sourceOf = (document: FakeDocument): Source => sourceOfDocument(document as never);
  const part = (document: FakeDocument, text: string): Source => {
    const start = document.text.indexOf(text);
    const range = { start: document.positionAt(start), end: document.positionAt(start + text.length) };
    return sourceOfSelection({ document } as never, range as never);
  };
  /** A comparison of the first session, with a choice that is made in the panel. */
  const compared = async (a: Source, b: Source): Promise<KeptSimilarity> => {
    await similarity().compare(a, b);
    const panel = webviewPanels.at(-1) ?? assert.fail();
    await ready(panel);
    panel.said.fire({ kind: 'notify', name: 'choose', id: 0, body: { layers: 'sumAll', pooling: 'cls' } });
    await turn();
    return keptOf(panel);
  };
  beforeEach(() => {
    documents.open = [];
    documents.onDisk = [];
  });

  it('is a reason for VS Code to start the extension', () => {
    const { activationEvents } = JSON.parse(readFileSync('package.json', 'utf8')) as { activationEvents: string[] };
    assert.ok(activationEvents.includes(`onWebviewPanel:${viewType}`));
  });

  it('compares the same places with the same choice, and leaves the focus alone', async () => {
    const whole = documentOf(`${first} It closes at noon.`, '/b.md');
    const other = documentOf(`Before. ${second} Behind.`);
    const kept = await compared(sourceOf(whole), part(other, second));
    for (const word of ['bakery', 'bread', 'noon']) assert.ok(!JSON.stringify(kept).includes(word), word);
    documents.onDisk = [documentOf(`${whole.text} More.`, '/b.md'), documentOf(`Moved. ${other.text}`)];
    const { panel, content, failure } = await back(kept);
    assert.equal(failure, '');
    const { a, b, choice } = content as CompareContent;
    assert.deepEqual([a.text, b.text, a.name, b.name], [`${whole.text} More.`, second, 'b.md', 'a.md:1']);
    assert.deepEqual(choice, { layers: 'sumAll', pooling: 'cls' });
    assert.deepEqual(panel.reveals, []);
    assert.equal(keptOf(panel).kind, 'compare', 'and is kept again');
  });

  it('brings a matrix back in its unit', async () => {
    documents.onDisk = [documentOf(first)];
    const text = { uri: 'file:///a.md', start: 0, end: 10, checksum: 0, whole: true };
    const { content } = await back({
      kind: 'matrix',
      text,
      choice: { layers: 'last', pooling: 'mean', unit: 'paragraph' },
    });
    assert.ok(content?.kind === 'matrix' && content.unit === 'paragraph' && content.name === 'a.md');
  });

  it('says so of a text that was typed, and asks the server nothing', async () => {
    const typed = { ...sourceOf(documentOf(second)), uri: undefined, name: 'typed text' };
    const { content, failure } = await back(
      await compared(sourceOf(documentOf(first)), typed).then((kept) => {
        documents.onDisk = [documentOf(first)];
        return kept;
      }),
    );
    assert.equal(content, null);
    assert.match(failure, /typed or copied is not kept.*“Compare Texts…”/);
    assert.deepEqual(asked, []);
  });

  it('names a document that is gone', async () => {
    const kept = await compared(sourceOf(documentOf(first, '/my%20notes.md')), sourceOf(documentOf(second)));
    documents.onDisk = [documentOf(second)];
    assert.match((await back(kept)).failure, /^my notes\.md, which was compared here, cannot be opened any more/);
  });

  it('looks through no workspace that nobody asked for', async () => {
    const { failure } = await back({ kind: 'duplicates', text: null, choice: { layers: 'last', pooling: 'mean' } });
    assert.match(failure, /not looked through again by itself/);
    assert.deepEqual(asked, []);
  });

  for (const [name, state] of [
    ['nothing', undefined],
    ['a panel of another version', { kind: 'graph', choice: { layers: 'last', pooling: 'mean' } }],
    ['a choice that there is not', { kind: 'duplicates', text: null, choice: { layers: 'seventh', pooling: 'mean' } }],
  ] as const) {
    it(`says so where ${name} was kept`, async () => {
      assert.equal(parseKeptSimilarity(state), undefined);
      assert.match((await back(state)).failure, /was not kept/);
    });
  }
});
