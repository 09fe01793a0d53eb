// The classification view on the side of the extension host: results of many texts, the evaluation, and the review. What
// is drawn is media/classify's matter.

import { Selection, Uri, ViewColumn, env, window, workspace, type ExtensionContext, type WebviewPanel } from 'vscode';
import { countLabels } from '../../core/examples';
import { Channel } from '../../protocol/channel';
import {
  parseDecision,
  parseExport,
  parseId,
  parseIndex,
  parseTab,
  type ClassifyHeard,
  type ClassifyRequests,
  type ClassifySaid,
  type ClassifyTab,
  type ClassifyTheirs,
  type EvaluationShown,
  type ReviewShown,
} from '../../protocol/classifyPanel';
import { readSetting } from '../configuration';
import { DisposableList } from '../disposables';
import { Failure, toFailure } from '../failure';
import type { Guard } from '../guard';
import { failureMessage } from '../messages';
import { nearestLike } from '../nearest';
import { withProgress } from '../progress';
import type { ReadyModels } from '../ready/models';
import type { Server } from '../server';
import { pageOf, pagesRoot } from '../webview/page';
import { portOf } from '../webview/port';
import { saveFile } from '../webview/saveFile';
import { Batch } from './batch';
import type { Editing } from './editing';
import { exportOf } from './export';
import { classifyLabels as labels } from './labels';
import { pickLabel } from './pickLabel';
import type { Review } from './review';
import { withSource, type Source } from './source';
import type { Trained } from './trained';
import type { Units } from './units';

type HostChannel = Channel<ClassifyTheirs, ClassifyHeard, ClassifyRequests, ClassifySaid>;

export interface PanelOptions {
  readonly context: ExtensionContext;
  readonly server: Server;
  readonly guard: Guard;
  readonly trained: Trained;
  readonly models: ReadyModels;
  readonly editing: Editing;
  readonly review: Review;
}

/** Holds what the view shows, whether or not it is open; opens it, or brings it to the front. */
export class ClassifyPanel {
  #open: { readonly panel: WebviewPanel; readonly channel: HostChannel } | undefined;
  readonly #own = new DisposableList();
  #tab: ClassifyTab = 'results';
  #batch: Batch | undefined;
  #evaluation: EvaluationShown | undefined;

  constructor(readonly options: PanelOptions) {}

  /** Classifies the texts and shows what comes. Resolves when the run ended. */
  async classify(found: Units, source: Source): Promise<void> {
    if (!found.units.length) throw new Failure('emptyText');
    this.#batch?.cancel();
    this.#show('results');
    await withSource(this.options, source, (used) => this.#run(found, used));
  }

  /** Measures the examples and shows it. */
  async evaluate(): Promise<void> {
    const { server, trained } = this.options;
    await trained.load();
    if (!trained.canTrain) throw new Failure('badInput', { subject: 'examples', reason: labels.needsTwoClasses() });
    const single = [...countLabels(trained.store.examples)].find(([, count]) => count < 2);
    if (single) throw new Failure('badInput', { subject: 'examples', reason: labels.needsTwoOf(single[0]) });
    const multiLabel = readSetting('classify.multiLabel');
    const examples = trained.store.examples.map(({ text, label }) => ({ text, label }));
    const result = await withProgress(labels.evaluating(), (token, onProgress) =>
      server.request('evaluate', { examples, multiLabel, folds: 5 }, { token, onProgress }),
    );
    this.#evaluation = { result, examples, multiLabel };
    this.#show('evaluation');
    this.#open?.channel.notify('evaluation', this.#evaluation);
  }

  /** Goes on with the review, or begins one of the results. */
  async review(): Promise<void> {
    const { review } = this.options;
    const isOver = !review.state || review.state.decisions.length >= review.state.items.length;
    if (isOver) {
      if (!this.#batch?.rows.length) {
        void window.showInformationMessage(labels.needsResults());
        return;
      }
      await this.#startReview();
    }
    this.#show('review');
    this.#tellReview();
  }

  dispose(): void {
    this.#batch?.cancel();
    this.#open?.panel.dispose();
    this.#own.dispose();
  }

  async #run(found: Units, source: Source): Promise<void> {
    const { server } = this.options;
    const batch: Batch = new Batch(found, source, {
      server,
      unsureBelow: readSetting('classify.unsureBelow'),
      onRows: (head, rows) => {
        if (batch === this.#batch) this.#open?.channel.notify('rows', { head, rows });
      },
    });
    this.#batch = batch;
    this.#open?.channel.notify('head', batch.head());
    await batch.run();
  }

  #show(tab: ClassifyTab): void {
    this.#tab = tab;
    if (!this.#open) this.#create();
    else this.#open.panel.reveal(undefined, false);
    this.#open?.channel.notify('tab', { tab });
  }

  #create(): void {
    const { extensionUri } = this.options.context;
    const title = labels.panelTitle();
    const kept = { enableScripts: true, localResourceRoots: [pagesRoot(extensionUri)], retainContextWhenHidden: true };
    const panel = window.createWebviewPanel('semanticText.classify', title, ViewColumn.Active, kept);
    const channel = this.#connect(panel);
    panel.onDidDispose(() => {
      channel.close();
      this.#open = undefined;
      // Nobody sees what would come.
      this.#batch?.cancel();
    });
    this.#open = { panel, channel };
    panel.webview.html = pageOf(panel.webview, { extensionUri, name: 'classify', title, language: env.language });
  }

