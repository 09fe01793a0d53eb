// Search in a quick pick, for those who live on the keyboard: hits as one types, the text behind the list shows the one
// that is chosen, Esc brings back what was there.

import { QuickPickItemKind, ThemeIcon, ViewColumn, window, type QuickPickItem, type TextEditor } from 'vscode';
import { CancelledError } from '../../core/cancel';
import { excerptAround } from '../../core/emphasis';
import type { WireHit } from '../../protocol/search';
import {
  isQuestion,
  sameHit,
  takeChips,
  unknownLanguages,
  type LikePassage,
  type SearchInput,
} from '../../protocol/searchView';
import { DisposableList } from '../disposables';
import { toFailure } from '../failure';
import type { Guard } from '../guard';
import { act } from './act';
import type { IndexStateHolder } from './indexState';
import type { HitOpener } from './open';
import type { Searcher } from './searcher';
import { toldRows, type ToldRow } from './shown';
import { shownStatus } from './statusText';
import { actionWords, quickWords as words } from './words';

const waitMs = 120;
const previewMs = 150;
/** While the index grows the search is asked again, not oftener than this. */
const againMs = 1500;
const hitCount = 40;
const excerptLength = 160;
/** Of it, what a row shows beside its buttons. */
const seenLength = 75;

interface HitItem extends QuickPickItem {
  readonly hit?: WireHit;
  /** Of a row that stands there for want of hits. */
  readonly action?: ToldRow['action'];
}

export interface QuickOptions {
  readonly searcher: Searcher;
  readonly state: IndexStateHolder;
  readonly opener: HitOpener;
  readonly guard: Guard;
  readonly toView: (input: Partial<SearchInput>) => Promise<void>;
  readonly closed: () => void;
}

export class QuickSearch {
  readonly #options: QuickOptions;
  readonly #own = new DisposableList();
  readonly #pick = this.#own.add(window.createQuickPick<HitItem>());
  readonly #beside = { iconPath: new ThemeIcon('split-horizontal'), tooltip: words.beside() };
  readonly #likeButton = { iconPath: new ThemeIcon('references'), tooltip: words.like() };
  readonly #viewButton = { iconPath: new ThemeIcon('layout-sidebar-left'), tooltip: words.toView() };
  readonly #before: TextEditor | undefined = window.activeTextEditor;
  readonly #caret = this.#before?.selection;
  #like: LikePassage | undefined;
  #timer: NodeJS.Timeout | undefined;
  #preview: NodeJS.Timeout | undefined;
  #again: NodeJS.Timeout | undefined;
  /** The hit that is shown behind the list. */
  #previewed: WireHit | undefined;
  /** There are no hits, and the list says why. */
  #isTold = false;
  #isTaken = false;
  #hasPreviewed = false;

  constructor(options: QuickOptions) {
    this.#options = options;
    const pick = this.#pick;
    pick.placeholder = words.placeholder();
    pick.matchOnDescription = true;
    // The order is the server's; VS Code would sort and filter by letters.
    Object.assign(pick, { sortByLabel: false });
    pick.buttons = [this.#viewButton];
    this.#own.add(pick.onDidChangeValue((value) => this.#changed(value)));
    this.#own.add(pick.onDidChangeActive(([item]) => this.#show(item?.hit)));
    this.#own.add(pick.onDidAccept(() => this.#accept(pick.activeItems[0])));
    this.#own.add(pick.onDidTriggerButton(() => this.#moveToView()));
    this.#own.add(
      pick.onDidTriggerItemButton(({ item, button }) => {
        if (button === this.#beside) this.#take(item.hit, true);
        else if (item.hit) this.#moreLike(item.hit);
      }),
    );
    this.#own.add(pick.onDidHide(() => this.#hidden()));
    this.#own.add(options.opener.onDidFindStale(() => this.#grew()));
    this.#own.add(
      options.state.onDidChange((status, before) => {
        if (status.chunks !== before?.chunks) this.#grew();
        if (this.#isTold) this.#tell();
      }),
    );
  }

  open(text = ''): void {
    this.#pick.value = text;
    this.#pick.show();
    if (text) this.#typed();
    this.#options.guard.detach('index status', this.#options.state.look());
  }

  /** The chosen hit, in the editor beside. */
  takeBeside(): void {
    this.#take(this.#chosen, true);
  }

  /** What is like the chosen hit. */
  moreLikeChosen(): void {
    const hit = this.#chosen;
    if (hit) this.#moreLike(hit);
  }

  /** Which row is in front is told late: until then it is the first one. */
  get #chosen(): WireHit | undefined {
    return this.#pick.activeItems[0]?.hit ?? this.#pick.items[0]?.hit;
  }

  #input(): SearchInput {
    const { chips, rest } = takeChips(this.#pick.value, true);
    return { text: rest, chips, mode: 'hybrid', like: this.#like };
  }

  #changed(value: string): void {
    // Words leave the passage behind.
    if (this.#like && takeChips(value, true).rest.trim() !== '') {
      this.#like = undefined;
      this.#pick.title = undefined;
    }
    this.#typed();
  }

