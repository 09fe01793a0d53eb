// The commands of comparing texts: finds the texts that are meant, and shows them in a panel of their kind.

import { window, workspace, type TextEditor, type Uri, type WebviewPanel } from 'vscode';
import type { IndexStatus } from '../../protocol/search';
import { parseKeptSimilarity } from '../../protocol/keptPanels';
import type { Choice, SimilarityContent } from '../../protocol/similarityPanel';
import { readSetting } from '../configuration';
import { DisposableList } from '../disposables';
import { Failure } from '../failure';
import type { Guard } from '../guard';
import type { Server } from '../server';
import { findDuplicates, type DuplicatesScan } from './duplicates';
import { similarityLabels as labels, similarityMessages } from './labels';
import { cameBack } from './kept';
import { SimilarityPanel, viewType } from './panel';
import { chooseTexts, twoFiles } from './pick';
import { keptSource, sourceOfDocument, sourceOfSelection, type Source } from './source';
import { compareWork, matrixWork } from './works';
import { readWorkspace } from './workspaceTexts';

export interface SimilarityOptions {
  readonly extensionUri: Uri;
  readonly server: Server;
  readonly guard: Guard;
  /** The state of the search index; brings one that is there in step. */
  index(): Promise<IndexStatus>;
}

type Kind = SimilarityContent['kind'];

/** One panel of each kind; a command brings the one that is open to the front with its new texts. */
export class Similarity {
  readonly #own = new DisposableList();
  readonly #open = new Map<Kind, SimilarityPanel>();

  constructor(readonly options: SimilarityOptions) {
    this.#own.add(
      window.registerWebviewPanelSerializer(viewType, {
        // It does not wait for the texts: until this returns the editor stays empty.
        deserializeWebviewPanel: (panel: WebviewPanel, state: unknown) => {
          options.guard.detach('similarity', this.#comeBack(panel, state));
          return Promise.resolve();
        },
      }),
    );
  }

  /** Two selections, or a selection and what the person picks to hold it against. */
  async compareTexts(): Promise<void> {
    const texts = await chooseTexts(this.options.guard);
    if (texts) await this.compare(texts[0], texts[1]);
  }

  /** Files marked in the explorer, or two that the person picks. */
  async compareFiles(first: unknown, marked: unknown): Promise<void> {
    const texts = await twoFiles(this.options.guard, first, marked);
    if (texts) await this.compare(texts[0], texts[1]);
  }

  async compare(a: Source, b: Source): Promise<void> {
    if (a.text.trim() === '' || b.text.trim() === '') throw new Failure('emptyText');
    await this.#panel('compare').show(compareWork(this.options.server, a, b), choiceOf());
  }

  /** The selection of an editor, or all of it, sentence by sentence. */
  async showMatrix(editor: TextEditor): Promise<void> {
    const { selection, document } = editor;
    const whole = selection.isEmpty;
    const source = whole ? sourceOfDocument(document) : sourceOfSelection(editor, selection);
    if (source.text.trim() === '') throw new Failure('emptyText');
    await this.#panel('matrix').show(matrixWork(this.options.server, source), { ...choiceOf(), unit: 'sentence' });
  }

  async findDuplicates(editor: TextEditor): Promise<void> {
    const source = sourceOfDocument(editor.document);
    if (source.text.trim() === '') throw new Failure('emptyText');
    await this.#duplicates(scanOf(source));
  }

  async findDuplicatesInWorkspace(): Promise<void> {
    if (!workspace.workspaceFolders?.length) return this.options.guard.say(similarityMessages.noFolder());
    const index = () => this.options.index().catch(() => undefined);
    const title = labels.workspaceDuplicatesTitle();
    await this.#duplicates({ title, kept: { kind: 'duplicates', text: null }, read: readWorkspace, index });
  }

  async #duplicates(scan: DuplicatesScan): Promise<void> {
    const work = findDuplicates(this.options.server, scan);
    await this.#panel('duplicates').show(work, { ...choiceOf(), withHeadings: false });
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
    this.#own.dispose();
  }

  /** A panel that stood in the window before it was loaded again: reads its texts where they stand now. */
  async #comeBack(webview: WebviewPanel, state: unknown): Promise<void> {
    const open = new DisposableList();
    const listening = webview.onDidDispose(() => open.dispose());
    const kept = parseKeptSimilarity(state);
    const back = kept ? await cameBack(this.options.server, kept, scanOf) : similarityMessages.nothingKept();
    listening.dispose();
    if (open.disposed) return;
    const panel = this.#adopt(kept?.kind, webview);
    if (typeof back === 'string') panel.fail(back);
    else if (kept) await panel.bringBack(back, kept.choice);
  }

  #panel(kind: Kind): SimilarityPanel {
    const known = this.#open.get(kind);
    if (known) return known;
    return this.#adopt(kind);
  }

  /** A new panel, or one of VS Code's that came back. Its kind may have another one by then, which stays the one of its commands. */
  #adopt(kind: Kind | undefined, webview?: WebviewPanel): SimilarityPanel {
    const { extensionUri, guard } = this.options;
    const panel = new SimilarityPanel({ extensionUri, guard, compare: (a, b) => this.compare(a, b) }, webview);
    if (!kind || this.#open.has(kind)) {
      this.#own.add(panel);
      return panel;
    }
    this.#open.set(kind, panel);
    panel.onClosed(() => this.#open.delete(kind));
    return panel;
  }
}

function choiceOf(): Choice {
  return { layers: readSetting('similarity.layers'), pooling: readSetting('similarity.pooling') };
}

function scanOf(source: Source): DuplicatesScan {
  const read = () => Promise.resolve({ sources: [source], note: '' });
  return { title: labels.duplicatesTitle(source.name), kept: { kind: 'duplicates', text: keptSource(source) }, read };
}