  #connect({ webview }: WebviewPanel): HostChannel {
    const { guard, editing } = this.options;
    const run = (name: string, work: () => Promise<void>) => void guard.run(name, work);
    return new Channel<ClassifyTheirs, ClassifyHeard, ClassifyRequests, ClassifySaid>(
      portOf(webview),
      {
        ready: () => ({
          tab: this.#tab,
          head: this.#batch?.head() ?? null,
          rows: this.#batch?.rows ?? [],
          evaluation: this.#evaluation ?? null,
          review: this.#reviewShown() ?? null,
        }),
        export: (params) => this.#export(parseExport(params)),
        similar: (params) => this.#similar(parseId(params)),
      },
      {
        reveal: (params) => run('reveal', () => this.#reveal(parseId(params))),
        revealExample: (params) => run('reveal', () => editing.openFile(this.#lineOf(parseIndex(params)))),
        cancel: () => this.#batch?.cancel(),
        showTab: (params) => run('tab', async () => void (this.#tab = parseTab(params))),
        startReview: () => run('review', () => this.#startReview()),
        decide: (params) => run('review', () => this.#decide(parseDecision(params))),
        decideOther: () => run('review', () => this.#decideOther()),
        undo: () => run('review', () => this.options.review.undo().then(() => this.#tellReview())),
        revealReviewed: (params) => run('reveal', () => this.#revealReviewed(parseId(params))),
        findSimilar: (params) =>
          run('similar', () => this.options.review.findSimilar(parseId(params)).then(() => this.#tellReview())),
        evaluate: () => run('evaluate', () => this.evaluate()),
      },
      (error) => {
        const failure = toFailure(error);
        return failure instanceof Failure ? failureMessage(failure).text : labels.changed();
      },
    );
  }

  /** The line of an evaluated example in the file as it is now; the first line where it is gone. */
  #lineOf(index: number): number | undefined {
    const wanted = this.#evaluation?.examples[index];
    const { examples } = this.options.trained.store;
    return examples.find(({ text, label }) => text === wanted?.text && label === wanted.label)?.line;
  }

  async #export({ format, ids }: ClassifyRequests['export']['params']): Promise<boolean> {
    const batch = this.#batch;
    if (!batch) return false;
    const { name, content } = exportOf(format, batch, ids);
    return saveFile(name, content, labels.saveTitle());
  }

  async #similar(id: number): Promise<readonly number[]> {
    const units = this.#batch?.units ?? [];
    const texts = units.slice(0, this.#batch?.rows.length).map(({ text }) => text);
    if (!units[id]) return [];
    return (await this.options.server.request('similarTexts', { text: units[id].text, texts })).similarities;
  }

  async #startReview(): Promise<void> {
    const batch = this.#batch;
    if (!batch) return;
    await this.options.review.start(
      batch.rows.map(({ id, best, probability, margin }) => ({
        id,
        ...batch.units[id],
        label: best,
        probability,
        margin,
      })),
    );
    this.#show('review');
    this.#tellReview();
  }

  async #decide(label: string | null): Promise<void> {
    await this.options.review.decide(label);
    this.#tellReview();
  }

  async #decideOther(): Promise<void> {
    const { editing } = this.options;
    const label = await pickLabel(
      labels.addTitle(1),
      new Map(this.#labels().map((each) => [each, editing.counts().get(each) ?? 0])),
    );
    if (label !== undefined) await this.#decide(label);
    this.#open?.panel.reveal(undefined, false);
  }

  #labels(): string[] {
    const { editing, review } = this.options;
    const seen = (review.state?.items ?? []).map(({ label }) => label);
    return [...new Set([...editing.counts().keys(), ...(this.#batch?.head().labels ?? []), ...seen])].sort();
  }

  #reviewShown(): ReviewShown | undefined {
    const { state } = this.options.review;
    return state && { state, labels: this.#labels() };
  }

  #tellReview(): void {
    const shown = this.#reviewShown();
    if (shown) this.#open?.channel.notify('review', shown);
  }

  async #reveal(id: number): Promise<void> {
    const unit = this.#batch?.units[id];
    if (unit) await revealPlace(unit);
  }

  async #revealReviewed(id: number): Promise<void> {
    const item = this.options.review.state?.items.find((each) => each.id === id);
    if (item) await revealPlace(item);
  }
}

/** Selects a text in its file: where the file changed since, the nearest that reads the same; where none does, only the file opens. */
async function revealPlace(place: { uri: string; start: number; text: string }): Promise<void> {
  const document = await workspace.openTextDocument(Uri.parse(place.uri, true));
  const whole = document.getText();
  const start = nearestLike(whole, place.text, place.start);
  const selection =
    start === undefined
      ? undefined
      : new Selection(document.positionAt(start), document.positionAt(start + place.text.length));
  await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: false, selection });
  if (start === undefined) window.setStatusBarMessage(labels.changed(), 4000);
}
