// Semantic search in the client put together: the view, the quick pick, the commands.

import { commands, env, window, type Disposable, type ExtensionContext, type TextEditor } from 'vscode';
import type { Command } from '../../protocol/commands';
import type { IndexAction, IndexStatus } from '../../protocol/search';
import type { LikePassage } from '../../protocol/searchView';
import { formatBytes } from '../bytes';
import type { CommandEntry } from '../commands';
import { DisposableList } from '../disposables';
import { Failure } from '../failure';
import type { Guard } from '../guard';
import { paragraphAt } from './passage';
import type { Server } from '../server';
import { indexFact, showIndexStatus } from './details';
import { explainFile } from './explain';
import { IndexStateHolder } from './indexState';
import { HitOpener } from './open';
import { QuickSearch } from './quick';
import { Searcher } from './searcher';
import { SharedPasswords } from './sharedPassword';
import { StopChoice } from './stopChoice';
import { SearchView } from './view';
import { indexLabels as labels } from './words';

type SearchCommand = Extract<
  Command,
  | 'showSearch'
  | 'searchWorkspace'
  | 'openHitBeside'
  | 'likeHit'
  | 'searchSelection'
  | 'moreLikeThis'
  | 'nextHit'
  | 'previousHit'
  | 'updateIndex'
  | 'pauseIndexing'
  | 'resumeIndexing'
  | 'stopIndexing'
  | 'rebuildIndex'
  | 'deleteIndex'
  | 'explainFile'
  | 'showIndexStatus'
  | 'setSharedPassword'
>;

export interface FeatureOptions {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly guard: Guard;
}

/** While it is true, keys stand for what the buttons of a row of the quick pick do. */
const quickKey = 'semanticText.quickSearching';

/** Longer passages are cut for "more like this": the encoder reads no more at once. */
const longestPassage = 4000;

export class SearchFeature implements Disposable {
  readonly #own = new DisposableList();
  readonly #server: Server;
  readonly #guard: Guard;
  readonly #stopChoice: StopChoice;
  readonly #state: IndexStateHolder;
  readonly #passwords: SharedPasswords;
  readonly #searcher: Searcher;
  readonly #opener: HitOpener;
  readonly #view: SearchView;
  /** While it is open. */
  #quickSearch: QuickSearch | undefined;

  constructor({ context, server, guard }: FeatureOptions) {
    this.#server = server;
    this.#guard = guard;
    this.#stopChoice = new StopChoice(context.workspaceState);
    const state = this.#own.add(new IndexStateHolder(server, this.#stopChoice));
    const opener = this.#own.add(new HitOpener());
    const searcher = new Searcher(server, state);
    this.#state = state;
    this.#passwords = new SharedPasswords(context.secrets);
    this.#searcher = searcher;
    this.#opener = opener;
    const copy = async (text: string): Promise<void> => env.clipboard.writeText(text);
    this.#view = this.#own.add(new SearchView({ context, state, searcher, opener, guard, copy }));
  }

  dispose(): void {
    this.#own.dispose();
  }

  /** The password of a shared index, for the server. */
  sharedPassword(place: string): Promise<string | undefined> {
    return this.#passwords.find(place);
  }

  /** Nothing is to be indexed in this workspace until the person begins it. */
  get isIndexStopped(): boolean {
    return this.#stopChoice.isStopped;
  }

  heard(status: IndexStatus): void {
    this.#state.heard(status);
  }

  /** The state of the index after a look at it. */
  look(): Promise<IndexStatus> {
    return this.#state.look();
  }

