// The search view in the side bar, on the side of the extension host: answers its searches, opens hits, tells it the state
// of the index. What is drawn is media/search's matter.

import {
  commands,
  env,
  window,
  type Disposable,
  type ExtensionContext,
  type Webview,
  type WebviewView,
  type WebviewViewProvider,
} from 'vscode';
import { CancelledError } from '../../core/cancel';
import { Channel } from '../../protocol/channel';
import { arrayOf, boolean, integer, object, oneOf, string } from '../../protocol/parse';
import type { IndexStatus } from '../../protocol/search';
import { maxHits, parseHit } from '../../protocol/searchParse';
import {
  parseInput,
  parseMemory,
  type SearchInput,
  type SearchViewAnswer,
  type SearchViewHeard,
  type SearchViewRequests,
  type SearchViewSaid,
  type ShownStatus,
} from '../../protocol/searchView';
import { DisposableList } from '../disposables';
import { Failure, toFailure } from '../failure';
import type { Guard } from '../guard';
import { failureMessage } from '../messages';
import { pageOf, pagesRoot } from '../webview/page';
import { portOf } from '../webview/port';
import { act } from './act';
import type { IndexStateHolder } from './indexState';
import type { HitOpener } from './open';
import type { Searcher } from './searcher';
import { isGrowing, shownStatus } from './statusText';
import { indexWords } from './words';

export const viewId = 'semanticText.search';
const memoryKey = 'semanticText.searchView';
/** Shorter inputs are not searched while they are typed. */
const minimumLength = 2;

type HostChannel = Channel<Record<never, never>, SearchViewHeard, SearchViewRequests, SearchViewSaid>;

export interface ViewOptions {
  readonly context: ExtensionContext;
  readonly state: IndexStateHolder;
  readonly searcher: Searcher;
  readonly opener: HitOpener;
  readonly guard: Guard;
  readonly copy: (text: string) => Promise<void>;
}

export class SearchView implements WebviewViewProvider, Disposable {
  readonly #options: ViewOptions;
  readonly #own = new DisposableList();
  #view: WebviewView | undefined;
  #channel: HostChannel | undefined;
  /** Waits for the view to be there. */
  #pending: (() => void)[] = [];
  #isReady = false;

  constructor(options: ViewOptions) {
    this.#options = options;
    this.#own.add(window.registerWebviewViewProvider(viewId, this));
    this.#own.add(options.state.onDidChange((status, before) => this.#indexChanged(status, before)));
    this.#own.add(options.opener.onDidFindStale(() => this.#isReady && this.#channel?.notify('indexGrew', null)));
  }

  dispose(): void {
    this.#channel?.close();
    this.#own.dispose();
  }

  resolveWebviewView(view: WebviewView): void {
    const { context, guard } = this.#options;
    const { extensionUri } = context;
    view.webview.options = { enableScripts: true, localResourceRoots: [pagesRoot(extensionUri)] };
    this.#channel?.close();
    this.#isReady = false;
    this.#view = view;
    this.#channel = this.#connect(view.webview);
    const page = { extensionUri, name: 'search', title: indexWords.title(), language: env.language };
    view.webview.html = pageOf(view.webview, page);
    const look = (): void => guard.detach('index status', this.#options.state.look());
    const visible = view.onDidChangeVisibility(() => {
      if (!view.visible) this.#isReady = false;
      else look();
    });
    view.onDidDispose(() => {
      visible.dispose();
      if (this.#view !== view) return;
      this.#view = undefined;
      this.#isReady = false;
      this.#channel?.close();
    });
    look();
  }

  /** Brings the view to the front and, with an input, searches for it. */
  async show(input?: Partial<SearchInput>): Promise<void> {
    // Told before the view has the focus: afterwards a person may have gone on to the hits, and would be taken back.
    this.#whenReady(() => {
      if (input) this.#channel?.notify('show', { input });
      this.#channel?.notify('focus', null);
    });
    await commands.executeCommand(`${viewId}.focus`);
  }

