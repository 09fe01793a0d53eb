// Starts the panel: inside VS Code over the message channel, or in a saved page from the data that lies in it.

import { Channel } from '../../src/protocol/channel';
import type { FacesHeard, FacesRequests, FacesSaid } from '../../src/protocol/embeddings';
import type { PanelShown, PanelTheirs, ViewState } from '../../src/protocol/panel';
import { readPageData, writePage } from '../../src/protocol/savedAttention';
import { toBase64 } from '../../src/protocol/wire';
import { Faces } from '../embedding/faces';
import { h } from '../shared/dom';
import { sentenceOf } from '../shared/failure';
import { t } from '../shared/l10n';
import { portOf, type WebviewApi } from '../shared/port';
import type { Host } from './host';
import { Panel } from './panel';
import { Store, unpackLayer, type Source } from './store';
import './style.css';

declare const acquireVsCodeApi: (() => WebviewApi) | undefined;

/** For developer tools and tests, as are the marks of the views. */
const textCame = 'attention: text came';
const runEnded = 'attention: run ended';

const root = document.getElementById('app') ?? document.body;

if (typeof acquireVsCodeApi === 'function') startInEditor(acquireVsCodeApi());
else startSaved();

function startInEditor(api: WebviewApi): void {
  let panel: Panel | undefined;
  let remembered: Partial<ViewState> = {};
  let pinned = false;
  const channel = new Channel<FacesRequests, FacesSaid, PanelTheirs, FacesHeard>(
    portOf(api),
    {},
    {
      document: (shown) => show(shown),
      selected: ({ tokens }) => {
        panel?.select(tokens);
      },
      unlinked: ({ message }) => panel?.unlinked(message),
      failed: ({ message }) => (panel ? panel.failed(message) : empty(message, faces.attention)),
      busy: ({ busy }) => root.classList.toggle('busy', busy),
      keep: ({ state }) => api.setState(state),
      caret: ({ offset }) => (faces.choice.caret = offset),
      face: ({ face, word }) => faces.open(face, word),
      reading: ({ fraction }) => faces.reading(fraction),
    },
    sentenceOf,
  );
  const source: Source = {
    withoutEncoder: '',
    layer: async ({ text, pair }, layer, intervention) =>
      unpackLayer((await channel.request('layer', { text, pair, layer, ...intervention })).values),
    predict: async ({ text, pair }, tokens, intervention) =>
      (await channel.request('predict', { text, pair, tokens, ...intervention })).predictions,
    queriesAndKeys: ({ text, pair }, layer, head, intervention) =>
      channel.request('queriesAndKeys', { text, pair, layer, head, ...intervention }),
  };
  const host: Host = {
    reveal: (token) => channel.notify('reveal', { token }),
    pin: (pinned) => channel.notify('pin', { pinned }),
    choosePair: () => channel.notify('choosePair', null),
    dropPair: () => channel.notify('dropPair', null),
    viewChanged: (view) => channel.notify('viewChanged', view),
  };
  const faces = new Faces(root, {
    nearWord: (word) => channel.request('nearWord', word),
    nearInVocabulary: (word) => channel.request('nearInVocabulary', word),
    stopReading: () => channel.notify('stopReading', null),
    calculate: (wanted) => channel.request('calculate', wanted),
    substitutes: (word) => channel.request('substitutes', word),
    senses: (wanted) => channel.request('senses', wanted),
    reveal: (place) => channel.notify('revealPlace', place),
    chosen: (face) => channel.notify('faceChosen', { face }),
  });
  const show = ({ document: shown, first, view, remark, selected }: PanelShown) => {
    for (const mark of [textCame, runEnded]) performance.clearMarks(mark);
    performance.mark(textCame);
    performance.mark(runEnded, { detail: first.endedAt });
    if (panel) panel.store.show(shown, view ?? undefined, first);
    else {
      const store = new Store(shown, view ?? remembered, source, first);
      const save = (name: string, content: string | Uint8Array) => channel.request('save', { name, content });
      panel = new Panel(store, { host, save, toHtml: standalonePage }, faces.attention);
      faces.connect(store);
      panel.setPinned(pinned);
    }
    panel.remark(remark);
    panel.select(selected);
  };
  channel.request('ready', null).then(
    (found) => {
      remembered = found.view;
      pinned = found.pinned;
      root.classList.toggle('busy', found.busy);
      if (found.shown) show(found.shown);
      else if (!panel) empty(found.failed || waiting(found.busy), faces.attention);
      panel?.setPinned(pinned);
    },
    (error: unknown) => empty(sentenceOf(error), faces.attention),
  );
}

const waiting = (busy: boolean): string =>
  busy ? t('Reading the text…') : t('Select a sentence, or put the cursor into one, to see where the encoder looks.');

function empty(message: string, place = root): void {
  place.replaceChildren(h('p', { class: 'message', role: 'status' }, message));
}

/** A page that was saved with its data: all but what needs an encoder. */
function startSaved(): void {
  const held = document.getElementById('data')?.textContent;
  if (!held) return empty(t('This page holds no attention data.'));
  const saved = readPageData(held);
  const withoutEncoder = t(
    'A saved page has no encoder: tokens cannot be masked here, heads not silenced, and Q and K not shown. Open the text in the editor for that.',
  );
  const cannot = () => Promise.reject(new Error(withoutEncoder));
  const source: Source = {
    withoutEncoder,
    layer: (_, layer) => Promise.resolve(unpackLayer(saved.layers[layer])),
    predict: cannot,
    queriesAndKeys: cannot,
  };
  const save = (name: string, content: string | Uint8Array) => {
    const blob = new Blob([content as BlobPart]);
    const link = h('a', { href: URL.createObjectURL(blob), download: name });
    link.click();
    return Promise.resolve(true);
  };
  const panel = new Panel(new Store(saved.document, saved.view, source), { host: undefined, save }, root);
  panel.remark(withoutEncoder);
}

/** This page's own script and style with data in it. */
async function standalonePage(data: string): Promise<string> {
  const source = async (selector: string, attribute: string) => {
    const address = document.querySelector(selector)?.getAttribute(attribute);
    if (!address) throw new Error(t('The page cannot find its own parts.'));
    return (await fetch(address)).text();
  };
  const [script, style] = [await source('script[src]', 'src'), await source('link[rel=stylesheet]', 'href')];
  const language = document.documentElement.lang || 'en';
  const translations = document.getElementById('l10n')?.textContent ?? '';
  return writePage(data, { script, style, language, translations }, async (text) => {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
    return toBase64(new Uint8Array(digest));
  });
}
