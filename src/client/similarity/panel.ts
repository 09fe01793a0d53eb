// One similarity panel on the side of the extension host: shows content, computes it anew when the person chooses
// otherwise, and shows places in editors. What is drawn is media/similarity's matter.

import type { Uri } from 'vscode';
import { CancellationTokenSource, env, l10n, ViewColumn, window, type WebviewPanel } from 'vscode';
import { Channel, type UnreadNotifications, type UnreadRequests } from '../../protocol/channel';
import type { KeptSimilarity, KeptWork } from '../../protocol/keptPanels';
import type { AlignResult } from '../../protocol/similarity';
import {
  parseChoice,
  parseCopied,
  parsePairNumber,
  parseSaved,
  parseTarget,
  parseTargets,
  type Choice,
  type SimilarityContent,
  type SimilarityHeard,
  type SimilarityRequests,
  type SimilaritySaid,
  type SimilarityTheirs,
  type Target,
  type TargetPair,
} from '../../protocol/similarityPanel';
import { DisposableList } from '../disposables';
import { Failure, toFailure } from '../failure';
import type { Guard } from '../guard';
import { failureMessage } from '../messages';
import { pageOf, pagesRoot } from '../webview/page';
import { portOf } from '../webview/port';
import { saveFile } from '../webview/saveFile';
import { partOf, reveal, type Place, type Source } from './source';

/** As in package.json, where the extension starts for it. */
export const viewType = 'semanticText.similarity';

/** What a panel shows, and how it comes about. */
export interface Work {
  readonly title: string;
  /** What brings it back after the window was loaded again. */
  readonly kept: KeptWork;
  /** Computes the content; called again with each choice of the person. */
  make(choice: Choice, token: CancellationTokenSource['token']): Promise<SimilarityContent>;
  /** The text that a target's document number means. */
  source(document: number): Source | undefined;
  align?(pair: number | null, content: SimilarityContent): Promise<AlignResult>;
}

export interface PanelHost {
  readonly extensionUri: Uri;
  readonly guard: Guard;
  /** Opens the comparison of two places. */
  compare(a: Source, b: Source): Promise<void>;
}

export class SimilarityPanel {
  readonly #own = new DisposableList();
  readonly #panel: WebviewPanel;
  readonly #channel: Channel<SimilarityTheirs, SimilarityHeard, SimilarityRequests, SimilaritySaid>;
  /** What was asked for last, and what made the content that is shown. */
  #work: Work | undefined;
  #shown: Work | undefined;
  #content: SimilarityContent | undefined;
  #busy = false;
  #failure = '';
  /** With which the content was made that is shown. */
  #choice: Choice | undefined;
  #isReady = false;
  #running: CancellationTokenSource | undefined;
  #onClosed: () => void = () => {};

  /** `panel`: one of VS Code's that is still empty; without it a new one opens. */
  constructor(
    readonly host: PanelHost,
    panel?: WebviewPanel,
  ) {
    const { extensionUri } = host;
    const title = l10n.t('Similarity');
    const allowed = { enableScripts: true, localResourceRoots: [pagesRoot(extensionUri)] };
    const kept = { ...allowed, retainContextWhenHidden: true };
    this.#panel = panel ?? window.createWebviewPanel(viewType, title, { viewColumn: ViewColumn.Beside }, kept);
    if (panel) panel.webview.options = allowed;
    this.#own.add(this.#panel);
    this.#channel = this.#connect();
    const page = { extensionUri, name: 'similarity', title, language: env.language, styleAttributes: true };
    this.#panel.webview.html = pageOf(this.#panel.webview, page);
    this.#panel.onDidDispose(() => this.dispose());
  }

  onClosed(listener: () => void): void {
    this.#onClosed = listener;
  }

  /** Brings the panel to the front, computes and shows. */
  show(work: Work, choice: Choice): Promise<void> {
    this.#panel.reveal(undefined, false);
    return this.#compute(work, choice);
  }

  /** As show, where the panel stands already: neither it nor the focus moves. */
  bringBack(work: Work, choice: Choice): Promise<void> {
    return this.#compute(work, choice);
  }

  /** Says why there is nothing to show. */
  fail(message: string): void {
    this.#failure = message;
    this.#channel.notify('failed', { message });
  }

  dispose(): void {
    this.#running?.cancel();
    this.#channel.close();
    this.#own.dispose();
    this.#onClosed();
  }