  /** Marks the hit that was opened from the editor. */
  current(index: number): void {
    if (this.#isReady) this.#channel?.notify('current', { index });
  }

  #whenReady(action: () => void): void {
    if (this.#isReady) action();
    else this.#pending.push(action);
  }

  #connect(webview: Webview): HostChannel {
    const { opener, searcher, guard, copy, context, state } = this.#options;
    return new Channel<Record<never, never>, SearchViewHeard, SearchViewRequests, SearchViewSaid>(
      portOf(webview),
      { ready: () => this.#ready(), search: (said) => this.#search(said) },
      {
        open: (said) => {
          const { hit, beside, keepFocus } = parseOpen(said, 'open');
          searcher.opened(hit);
          void guard.run('open', () => opener.open(hit, { beside, keepFocus }));
        },
        openPlace: (said) => {
          const { uri, startLine, endLine } = parsePlace(said, 'openPlace');
          void guard.run('open', () => opener.openLines(uri, startLine, endLine));
        },
        copy: (said) => void guard.run('copy', () => copy(parseCopy(said, 'copy').hit.preview)),
        control: (said) => void guard.run('index', () => act(parseControl(said, 'control').action, state)),
        remember: (said) => void context.workspaceState.update(memoryKey, parseMemory(said)),
        shown: (said) => searcher.show(parseShown(said, 'shown').hits),
      },
      sentence,
    );
  }

  #ready(): SearchViewRequests['ready']['result'] {
    const { state, context } = this.#options;
    const status: ShownStatus = state.status
      ? shownStatus(state.status)
      : { text: indexWords.opening(), fraction: -1, actions: [], isTrouble: false, isGrowing: true };
    // What waits is sent after the answer.
    setTimeout(() => {
      this.#isReady = true;
      // What changed since the answer was made.
      if (state.status) this.#channel?.notify('status', shownStatus(state.status));
      for (const action of this.#pending.splice(0)) action();
    });
    return { status, memory: parseMemory(context.workspaceState.get(memoryKey)), minimumLength };
  }

  async #search(said: unknown): Promise<SearchViewAnswer> {
    const { input, limit } = parseSearch(said, 'search');
    try {
      const { hits, index, withoutPhrases } = await this.#options.searcher.search(input, limit, 'view');
      const isFull = hits.length >= limit && limit < maxHits;
      return { hits, withoutPhrases, isPartial: isGrowing(index), isCurrent: true, isFull };
    } catch (error) {
      if (!(toFailure(error) instanceof CancelledError)) throw error;
      return { hits: [], withoutPhrases: false, isPartial: false, isCurrent: false, isFull: false };
    }
  }

  #indexChanged(status: IndexStatus, before: IndexStatus | undefined): void {
    if (!this.#isReady) return;
    const grew = status.chunks !== before?.chunks || (status.state === 'ready' && before?.state !== 'ready');
    // Before the status, with which the view asks at once for the last word: it need not ask twice.
    if (grew) this.#channel?.notify('indexGrew', null);
    this.#channel?.notify('status', shownStatus(status));
  }
}

const parseSearch = object<SearchViewRequests['search']['params']>({ input: parseInput, limit: integer(1, maxHits) });
const parseOpen = object<SearchViewSaid['open']>({ hit: parseHit, beside: boolean, keepFocus: boolean });
const parsePlace = object<SearchViewSaid['openPlace']>({ uri: string, startLine: integer(0), endLine: integer(0) });
const parseCopy = object<SearchViewSaid['copy']>({ hit: parseHit });
const parseShown = object<SearchViewSaid['shown']>({ hits: arrayOf(parseHit) });
const parseControl = object<SearchViewSaid['control']>({
  action: oneOf('start', 'decline', 'pause', 'resume', 'cancel', 'details', 'raiseLimit'),
});

function sentence(error: unknown): string {
  const failure = toFailure(error);
  return failure instanceof Failure ? failureMessage(failure).text : '';
}