  #typed(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#options.guard.detach('search', this.#search()), waitMs);
  }

  /** There may be more to find; who has gone down the list stays where he is. */
  #grew(): void {
    this.#again ??= setTimeout(() => {
      this.#again = undefined;
      this.#options.guard.detach('search', this.#search(this.#pick.activeItems[0]?.hit));
    }, againMs);
  }

  async #search(chosen?: WireHit): Promise<void> {
    const { searcher } = this.#options;
    const input = this.#input();
    if (!isQuestion(input, 2)) {
      this.#isTold = false;
      this.#pick.items = [];
      return;
    }
    this.#pick.busy = true;
    try {
      const { hits } = await searcher.search(input, hitCount, 'quick');
      searcher.show(hits);
      this.#pick.keepScrollPosition = chosen !== undefined;
      this.#isTold = hits.length === 0;
      if (this.#isTold) this.#tell();
      else this.#pick.items = hits.map((hit) => this.#item(hit));
      const again = chosen && this.#pick.items.find(({ hit }) => hit && sameHit(hit, chosen));
      if (again) this.#pick.activeItems = [again];
      this.#pick.busy = false;
    } catch (error) {
      if (toFailure(error) instanceof CancelledError) return;
      this.#pick.busy = false;
      this.#pick.hide();
      this.#options.guard.tell('search', error);
    }
  }

  /** Why there are no hits, and what can be done about it; what is chosen of it stays. */
  #tell(): void {
    const pick = this.#pick;
    const { status } = this.#options.state;
    const [unknown] = unknownLanguages(this.#input());
    const nothing = unknown === undefined ? words.nothing() : words.noSuchLanguage(unknown);
    const shown = status && shownStatus(status);
    const labels = {
      start: shown?.isTrouble ? actionWords.again() : actionWords.start(),
      decline: actionWords.decline(),
      resume: actionWords.resume(),
    };
    const rows = shown ? toldRows(shown, labels) : [];
    const told = status?.files === 0 || rows.length > 1 ? rows : [{ label: nothing }];
    const before = pick.items.map(({ label }) => label).join();
    if (told.map(({ label }) => label).join() === before) return;
    const at = pick.items.indexOf(pick.activeItems[0]);
    pick.items = told.map((row) => ({ ...row, alwaysShow: true }));
    pick.activeItems = pick.items.slice(Math.max(0, at)).slice(0, 1);
  }

  #accept(item: HitItem | undefined): void {
    const { guard, state } = this.#options;
    const { hit, action } = item ?? {};
    if (action) void guard.run('index', () => act(action, state));
    else this.#take(hit, false);
  }

  #item(hit: WireHit): HitItem {
    const { start, end } = excerptAround(hit.preview, hit.best, excerptLength, seenLength);
    const best = `${start > 0 ? '… ' : ''}${hit.preview.slice(start, end).replace(/\s+/g, ' ').trim()}`;
    const place = hit.cell === undefined ? words.line(hit.startLine + 1) : words.cell(hit.cell + 1);
    return {
      kind: QuickPickItemKind.Default,
      label: best,
      description: undefined,
      detail: [hit.path, place, ...hit.heading].join('  ›  '),
      alwaysShow: true,
      buttons: [this.#likeButton, this.#beside],
      hit,
    };
  }

  /** Shows the chosen hit behind the list once the person rests on it. */
  #show(hit: WireHit | undefined): void {
    clearTimeout(this.#preview);
    if (!hit || (this.#previewed && sameHit(hit, this.#previewed))) return;
    this.#preview = setTimeout(() => {
      this.#hasPreviewed = true;
      this.#previewed = hit;
      this.#options.guard.detach('preview', this.#options.opener.open(hit, { keepFocus: true }));
    }, previewMs);
  }

  #take(hit: WireHit | undefined, beside: boolean): void {
    if (!hit) return;
    this.#isTaken = true;
    this.#options.searcher.opened(hit);
    this.#pick.hide();
    void this.#options.guard.run('open', () => this.#options.opener.open(hit, { beside }));
  }

  #moreLike(hit: WireHit): void {
    const { uri, startLine, endLine, preview } = hit;
    const label = `${hit.path}:${startLine + 1}`;
    this.#like = { text: preview, origin: { uri, startLine, endLine }, label };
    this.#pick.value = '';
    this.#pick.title = words.likeTitle(label);
    this.#typed();
  }

  #moveToView(): void {
    const input = this.#input();
    this.#isTaken = true;
    this.#pick.hide();
    void this.#options.guard.run('search', () => this.#options.toView(input));
  }

  /** Esc: the editor is as it was before the list previewed anything. */
  #hidden(): void {
    this.#options.closed();
    for (const timer of [this.#timer, this.#preview, this.#again]) clearTimeout(timer);
    this.#options.searcher.cancel('quick');
    const { document } = this.#before ?? {};
    if (!this.#isTaken && this.#hasPreviewed && document && this.#caret) {
      const options = { viewColumn: this.#before?.viewColumn ?? ViewColumn.Active, selection: this.#caret };
      this.#options.guard.detach('restore', Promise.resolve(window.showTextDocument(document, options)));
    }
    this.#own.dispose();
  }
}