  /** One line for the general status. */
  fact(): ReturnType<typeof indexFact> {
    return indexFact(this.#state);
  }

  commands(): Readonly<Record<SearchCommand, CommandEntry>> {
    const bare = (run: (argument: unknown) => Promise<unknown>): CommandEntry => ({
      needs: 'nothing',
      run,
    });
    /** Answers with the state of the index, for key bindings of several commands and for other extensions. */
    const control = (action: IndexAction): CommandEntry => bare(() => this.#state.control({ action }));
    return {
      showSearch: bare(() => this.#view.show()),
      searchWorkspace: bare(async (text) => this.#quick().open(typeof text === 'string' ? text : selectedLine())),
      openHitBeside: bare(async () => this.#quickSearch?.takeBeside()),
      likeHit: bare(async () => this.#quickSearch?.moreLikeChosen()),
      searchSelection: { needs: 'editor', run: (editor) => this.#searchSelection(editor) },
      moreLikeThis: { needs: 'editor', run: (editor) => this.#moreLikeThis(editor) },
      nextHit: bare(() => this.#step(1)),
      previousHit: bare(() => this.#step(-1)),
      updateIndex: control('start'),
      pauseIndexing: control('pause'),
      resumeIndexing: control('resume'),
      stopIndexing: control('cancel'),
      rebuildIndex: bare(() => this.#rebuild()),
      deleteIndex: bare(() => this.#delete()),
      explainFile: bare((uri) => explainFile({ server: this.#server, state: this.#state, uri })),
      showIndexStatus: bare(() => showIndexStatus(this.#state)),
      setSharedPassword: bare(() => this.#passwords.ask(this.#state)),
    };
  }

  #quick(): QuickSearch {
    const quick: QuickSearch = new QuickSearch({
      searcher: this.#searcher,
      state: this.#state,
      opener: this.#opener,
      guard: this.#guard,
      toView: (input) => this.#view.show(input),
      closed: () => {
        // One that was opened after it has hidden it.
        if (this.#quickSearch !== quick) return;
        this.#quickSearch = undefined;
        void commands.executeCommand('setContext', quickKey, false);
      },
    });
    void commands.executeCommand('setContext', quickKey, true);
    return (this.#quickSearch = quick);
  }

  async #searchSelection({ document, selection }: TextEditor): Promise<void> {
    const text = document.getText(selection).replace(/\s+/g, ' ').trim();
    if (text === '') throw new Failure('emptyText');
    await this.#view.show({ text: text.slice(0, longestPassage), chips: [], like: undefined });
  }

  /** The selection, or the paragraph at the cursor. */
  async #moreLikeThis({ document, selection }: TextEditor): Promise<void> {
    const whole = document.getText();
    const span = selection.isEmpty
      ? paragraphAt(whole, document.offsetAt(selection.active))
      : { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
    const text = whole.slice(span.start, Math.min(span.end, span.start + longestPassage)).trim();
    if (text === '') throw new Failure('emptyText');
    const [startLine, endLine] = [document.positionAt(span.start).line, document.positionAt(span.end).line];
    const name = document.fileName.split(/[\\/]/).at(-1) ?? '';
    const origin = { uri: document.uri.toString(), startLine, endLine };
    const like: LikePassage = { text, origin, label: `${name}:${startLine + 1}` };
    await this.#view.show({ text: '', chips: [], like });
  }

  async #step(by: 1 | -1): Promise<void> {
    const next = this.#searcher.step(by);
    if (!next) return;
    this.#view.current(next.index);
    await this.#opener.open(next.hit);
  }

  async #rebuild(): Promise<void> {
    const options = { modal: true, detail: labels.rebuildText() };
    const chosen = await window.showWarningMessage(labels.rebuildQuestion(), options, labels.rebuildButton());
    if (chosen) await this.#state.control({ action: 'rebuild' });
  }

  async #delete(): Promise<void> {
    const { sizeBytes } = await this.#state.look();
    const options = { modal: true, detail: labels.deleteText(formatBytes(sizeBytes, env.language)) };
    const chosen = await window.showWarningMessage(labels.deleteQuestion(), options, labels.deleteButton());
    if (!chosen) return;
    await this.#state.control({ action: 'delete' });
    window.setStatusBarMessage(labels.deleted(), 5000);
  }
}

/** A short selection is what a person wants to search for. */
function selectedLine(): string {
  const editor = window.activeTextEditor;
  if (!editor || editor.selection.isEmpty || !editor.selection.isSingleLine) return '';
  return editor.document.getText(editor.selection).trim();
}
