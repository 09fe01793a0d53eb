// Attention panels that come back after the window was loaded again: what is kept of them, and what they show then.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setImmediate as turn, setTimeout as after } from 'node:timers/promises';
import {
  documents,
  FakeDocument,
  FakeEditor,
  FakeWebviewPanel,
  fileUri,
  moveCursor,
  openDocument,
  serializers,
  webviewPanels,
} from '../../../support/fakeVscode';
import { Uri, type TextEditor } from 'vscode';
import { AttentionPanels } from '../../../../src/client/attention/panels';
import { Guard } from '../../../../src/client/guard';
import type { Server } from '../../../../src/client/server';
import { parseKeptAttention, type KeptAttention } from '../../../../src/protocol/keptPanels';
import { initialView, type PanelShown, type ViewState } from '../../../../src/protocol/panel';
import type { AttendParams, AttendResult } from '../../../../src/protocol/requests';

const viewType = 'semanticText.attention';
const sentence = 'The bank lends money.';
const text = `First comes this. ${sentence} It is late.`;
const start = text.indexOf(sentence);

/** One token a word, and the layer that was asked for. */
const server = {
  request: (_: 'attend', { text: a, pair }: AttendParams): Promise<AttendResult> => {
    const tokens = [a, pair ?? ''].flatMap((whole, segment) =>
      [...whole.matchAll(/\w+/g)].map(({ 0: word, index }, n) => ({
        ...{ text: word, id: n, segment, attentionMask: 1, special: false, word: n },
        ...{ start: index, end: index + word.length },
      })),
    );
    const shape = { numLayers: 4, heads: 2, headSize: 8, leftOutCharacters: 0 };
    return Promise.resolve({ model: 'tiny@1', tokens, ...shape, values: '', endedAt: 0 } as unknown as AttendResult);
  },
};

/** The extension as it is after the window was loaded. */
function panels(): AttentionPanels {
  const log = { error: assert.fail, info: assert.fail } as unknown as ConstructorParameters<typeof Guard>[0];
  const extensionUri = fileUri('/extension') as unknown as Uri;
  return new AttentionPanels({ extensionUri, server: server as unknown as Server, guard: new Guard(log) });
}

/** The page of a panel: asks what there is, and keeps what it is told to. */
class Page {
  constructor(readonly panel: FakeWebviewPanel) {}

  #frames(kind: string, name: string): { readonly body: unknown }[] {
    return (this.panel.posted as { kind: string; name: string; body: unknown }[]).filter(
      (frame) => frame.kind === kind && frame.name === name,
    );
  }

  say(name: string, body: unknown): void {
    this.panel.said.fire({ kind: 'notify', name, id: 0, body });
  }

  async ready(): Promise<{ shown: PanelShown | null; pinned: boolean; failed: string; view: Partial<ViewState> }> {
    this.panel.said.fire({ kind: 'request', name: 'ready', id: 1, body: null });
    await turn();
    const [answer] = this.#frames('answer', 'ready');
    return answer.body as Awaited<ReturnType<Page['ready']>>;
  }

  /** What VS Code would hand back, after it went through its JSON. */
  get kept(): KeptAttention {
    const { state } = this.#frames('notify', 'keep').at(-1)?.body as { state: KeptAttention };
    return JSON.parse(JSON.stringify(state)) as KeptAttention;
  }

  get face(): unknown {
    return this.#frames('notify', 'face').at(-1)?.body;
  }
}

/** A panel of the first session, on the sentence at the caret of a document. */
async function looked(document: FakeDocument): Promise<Page> {
  documents.open = [document];
  const first = panels();
  await first.show(new FakeEditor(document, start + 5) as unknown as TextEditor, 'attention');
  const panel = webviewPanels.at(-1);
  assert.ok(panel);
  const page = new Page(panel);
  await page.ready();
  return page;
}

/** The same panel in the next session. */
async function back(state: unknown): Promise<Page> {
  panels();
  const panel = new FakeWebviewPanel(viewType, 'Attention');
  await serializers.get(viewType)?.deserializeWebviewPanel(panel, state);
  await turn();
  return new Page(panel);
}

