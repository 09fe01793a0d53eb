// The attention panel on the side of the extension host: one panel, which follows the cursor, asks the server, and keeps
// tokens and editor in step. What is drawn is media/attention's matter.

import { ViewColumn, Selection, Uri, env, l10n, window, workspace, type TextEditor, type WebviewPanel } from 'vscode';
import { Channel } from '../../protocol/channel';
import type {
  Intervention,
  PanelDocument,
  PanelHeard,
  PanelRequests,
  PanelSaid,
  PanelTheirs,
  ViewState,
} from '../../protocol/panel';
import type { AttendResult } from '../../protocol/requests';
import { fromBase64 } from '../../protocol/wire';
import { DisposableList } from '../disposables';
import { Failure, toFailure } from '../failure';
import type { Guard } from '../guard';
import { failureMessage } from '../messages';
import type { Server } from '../server';
import { pageOf, pagesRoot } from '../webview/page';
import { portOf } from '../webview/port';
import { saveFile } from '../webview/saveFile';
import { placeOf, type Place } from './place';

const followMs = 250;
const viewType = 'semanticText.attention';

type HostChannel = Channel<PanelTheirs, PanelHeard, PanelRequests, PanelSaid>;

export interface AttentionOptions {
  readonly extensionUri: Uri;
  readonly server: Server;
  readonly guard: Guard;
}

/** Opens the panel, or brings the one that is open to the front with the text at the cursor. */
export class AttentionPanels {
  #open: AttentionPanel | undefined;
  #view: Partial<ViewState> = {};

  constructor(readonly options: AttentionOptions) {}

