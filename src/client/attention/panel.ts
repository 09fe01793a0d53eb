// One attention panel on the side of the extension host: follows the cursor, asks the server, and keeps tokens and editor
// in step. Which panels there are is panels.ts's matter, what is drawn media/attention's.

import type { TextDocumentChangeEvent, TextEditor, Uri, WebviewPanel } from 'vscode';
import { env, l10n, window, workspace } from 'vscode';
import { Channel, type UnreadNotifications, type UnreadRequests } from '../../protocol/channel';
import { parseView, type PanelRequests, type PanelShown, type PanelTheirs, type ViewState } from '../../protocol/panel';
import { parseFace, parsePin, parseReveal } from '../../protocol/panelParse';
import type { Face, FacesHeard, FacesRequests, FacesSaid } from '../../protocol/embeddings';
import type { AttendResult } from '../../protocol/requests';
import { DisposableList } from '../disposables';
import { Failure, toFailure } from '../failure';
import type { Guard } from '../guard';
import type { Server } from '../server';
import { pageOf, pagesRoot } from '../webview/page';
import { portOf } from '../webview/port';
import { askPair } from './askPair';
import { answersBy, documentOf, layerOf, panelLayer } from './answers';
import { Embeddings } from './embeddings';
import { EditorLink, type Places } from './link';
import { keptOf } from './kept';
import { placeOf, type Place } from './place';
import { notInEditor, sentence, titleOf } from './words';

const followMs = 250;

type HostChannel = Channel<PanelTheirs, FacesHeard, FacesRequests, FacesSaid>;

export interface AttentionOptions {
  readonly extensionUri: Uri;
  readonly server: Server;
  readonly guard: Guard;
}

export interface PanelLife {
  /** The view that the first text is shown with. */
  readonly view: Partial<ViewState>;
  /** Whether the panel shows the text at the cursor; a saved view stands. */
  readonly follows: boolean;
  /** Whether it keeps its text although the cursor moves. */
  readonly pinned: boolean;
  readonly onView: (view: ViewState) => void;
  readonly onClosed: () => void;
}

/** How a text is shown that was looked at before. */
export interface Showing {
  readonly layer: number;
  /** Known with the encoder that reads it. `view`: as parseView reads it; `remark`: stays above the text, empty for none. */
  readonly by: (model: string) => Pick<PanelShown, 'view' | 'remark'>;
}

export class AttentionPanel {
  readonly #own = new DisposableList();
  readonly #channel: HostChannel;
  readonly #embeddings: Embeddings;
  readonly #link = new EditorLink();
  /** The texts that were asked for last: what is shown may still be what was there before. */
  #places: Places | undefined;
  /** Where the texts come from that the page shows. */
  #shownPlaces: Places | undefined;
  /** The editor that the cursor was last in. */
  #editor = window.activeTextEditor;
  #shown: Omit<PanelShown, 'selected'> | undefined;
  /** How the texts were looked at last. */
  #view: Partial<ViewState>;
  #pinned: boolean;
  /** The page asked for what there is: it hears of what comes from then on. */
  #isReady = false;
  #isBusy = false;
  /** Why there is nothing to show; empty where there is. */
  #failed = '';
  #generation = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #keeping: ReturnType<typeof setTimeout> | undefined;