  /**
   * A newer call overtakes an older one. A failure, or that it was stopped, is told in the panel, which stays where it is:
   * whoever chose something in it may work elsewhere by now.
   */
  async #compute(work: Work, choice: Choice): Promise<void> {
    this.#running?.cancel();
    const running = new CancellationTokenSource();
    this.#running = running;
    this.#work = work;
    this.#panel.title = work.title;
    this.#tellBusy(true);
    this.#failure = '';
    try {
      const content = await work.make(choice, running.token);
      if (this.#running !== running) return;
      this.#content = content;
      this.#shown = work;
      this.#choice = choice;
      this.#channel.notify('content', content);
      this.#keep();
    } catch (error) {
      if (this.#running === running) {
        this.host.guard.note('similarity', error);
        this.fail(sentence(error));
      }
    } finally {
      if (this.#running === running) this.#tellBusy(false);
      running.dispose();
    }
  }

  /** Has the page keep what brings this content back after the window was loaded again. */
  #keep(): void {
    if (!this.#isReady || !this.#shown || !this.#choice) return;
    const state: KeptSimilarity = { ...this.#shown.kept, choice: this.#choice };
    this.#channel.notify('keep', { state });
  }

  #ready(): SimilarityRequests['ready']['result'] {
    this.#isReady = true;
    this.#keep();
    return { content: this.#content ?? null, busy: this.#busy, failure: this.#failure };
  }

  #tellBusy(busy: boolean): void {
    this.#busy = busy;
    this.#channel.notify('busy', { busy });
  }

  #connect(): Channel<SimilarityTheirs, SimilarityHeard, SimilarityRequests, SimilaritySaid> {
    const { guard } = this.host;
    const detach = (name: string, work: () => Promise<unknown>): void =>
      guard.detach(
        name,
        guard.run(name, async () => void (await work())),
      );
    const asked: UnreadRequests<SimilarityRequests> = {
      ready: () => this.#ready(),
      align: (params) => this.#align(parsePairNumber(params)),
      save: (params) => {
        const { name, content } = parseSaved(params);
        return saveFile(name, content);
      },
    };
    const said: UnreadNotifications<SimilaritySaid> = {
      reveal: (params) => detach('reveal', () => this.#reveal(parseTarget(params))),
      revealBoth: (params) => detach('reveal', () => this.#revealBoth(parseTargets(params))),
      compare: (params) => detach('compare', () => this.#compare(parseTargets(params))),
      choose: (params) => detach('choose', async () => this.#work && this.#compute(this.#work, parseChoice(params))),
      copy: (params) => detach('copy', async () => env.clipboard.writeText(parseCopied(params))),
    };
    const port = portOf(this.#panel.webview);
    return new Channel<SimilarityTheirs, SimilarityHeard, SimilarityRequests, SimilaritySaid>(
      port,
      asked,
      said,
      sentence,
    );
  }

  async #align(pair: number | null): Promise<AlignResult> {
    if (!this.#shown?.align || !this.#content) throw new Failure('emptyText');
    return this.#shown.align(pair, this.#content);
  }

  /** Where a target stands; undefined for a text of no document. */
  #placeOf(target: Target): Place | undefined {
    const source = this.#shown?.source(target.document);
    return source?.uri && { source, span: target };
  }

  async #reveal(target: Target): Promise<void> {
    const place = this.#placeOf(target);
    if (place && !(await reveal([place]))) sayMoved();
  }

  /** Both places of one document in its editor; of two documents, or when it was asked for, beside each other. */
  async #revealBoth({ a, b, beside }: TargetPair): Promise<void> {
    const places = [this.#placeOf(a), this.#placeOf(b)].filter((place) => place !== undefined);
    const documents = new Set(places.map(({ source }) => source.uri?.toString()));
    if (documents.size === 1 && !beside) {
      if (!(await reveal(places))) sayMoved();
      return;
    }
    // The panel itself stays in sight.
    const columns = [ViewColumn.One, ViewColumn.Two, ViewColumn.Three].filter(
      (column) => column !== this.#panel.viewColumn,
    );
    for (const [n, place] of places.entries()) if (!(await reveal([place], columns[n]))) sayMoved();
  }

  async #compare({ a, b }: TargetPair): Promise<void> {
    const [first, second] = [this.#shown?.source(a.document), this.#shown?.source(b.document)];
    if (!first || !second) return;
    await this.host.compare(partOf(first, a), partOf(second, b));
  }
}

function sayMoved(): void {
  window.setStatusBarMessage(l10n.t('This text is no longer in its document as it was compared.'), 5000);
}

function sentence(error: unknown): string {
  const failure = toFailure(error);
  return failure instanceof Failure ? failureMessage(failure).text : l10n.t('The comparison was stopped.');
}
