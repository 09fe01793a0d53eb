// Which attention panels there are: one that follows the cursor, those that were pinned before it, and saved views, which
// open in an editor of their own.

import type { Uri } from 'vscode';
import { ViewColumn, commands, l10n, window, workspace, type TextEditor, type WebviewPanel } from 'vscode';
import { readableText } from '../../core/markup';
import { wordAt } from '../../core/text';
import type { Face } from '../../protocol/embeddings';
import type { ViewState } from '../../protocol/panel';
import { NewerFileError, readView, type SavedView } from '../../protocol/savedAttention';
import { DisposableList } from '../disposables';
import { Failure } from '../failure';
import { pagesRoot } from '../webview/page';
import { AttentionPanel, type AttentionOptions } from './panel';
import { placeOf, sentencePlaceOf } from './place';

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
    return this.#adopt(panel, true);
  }

  #adopt(webview: WebviewPanel, follows: boolean): AttentionPanel {
    const panel: AttentionPanel = new AttentionPanel(this.options, webview, {
      view: follows ? this.#view : {},
      follows,
      onView: (view) => {
        if (follows) this.#view = view;
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
    this.options.guard.detach('savedView', this.#load(uri, this.#adopt(webview, false)));
  }

  async #load(uri: Uri, panel: AttentionPanel): Promise<void> {
    try {
      await panel.showSaved(await readSaved(uri));
    } catch (error) {
      panel.fail(reasonOf(error));
    }
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