  async show(editor: TextEditor): Promise<void> {
    const place = placeOf(editor);
    if (place.text.trim() === '') throw new Failure('emptyText');
    if (!this.#open) {
      const panel = new AttentionPanel(this.options, this.#view, (view) => (this.#view = view));
      this.#open = panel;
      panel.onClosed(() => (this.#open = undefined));
    }
    await this.#open.show(place);
  }

  dispose(): void {
    this.#open?.dispose();
  }
}

class AttentionPanel {
  readonly #own = new DisposableList();
  readonly #panel: WebviewPanel;
  readonly #channel: HostChannel;
  #places: readonly [Place, Place | null] | undefined;
  #shown: PanelDocument | undefined;
  #pinned = false;
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #onClosed: () => void = () => {};

  constructor(
    readonly options: AttentionOptions,
    readonly view: Partial<ViewState>,
    readonly remember: (view: Partial<ViewState>) => void,
  ) {
    const title = l10n.t('Attention');
    const roots = [pagesRoot(options.extensionUri)];
    const kept = { enableScripts: true, localResourceRoots: roots, retainContextWhenHidden: true };
    this.#panel = window.createWebviewPanel(
      viewType,
      title,
      { viewColumn: ViewColumn.Beside, preserveFocus: true },
      kept,
    );
    this.#own.add(this.#panel);
    this.#channel = this.#connect();
    const page = { extensionUri: options.extensionUri, name: 'attention', title, language: env.language };
    this.#panel.webview.html = pageOf(this.#panel.webview, page);
    this.#panel.onDidDispose(() => this.dispose());
    this.#own.add(window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)));
    this.#own.add(workspace.onDidChangeTextDocument(({ document }) => this.#edited(document.uri.toString())));
  }

  onClosed(listener: () => void): void {
    this.#onClosed = listener;
  }

  /** Shows a text; the pair stays unless it is given. */
  async show(place: Place, pair: Place | null = this.#places?.[1] ?? null): Promise<void> {
    const generation = ++this.#generation;
    this.#places = [place, pair];
    this.#channel.notify('busy', { busy: true });
    try {
      const answer = await this.options.server.request('attend', { text: place.text, pair: pair?.text, layer: 0 });
      if (generation !== this.#generation) return;
      this.#shown = documentOf(answer, place, pair);
      this.#channel.notify('document', this.#shown);
      this.#panel.reveal(undefined, true);
    } catch (error) {
      if (generation === this.#generation) this.#channel.notify('failed', { message: sentence(error) });
    } finally {
      if (generation === this.#generation) this.#channel.notify('busy', { busy: false });
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#channel.close();
    this.#own.dispose();
    this.#onClosed();
  }

  #connect(): HostChannel {
    return new Channel<PanelTheirs, PanelHeard, PanelRequests, PanelSaid>(
      portOf(this.#panel.webview),
      {
        ready: () => ({ document: this.#shown ?? null, view: this.view, pinned: this.#pinned }),
        layer: ({ layer, ...intervention }) => this.#layer(layer, intervention),
        predict: ({ tokens, ...intervention }) =>
          this.#request('predict', { tokens: [...tokens], top: 6, intervention: interventionOf(intervention) }),
        queriesAndKeys: (params) => this.#queriesAndKeys(params),
        save: ({ name, content }) => saveFile(name, content),
      },
      {
        reveal: ({ token }) => this.options.guard.detach('reveal', this.#reveal(token)),
        pin: ({ pinned }) => (this.#pinned = pinned),
        viewChanged: (view) => this.remember(view),
        choosePair: () => this.options.guard.detach('pair', this.#choosePair()),
        dropPair: () => this.#places && this.options.guard.detach('pair', this.show(this.#places[0], null)),
      },
      sentence,
    );
  }

  async #layer(layer: number, intervention: Intervention): Promise<PanelRequests['layer']['result']> {
    const { heads, values } = await this.#request('attend', { layer, intervention: interventionOf(intervention) });
    const bytes = fromBase64(values);
    return { layer, heads, values: new Uint16Array(bytes.buffer, 0, bytes.length / 2) };
  }

  async #queriesAndKeys(
    params: PanelRequests['queriesAndKeys']['params'],
  ): Promise<PanelRequests['queriesAndKeys']['result']> {
    const { layer, head } = params;
    const { queries = '', keys = '' } = await this.#request('attend', {
      layer,
      queriesAndKeysOf: head,
      intervention: interventionOf(params),
    });
    const floats = (text: string) => new Float32Array(fromBase64(text).buffer);
    return { queries: floats(queries), keys: floats(keys) };
  }

  #request(
    name: 'attend',
    params: { layer: number; intervention: Intervention; queriesAndKeysOf?: number },
  ): Promise<AttendResult>;
  #request(
    name: 'predict',
    params: { tokens: number[]; top: number; intervention: Intervention },
  ): Promise<PanelRequests['predict']['result']>;
  #request(name: 'attend' | 'predict', params: object): Promise<unknown> {
    if (!this.#places) return Promise.reject(new Failure('emptyText'));
    const [{ text }, pair] = this.#places;
    return this.options.server.request(name, { text, pair: pair?.text, ...params } as never);
  }

  /** The editor moved: tokens of the shown text are marked; another sentence is shown unless the text is pinned. */
  #follow(editor: TextEditor): void {
    if (editor.document.uri.scheme === 'output') return;
    this.#mark(editor);
    if (this.#pinned) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const place = placeOf(editor);
      const [now] = this.#places ?? [];
      const same = now && now.uri === place.uri && now.start === place.start && now.text === place.text;
      const inside =
        now &&
        now.uri === place.uri &&
        place.start >= now.start &&
        place.start + place.text.length <= now.start + now.text.length;
      // A selection inside the shown text marks tokens; it is not a new text.
      if (!same && !inside && place.text.trim() !== '') this.options.guard.detach('follow', this.show(place));
    }, followMs);
  }

  #edited(uri: string): void {
    const editor = window.activeTextEditor;
    if (editor?.document.uri.toString() === uri && uri === this.#places?.[0].uri) this.#follow(editor);
  }

  #mark({ document, selection }: TextEditor): void {
    const [place] = this.#places ?? [];
    if (!place || !this.#shown || document.uri.toString() !== place.uri) return;
    const [start, end] = [
      document.offsetAt(selection.start) - place.start,
      document.offsetAt(selection.end) - place.start,
    ];
    const covers = (token: PanelDocument['tokens'][number]) =>
      !token.special && token.segment === 0 && token.start < end && token.end > start;
    const tokens = selection.isEmpty ? [] : this.#shown.tokens.flatMap((token, n) => (covers(token) ? [n] : []));
    this.#channel.notify('selected', { tokens });
  }

  /** Selects a token's text in the editor, where the text still stands as it was. */
  async #reveal(index: number): Promise<void> {
    const token = this.#shown?.tokens[index];
    const place = this.#places?.[token?.segment === 1 ? 1 : 0];
    if (!token || !place || token.special) return;
    const document = await workspace.openTextDocument(Uri.parse(place.uri));
    if (document.getText().slice(place.start, place.start + place.text.length) !== place.text) return;
    const [from, to] = [document.positionAt(place.start + token.start), document.positionAt(place.start + token.end)];
    const shown = window.visibleTextEditors.find((editor) => editor.document === document);
    await window.showTextDocument(document, {
      viewColumn: shown?.viewColumn ?? ViewColumn.One,
      preserveFocus: true,
      selection: new Selection(from, to),
    });
  }

  async #choosePair(): Promise<void> {
    if (!this.#places) return;
    const value =
      window.activeTextEditor && !window.activeTextEditor.selection.isEmpty
        ? placeOf(window.activeTextEditor).text
        : '';
    const text = await window.showInputBox({
      title: l10n.t('Text B'),
      prompt: l10n.t('The second text of the pair'),
      value,
    });
    if (text?.trim()) await this.show(this.#places[0], { ...this.#places[0], text, uri: '', start: 0 });
  }
}

function documentOf(answer: AttendResult, place: Place, pair: Place | null): PanelDocument {
  const { model, tokens, numLayers, heads, headSize, leftOutCharacters } = answer;
  return {
    text: place.text,
    pair: pair?.text ?? null,
    tokens,
    model,
    numLayers,
    numHeads: heads,
    headSize,
    leftOutCharacters,
    source: place.name,
  };
}

const interventionOf = ({ masked, silenced }: Intervention): Intervention => ({
  masked: [...masked],
  silenced: silenced.map(({ layer, head }) => ({ layer, head })),
});

function sentence(error: unknown): string {
  const failure = toFailure(error);
  return failure instanceof Failure
    ? failureMessage(failure).text
    : l10n.t('The text changed while it was read; move the cursor to read it again.');
}
