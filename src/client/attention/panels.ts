// Which attention panels there are: one that follows the cursor, those that were pinned before it, and saved views, which
// open in an editor of their own.

import type { Uri } from 'vscode';
import { ViewColumn, commands, l10n, window, workspace, type TextEditor, type WebviewPanel } from 'vscode';
import { readableText } from '../../core/markup';
import { wordAt } from '../../core/text';
import type { Face } from '../../protocol/embeddings';
import { parseKeptAttention } from '../../protocol/keptPanels';
import { withoutMarks, type ViewState } from '../../protocol/panel';
import { NewerFileError, readView, type SavedView } from '../../protocol/savedAttention';
import { DisposableList } from '../disposables';
import { Failure } from '../failure';
import { nameOfKept } from '../keptText';
import { pagesRoot } from '../webview/page';
import { layerOf } from './answers';
import { cameBack } from './kept';
import { AttentionPanel, type AttentionOptions, type PanelLife } from './panel';
import { placeOf, placeOfText, sentencePlaceOf } from './place';
import { documentGone, nothingKept, otherEncoder } from './words';

/** As in package.json, where the extension starts for it. */
const viewType = 'semanticText.attention';
/** As in package.json, where its files are named. */
const editorType = 'semanticText.attentionView';
/** A view holds two texts and, from the JSON export, the weights of a long text. */
const largestBytes = 64_000_000;

export class AttentionPanels {
  readonly #own = new DisposableList();
  readonly #open = new Set<AttentionPanel>();
  #view: Partial<ViewState> = {};

  constructor(readonly options: AttentionOptions) {
    const provider = {
      openCustomDocument: (uri: Uri) => ({ uri, dispose: () => {} }),
      resolveCustomEditor: ({ uri }: { uri: Uri }, panel: WebviewPanel) => this.#resolve(uri, panel),
    };
    const kept = { webviewOptions: { retainContextWhenHidden: true } };
    this.#own.add(window.registerCustomEditorProvider(editorType, provider, kept));
    this.#own.add(
      window.registerWebviewPanelSerializer(viewType, {
        // As #resolve, it does not wait for the view.
        deserializeWebviewPanel: (panel: WebviewPanel, state: unknown) => {
          options.guard.detach('attention', this.#comeBack(panel, state));
          return Promise.resolve();
        },
      }),
    );
  }

  /**
   * Shows the text at the cursor in the panel that follows it. Where all panels are pinned a further one opens beside
   * them, so that texts can be compared. Tabs other than attention are about a word: they take its sentence.
   */
  async show(editor: TextEditor, face: Face): Promise<void> {
    const place = face === 'attention' ? placeOf(editor) : sentencePlaceOf(editor);
    if (place.text.trim() === '') throw new Failure('emptyText');
    const following = [...this.#open].find((panel) => panel.life.follows && !panel.pinned);
    const panel = following ?? this.#create();
    panel.panel.reveal(undefined, true);
    panel.open(face, wordOf(editor));
    await panel.show(place);
  }

  /** Asks for a saved view and opens it. */
  async openSaved(): Promise<void> {
    const [uri] =
      (await window.showOpenDialog({
        title: l10n.t('Open Saved Attention'),
        defaultUri: workspace.workspaceFolders?.[0]?.uri,
        filters: { [l10n.t('Saved attention')]: ['json'] },
      })) ?? [];
    if (uri) await commands.executeCommand('vscode.openWith', uri, editorType);
  }

  dispose(): void {
    for (const panel of [...this.#open]) panel.dispose();
    this.#own.dispose();
  }

  #create(): AttentionPanel {
    const beside = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const roots = [pagesRoot(this.options.extensionUri)];
    const panel = window.createWebviewPanel(viewType, l10n.t('Attention'), beside, {
      enableScripts: true,
      localResourceRoots: roots,
      retainContextWhenHidden: true,
    });
    return this.#adopt(panel, { follows: true, pinned: false });
  }

  #adopt(webview: WebviewPanel, life: Pick<PanelLife, 'follows' | 'pinned'>): AttentionPanel {
    const panel: AttentionPanel = new AttentionPanel(this.options, webview, {
      ...life,
      view: life.follows ? this.#view : {},
      onView: (view) => {
        // A new panel has another text.
        if (life.follows) this.#view = withoutMarks(view);
      },
      onClosed: () => this.#open.delete(panel),
    });
    this.#open.add(panel);
    return panel;
  }

  /**
   * Does not wait for the view: the editor stays empty until this returns, so that whoever waits for the encoder, or for one
   * that does not answer, would look at nothing.
   */
  #resolve(uri: Uri, webview: WebviewPanel): void {
    this.options.guard.detach('savedView', this.#load(uri, this.#adopt(webview, { follows: false, pinned: true })));
  }

  async #load(uri: Uri, panel: AttentionPanel): Promise<void> {
    try {
      const { text, pair, source, view, model } = await readSaved(uri);
      await panel.show(placeOfText(text, source), pair === null ? null : placeOfText(pair, source), {
        layer: layerOf(view),
        by: (now) => ({ view, remark: now === model ? '' : otherEncoder(model, now) }),
      });
    } catch (error) {
      panel.fail(reasonOf(error));
    }
  }

  /** A panel that stood in the window before it was loaded again: reads its text where it stands now. */
  async #comeBack(webview: WebviewPanel, state: unknown): Promise<void> {
    const open = new DisposableList();
    const listening = webview.onDidDispose(() => open.dispose());
    const kept = parseKeptAttention(state);
    const back = kept && (await cameBack(kept));
    listening.dispose();
    if (open.disposed) return;
    // Without its text it follows the cursor, so that it can be used.
    const panel = this.#adopt(webview, { follows: true, pinned: back ? kept.pinned : false });
    if (kept) panel.open(kept.face);
    if (!back) return panel.fail(kept ? documentGone(nameOfKept(kept.text)) : nothingKept());
    const { viewFor, remark } = back;
    await panel.show(...back.places, {
      layer: layerOf(kept.view),
      by: (model) => ({ view: viewFor(model), remark }),
    });
  }
}

/** The word at the caret, where the document has prose. */
function wordOf({ document, selection }: TextEditor): string | undefined {
  const text = readableText(document.getText(), document.languageId);
  const span = wordAt(text, document.offsetAt(selection.active));
  return span && text.slice(span.start, span.end);
}

async function readSaved(uri: Uri): Promise<SavedView> {
  const { size } = await workspace.fs.stat(uri);
  if (size > largestBytes) throw new RangeError('larger than any saved view');
  return readView(new TextDecoder().decode(await workspace.fs.readFile(uri)));
}

const reasonOf = (error: unknown): string =>
  error instanceof NewerFileError
    ? l10n.t('This view was saved by a newer version of Semantic Text Tools. Update the extension to open it.')
    : l10n.t('This file holds no saved attention view, or it is damaged. Open it as text to look at it.');