describe('attention panel after the window was loaded again', () => {
  const note = (whole = text, name = '/notes/essay.md') => new FakeDocument(fileUri(name), whole);
  beforeEach(() => {
    documents.onDisk = [];
    documents.open = [];
  });

  it('is a reason for VS Code to start the extension', () => {
    const { activationEvents } = JSON.parse(readFileSync('package.json', 'utf8')) as { activationEvents: string[] };
    assert.ok(activationEvents.includes(`onWebviewPanel:${viewType}`));
  });

  it('keeps where its text stands and how it is looked at, and nothing of what it says', async () => {
    const page = await looked(note());
    const marks = { pinned: { query: 1, key: 2 }, masked: [1], layer: 2, view: 'matrix' } as const;
    page.say('viewChanged', { ...initialView(2), ...marks });
    page.say('pin', { pinned: true });
    page.say('faceChosen', { face: 'senses' });
    await turn();
    const { kept } = page;
    assert.deepEqual([kept.text.uri, kept.text.start, kept.text.end], ['file:///notes/essay.md', start, start + 21]);
    assert.deepEqual([kept.pinned, kept.face, kept.pair], [true, 'senses', null]);
    assert.deepEqual(kept.view, { ...initialView(2), ...marks });
    for (const word of text.match(/\w{4,}/g) ?? []) assert.ok(!JSON.stringify(kept).includes(word), word);
  });

  it('comes back with its text, its view, its tab and its pin, and leaves the focus alone', async () => {
    const page = await looked(note());
    page.say('viewChanged', { ...initialView(2), layer: 2, view: 'matrix', masked: [1] });
    page.say('pin', { pinned: true });
    page.say('faceChosen', { face: 'layers' });
    await turn();
    documents.open = [];
    documents.onDisk = [note()];
    const again = await back(page.kept);
    const { shown, pinned, failed } = await again.ready();
    assert.deepEqual([shown?.document.text, shown?.first.layer, pinned, failed], [sentence, 2, true, '']);
    assert.deepEqual(shown?.view, { ...initialView(2), layer: 2, view: 'matrix', masked: [1] });
    assert.equal(shown?.remark, '');
    assert.deepEqual(again.face, { face: 'layers', word: undefined });
    assert.deepEqual(again.panel.reveals, []);
    assert.deepEqual(again.kept, page.kept, 'and is kept again');
  });

  it('finds a text that moved', async () => {
    const { kept } = await looked(note());
    documents.open = [];
    documents.onDisk = [note(`More above. ${text}`)];
    const { shown } = await (await back(kept)).ready();
    assert.deepEqual([shown?.document.text, shown?.remark], [sentence, '']);
  });

  it('shows what stands at its place where the text was changed, without the marks of other tokens, and says so', async () => {
    const page = await looked(note());
    page.say('viewChanged', { ...initialView(2), layer: 1, masked: [1], pinned: { query: 0, key: null } });
    documents.open = [];
    documents.onDisk = [note(text.replace('lends', 'borrows'))];
    const { shown } = await (await back(page.kept)).ready();
    assert.equal(shown?.document.text, 'The bank borrows money.');
    assert.deepEqual(shown?.view, { ...initialView(2), layer: 1 });
    assert.match(shown?.remark ?? '', /was changed after it was read/);
  });

  it('waits for an unsaved document, which VS Code opens by itself, and quotes nothing of it on its tab', async () => {
    const unsaved = new FakeDocument(Uri.parse('untitled:Untitled-1') as unknown as FakeDocument['uri'], text);
    const page = await looked(unsaved);
    assert.equal(page.panel.title, 'Attention: Untitled-1');
    documents.open = [];
    const again = await back(page.kept);
    assert.equal(again.panel.webview.html, '');
    openDocument(unsaved);
    await turn();
    const { shown } = await again.ready();
    assert.equal(shown?.document.text, sentence);
  });

  it('quotes its text on its tab only where that is saved', async () => {
    const saved = await looked(note());
    assert.equal(saved.panel.title, `Attention: ${sentence}`);
    const document = note();
    document.isDirty = true;
    const dirty = await looked(document);
    assert.equal(dirty.panel.title, 'Attention: essay.md');
  });

  it('says plainly that its document is gone, what to do, and follows the cursor', async () => {
    const page = await looked(note());
    page.say('pin', { pinned: true });
    await turn();
    documents.open = [];
    const { shown, failed, pinned } = await (await back(page.kept)).ready();
    assert.equal(shown, null);
    assert.match(failed, /^essay\.md, whose text was shown here, cannot be opened any more\. Put the cursor into/);
    assert.equal(pinned, false);
  });

  for (const [name, state] of [
    ['nothing', undefined],
    ['another thing', { kind: 'matrix' }],
    ['a place that is none', { kind: 'attention', text: { uri: 7 } }],
  ] as const) {
    it(`says so where ${name} was kept`, async () => {
      const { shown, failed } = await (await back(state)).ready();
      assert.equal(shown, null);
      assert.match(failed, /was not kept/);
    });
  }

  it('is left alone when it was closed meanwhile', async () => {
    const { kept } = await looked(note());
    documents.open = [];
    documents.onDisk = [note()];
    panels();
    const panel = new FakeWebviewPanel(viewType, 'Attention');
    const coming = serializers.get(viewType)?.deserializeWebviewPanel(panel, kept);
    panel.dispose();
    await coming;
    await turn();
    assert.equal(panel.webview.html, '');
  });

  it('comes to the front for a command, and stays where it is when the cursor moves', async () => {
    const document = note();
    const page = await looked(document);
    assert.deepEqual(page.panel.reveals, [true], 'without the focus');
    moveCursor(new FakeEditor(document, 3));
    for (let left = 200; left && page.panel.title !== 'Attention: First comes this.'; left--) await after(10);
    assert.equal(page.panel.title, 'Attention: First comes this.');
    assert.deepEqual(page.panel.reveals, [true]);
  });

  it('begins a new panel with the way of looking, not with the marks of another text', async () => {
    const first = panels();
    documents.open = [note()];
    await first.show(new FakeEditor(documents.open[0], start + 5) as unknown as TextEditor, 'attention');
    const page = new Page(webviewPanels.at(-1) ?? assert.fail());
    await page.ready();
    page.say('viewChanged', {
      ...initialView(2),
      layer: 3,
      masked: [1],
      pinned: { query: 1, key: 1 },
      difference: true,
    });
    page.say('pin', { pinned: true });
    await turn();
    await first.show(new FakeEditor(documents.open[0], 3) as unknown as TextEditor, 'attention');
    const { view } = await new Page(webviewPanels.at(-1) ?? assert.fail()).ready();
    assert.deepEqual(view, { ...initialView(2), layer: 3 });
  });
});

describe('what is kept of panels', () => {
  const text = { uri: 'file:///a.md', start: 0, end: 4, checksum: 7, whole: false };
  const kept = { kind: 'attention', text, pair: 'gone', model: 'm', view: {}, pinned: false, face: 'senses' };

  it('is read as it was written', () => assert.deepEqual(parseKeptAttention(kept), kept));

  for (const [name, value] of [
    ['a kind', { ...kept, kind: 'compare' }],
    ['a place', { ...kept, text: { ...text, start: -1 } }],
    ['a checksum', { ...kept, text: { ...text, checksum: 2 ** 32 } }],
    ['text B', { ...kept, pair: 'The text itself.' }],
    ['an encoder', { ...kept, model: undefined }],
    ['a pin', { ...kept, pinned: 1 }],
    ['a tab', { ...kept, face: 'constructor' }],
  ] as const) {
    it(`is as if it were not there where ${name} is another thing`, () => {
      assert.equal(parseKeptAttention(value), undefined);
    });
  }
});
