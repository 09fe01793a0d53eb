// Opens a hit in an editor: the passage where it stands now, its best sentence marked until the person goes on.

import {
  EventEmitter,
  FileSystemError,
  NotebookEditorRevealType,
  NotebookRange,
  OverviewRulerLane,
  Range,
  Selection,
  TextEditorRevealType,
  ThemeColor,
  Uri,
  ViewColumn,
  window,
  workspace,
  type Disposable,
  type NotebookDocument,
  type TextDocument,
  type TextEditor,
} from 'vscode';
import type { WireHit } from '../../protocol/search';
import { DisposableList } from '../disposables';
import { Failure } from '../failure';
import { locateCell, locateInFile, type Located } from './locate';

export interface OpenOptions {
  readonly beside?: boolean;
  readonly keepFocus?: boolean;
}

export class HitOpener implements Disposable {
  readonly #own = new DisposableList();
  readonly #passage = this.#own.add(
    window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor('editor.rangeHighlightBackground'),
      borderColor: new ThemeColor('editor.rangeHighlightBorder'),
      isWholeLine: true,
    }),
  );
  readonly #best = this.#own.add(
    window.createTextEditorDecorationType({
      backgroundColor: new ThemeColor('editor.findMatchHighlightBackground'),
      border: '1px solid',
      borderColor: new ThemeColor('editor.findMatchHighlightBorder'),
      overviewRulerColor: new ThemeColor('editorOverviewRuler.findMatchForeground'),
      overviewRulerLane: OverviewRulerLane.Center,
    }),
  );
  readonly #stale = this.#own.add(new EventEmitter<void>());
  /** A hit was opened that does not stand in its file any more, or whose file is gone: lists that show it are out of date. */
  readonly onDidFindStale = this.#stale.event;
  #marked: TextEditor | undefined;
  #markedAt = 0;

  constructor() {
    this.#own.add(workspace.onDidChangeTextDocument(({ document }) => this.#clearIn(document)));
    this.#own.add(
      window.onDidChangeTextEditorSelection(({ textEditor, kind }) => {
        // The opening itself moves the caret, too.
        const isPerson = kind !== undefined && Date.now() - this.#markedAt > 300;
        if (isPerson) this.#clearIn(textEditor.document);
      }),
    );
  }

  dispose(): void {
    this.#own.dispose();
  }

  /** Failure fileGone where it is; as VS Code does where the file cannot be shown as text. */
  async open(hit: WireHit, options: OpenOptions = {}): Promise<void> {
    let isFound = false;
    try {
      isFound = await this.#open(hit, options);
    } finally {
      if (!isFound) this.#stale.fire();
    }
  }

  /** Whether the passage still stands in the file. */
  async #open(hit: WireHit, { beside = false, keepFocus = false }: OpenOptions): Promise<boolean> {
    const uri = Uri.parse(hit.uri, true);
    const viewColumn = beside ? ViewColumn.Beside : ViewColumn.Active;
    this.#clear();
    const inCell = uri.path.endsWith('.ipynb') ? await this.#openCell(uri, hit, viewColumn, keepFocus) : undefined;
    if (inCell !== undefined) return inCell;
    const document = await documentAt(uri, hit.path);
    const { passage, best, isFound } = locateInFile(document.getText(), hit);
    const rangeOf = ({ start, end }: { start: number; end: number }): Range =>
      new Range(document.positionAt(start), document.positionAt(end));
    const [whole, sentence] = [rangeOf(passage), rangeOf(best)];
    const selection = new Selection(sentence.start, sentence.start);
    const editor = await window.showTextDocument(document, { viewColumn, preserveFocus: keepFocus, selection });
    editor.revealRange(whole, TextEditorRevealType.InCenterIfOutsideViewport);
    editor.revealRange(sentence, TextEditorRevealType.InCenterIfOutsideViewport);
    this.#mark(editor, whole, isFound ? sentence : undefined);
    return isFound;
  }

  async openLines(address: string, startLine: number, endLine: number): Promise<void> {
    const uri = Uri.parse(address, true);
    const document = await documentAt(uri, workspace.asRelativePath(uri));
    const range = document.validateRange(new Range(startLine, 0, endLine, Number.MAX_SAFE_INTEGER));
    this.#clear();
    const editor = await window.showTextDocument(document, { selection: new Selection(range.start, range.start) });
    editor.revealRange(range, TextEditorRevealType.InCenterIfOutsideViewport);
    this.#mark(editor, range, undefined);
  }

  /** Whether the cell still holds the passage; undefined where the file is no notebook here: it is shown as text then. */
  async #openCell(uri: Uri, hit: WireHit, viewColumn: ViewColumn, keepFocus: boolean): Promise<boolean | undefined> {
    const notebook: NotebookDocument | undefined = await workspace.openNotebookDocument(uri).then(
      (opened) => opened,
      () => undefined,
    );
    const cells = notebook?.getCells() ?? [];
    const found = locateCell(
      cells.map(({ document }) => document.getText()),
      hit,
    );
    if (!notebook || !found) return undefined;
    const range = new NotebookRange(found.index, found.index + 1);
    const options = { viewColumn, preserveFocus: keepFocus, selections: [range] };
    const editor = await window.showNotebookDocument(notebook, options);
    editor.revealRange(range, NotebookEditorRevealType.InCenterIfOutsideViewport);
    const { isFound } = found.located;
    if (isFound) this.#markCell(cells[found.index].document, found.located);
    return isFound;
  }

  /** Only a cell that is drawn as an editor can be marked; Markdown cells are drawn as pages. */
  #markCell(document: TextEditor['document'], { passage, best }: Located): void {
    const editor = window.visibleTextEditors.find((each) => each.document === document);
    if (!editor) return;
    const rangeOf = ({ start, end }: Located['passage']): Range =>
      new Range(document.positionAt(start), document.positionAt(end));
    this.#mark(editor, rangeOf(passage), rangeOf(best));
  }

  #mark(editor: TextEditor, passage: Range, best: Range | undefined): void {
    this.#marked = editor;
    this.#markedAt = Date.now();
    editor.setDecorations(this.#passage, [passage]);
    editor.setDecorations(this.#best, best && !best.isEmpty ? [best] : []);
  }

  #clearIn(document: TextEditor['document']): void {
    if (this.#marked?.document === document) this.#clear();
  }

  #clear(): void {
    this.#marked?.setDecorations(this.#passage, []);
    this.#marked?.setDecorations(this.#best, []);
    this.#marked = undefined;
  }
}

/** Failure fileGone where there is nothing any more; `name` says to a person what was wanted. */
async function documentAt(uri: Uri, name: string): Promise<TextDocument> {
  try {
    return await workspace.openTextDocument(uri);
  } catch (error) {
    const isGone = await workspace.fs.stat(uri).then(
      () => false,
      (reason: unknown) => reason instanceof FileSystemError && reason.code === 'FileNotFound',
    );
    throw isGone ? new Failure('fileGone', { subject: name }) : error;
  }
}