  /** Takes over a webview panel that is still empty. */
  constructor(
    readonly options: AttentionOptions,
    readonly panel: WebviewPanel,
    readonly life: PanelLife,
  ) {
    const { extensionUri } = options;
    this.#pinned = life.pinned;
    this.#view = life.view;
    panel.webview.options = { enableScripts: true, localResourceRoots: [pagesRoot(extensionUri)] };
    this.#own.add(panel);
    this.#channel = this.#connect();
    this.#embeddings = new Embeddings({
      server: options.server,
      places: () => this.#placesNow(),
      caret: (offset) => this.#channel.notify('caret', { offset }),
      face: (face, word) => this.#channel.notify('face', { face, word }),
      reading: (fraction) => this.#channel.notify('reading', { fraction }),
    });
    const page = { extensionUri, name: 'attention', title: l10n.t('Attention'), language: env.language };
    panel.webview.html = pageOf(panel.webview, page);
    panel.onDidDispose(() => this.dispose());
    this.#own.add(window.onDidChangeTextEditorSelection(({ textEditor }) => this.#follow(textEditor)));
    this.#own.add(workspace.onDidChangeTextDocument((event) => this.#edited(event)));
  }

  /** True while the panel keeps its text although the cursor moves. */
  get pinned(): boolean {
    return this.#pinned;
  }

  /** Shows a text; the pair stays unless it is given. Without `showing` the way of looking stays. */
  async show(place: Place, pair: Place | null = this.#link.current(1), showing?: Showing): Promise<void> {
    const generation = ++this.#generation;
    const places: Places = [place, pair];
    this.#places = places;
    this.#link.show(places);
    this.#busy(true);
    try {
      const { layer, answer } = await this.#attend(place, pair, showing?.layer ?? layerOf(this.#view));
      if (generation !== this.#generation) return;
      this.#shownPlaces = places;
      const document = documentOf(answer, place, pair);
      const { view, remark } = showing?.by(answer.model) ?? { view: null, remark: '' };
      if (view !== null) this.#view = parseView(view, document);
      this.#shown = { document, first: panelLayer(layer, answer), view, remark };
      this.#failed = '';
      if (this.#isReady) this.#channel.notify('document', { ...this.#shown, selected: this.#selected() });
      this.#embeddings.shown();
      // The editor that shows a saved view has its own name.
      if (this.life.follows) this.panel.title = titleOf(place);
      this.#keep();
    } catch (error) {
      if (generation === this.#generation) this.fail(sentence(error));
    } finally {
      if (generation === this.#generation) this.#busy(false);
    }
  }

  /** Brings a tab to the front, for this word where there is one. */
  open(face: Face, word?: string): void {
    this.#embeddings.open(face, word);
  }

  /** Says why there is nothing to show. */
  fail(message: string): void {
    this.#failed = message;
    if (this.#isReady) this.#channel.notify('failed', { message });
  }

  #busy(busy: boolean): void {
    this.#isBusy = busy;
    if (this.#isReady) this.#channel.notify('busy', { busy });
  }

  dispose(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#keeping);
    this.#embeddings.stopReading();
    this.#channel.close();
    this.#own.dispose();
    this.life.onClosed();
  }

  /** The first layer to be looked at comes with the tokens: one run of the encoder, and one message to the page. */
  async #attend(
    place: Place,
    pair: Place | null,
    wanted: number,
  ): Promise<{ readonly layer: number; readonly answer: AttendResult }> {
    const params = { text: place.text, pair: pair?.text };
    const { server } = this.options;
    try {
      return { layer: wanted, answer: await server.request('attend', { ...params, layer: wanted }) };
    } catch (error) {
      // Another encoder may have fewer layers than the one that was looked at before.
      if (wanted === 0 || !(toFailure(error) instanceof Failure)) throw error;
      return { layer: 0, answer: await server.request('attend', { ...params, layer: 0 }) };
    }
  }

  #connect(): HostChannel {
    const asked: UnreadRequests<FacesRequests> = {
      ready: () => this.#ready(),
      ...answersBy(this.options.server),
      senses: (params) => this.#embeddings.senses(params),
      calculate: (params) => this.#embeddings.calculate(params),
      substitutes: (params) => this.#embeddings.substitutes(params),
      nearWord: (params) => this.#embeddings.nearWord(params),
      nearInVocabulary: (params) => this.#embeddings.nearInVocabulary(params),
    };
    const { guard } = this.options;
    /** Nobody waits for what the page says: what does not fit is noted, too. */
    const detach = (name: string, work: () => unknown): void => guard.detach(name, Promise.resolve().then(work));
    const said: UnreadNotifications<FacesSaid> = {
      reveal: (params) => detach('reveal', () => this.#reveal(parseReveal(params))),
      pin: (params) => detach('pin', () => this.#pin(parsePin(params))),
      viewChanged: (params) => this.#viewChanged(params),
      choosePair: () => detach('pair', () => this.#choosePair()),
      revealPlace: (params) => detach('revealPlace', () => this.#embeddings.reveal(params)),
      dropPair: () => detach('pair', () => this.#dropPair()),
      stopReading: () => this.#embeddings.stopReading(),
      faceChosen: (params) => detach('face', () => this.#faceChosen(parseFace(params))),
    };
    return new Channel<PanelTheirs, FacesHeard, FacesRequests, FacesSaid>(
      portOf(this.panel.webview),
      asked,
      said,
      sentence,
    );
  }

  /** The texts that the page shows, where they stand after edits; the link follows those that were asked for last. */
  #placesNow(): Places | undefined {
    const shown = this.#shownPlaces;
    if (!shown || shown !== this.#places) return shown;
    return [this.#link.current(0) ?? shown[0], this.#link.current(1)];
  }

  #ready(): PanelRequests['ready']['result'] {
    this.#isReady = true;
    this.#embeddings.ready();
    const [pinned, busy, failed] = [this.#pinned, this.#isBusy, this.#failed];
    const shown = this.#shown ? { ...this.#shown, selected: this.#selected() } : null;
    this.#keep();
    return { shown, view: this.#view, pinned, busy, failed };
  }

  /** Has the page keep what brings this text back after the window was loaded again. A saved view lies in its file. */
  #keep(): void {
    if (!this.#isReady || !this.life.follows || !this.#shown || this.#shownPlaces !== this.#places) return;
    const [text, pair] = this.#placesNow() ?? [];
    if (!text) return;
    const { model } = this.#shown.document;
    const [view, pinned, { face }] = [this.#view, this.#pinned, this.#embeddings];
    const state = keptOf({ places: [text, pair ?? null], model, view, pinned, face });
    if (state) this.#channel.notify('keep', { state });
  }

  #pin(pinned: boolean): void {
    this.#pinned = pinned;
    this.#keep();
  }

  #faceChosen(face: Face): void {
    this.#embeddings.chosen(face);
    this.#keep();
  }

  async #dropPair(): Promise<void> {
    const text = this.#link.current(0);
    if (text) await this.show(text, null);
  }

  /** The page's view, as far as it fits the text that is shown; without one there is none. */
  #viewChanged(view: unknown): void {
    if (!this.#shown) return;
    const parsed = parseView(view, this.#shown.document);
    this.#view = parsed;
    this.#shown = { ...this.#shown, view: parsed };
    this.life.onView(parsed);
    this.#keep();
  }

  /** The editor moved: tokens of the shown text are marked; another sentence is shown unless the text is pinned. */
  #follow(editor: TextEditor): void {
    if (editor.document.uri.scheme === 'output') return;
    this.#editor = editor;
    // While another text is read, the tokens are those of the text before it; it comes with its own marks.
    if (this.#isReady && this.#shown && this.#shownPlaces === this.#places) {
      this.#channel.notify('selected', { tokens: this.#selected() });
    }
    this.#embeddings.moved(editor);
    if (this.#pinned || this.#embeddings.isRevealed(editor)) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#readAgain(editor), followMs);
  }

  /** Shows what stands at the cursor, and text B as it was edited, where either is another text than the one shown. */
  #readAgain(editor: TextEditor): void {
    const place = placeOf(editor);
    // A selection inside a shown text marks tokens; it is not a new text.
    const inside = this.#link.holds(place);
    const pair = this.#link.rewritten(1);
    const text = inside || place.text.trim() === '' || this.#inPair(editor, pair) ? this.#link.current(0) : place;
    if (text && (text === place || pair)) this.options.guard.detach('follow', this.show(text, pair));
  }

  /** Whether the cursor stands in text B while that is written. */
  #inPair({ document, selection }: TextEditor, pair: Place | undefined): boolean {
    if (pair?.uri !== document.uri.toString()) return false;
    const caret = document.offsetAt(selection.active);
    return caret >= pair.start && caret <= pair.start + pair.text.length;
  }

  #edited({ document, contentChanges }: TextDocumentChangeEvent): void {
    this.#link.edited(document, contentChanges);
    const uri = document.uri.toString();
    if (!this.#places?.some((place) => place?.uri === uri)) return;
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => this.#keep(), followMs);
    const editor = window.activeTextEditor;
    if (editor?.document === document) this.#follow(editor);
  }

  /** The tokens of the shown text that are selected in the editor. */
  #selected(): number[] {
    if (!this.#editor || !this.#shown || this.#shownPlaces !== this.#places) return [];
    return this.#link.tokensUnder(this.#editor, this.#shown.document.tokens);
  }

  /** Selects a token's text in the editor, or says why that cannot be. */
  async #reveal(index: number): Promise<void> {
    const token = this.#shown?.document.tokens[index];
    if (!token || token.special || this.#shownPlaces !== this.#places) return;
    const message = (await this.#link.reveal(token)) ? '' : notInEditor(this.#places?.[token.segment]?.uri);
    this.#channel.notify('unlinked', { message });
  }

  async #choosePair(): Promise<void> {
    if (!this.#places) return;
    const editor = window.activeTextEditor ?? this.#editor;
    const selected = editor && !editor.selection.isEmpty ? placeOf(editor) : undefined;
    const pair = await askPair(selected && !this.#link.holds(selected) ? selected : undefined);
    const text = this.#link.current(0);
    if (pair && text) await this.show(text, pair);
  }
}
