// Answers to questions, marked where the text gives them.

import { Range, Selection, TextEditorRevealType, ThemeColor, window, type TextEditor } from 'vscode';
import { CancelledError } from '../../core/cancel';
import { shortened } from '../../core/shortened';
import { Failure, StaleError, toFailure } from '../failure';
import { withProgress } from '../progress';
import { rangeOf, textIn } from '../selected';
import type { Server } from '../server';
import { readyLabels as labels } from './labels';
import type { Marks } from './marks';
import type { ReadyModels } from './models';

/** Characters of an answer in a message. */
const shownCharacters = 200;

const look = {
  backgroundColor: new ThemeColor('editor.findMatchHighlightBackground'),
  border: '2px solid',
  borderColor: new ThemeColor('charts.blue'),
  borderRadius: '3px',
  overviewRulerColor: new ThemeColor('charts.blue'),
};

export class Questions {
  /** The last one, to be changed a little and asked again. */
  #last = '';

  constructor(
    readonly server: Server,
    readonly models: ReadyModels,
    readonly marks: Marks,
  ) {}

  /** Asks for a question and marks what answers it, in the selection or in the whole document. */
  async ask(editor: TextEditor): Promise<void> {
    const { document } = editor;
    const { version } = document;
    const range = rangeOf(editor);
    const text = textIn(editor, range);
    // Before the person writes a question in vain.
    if (!this.models.folderOf('answers')) await this.models.with('answers', () => Promise.resolve());
    const question = await this.#question(!editor.selection.isEmpty);
    const found = await this.#answer(question, text);
    if (document.version !== version) throw new StaleError();
    if (!found) {
      this.marks.clear();
      void window.showInformationMessage(labels.noAnswer());
      return;
    }
    const offset = document.offsetAt(range.start);
    const place = new Range(document.positionAt(offset + found.start), document.positionAt(offset + found.end));
    const hover = labels.answer(question, found.probability);
    this.marks.show(document, [{ look, marks: [{ range: place, hover }] }]);
    const shown = await window.showTextDocument(document, { viewColumn: editor.viewColumn });
    shown.selection = new Selection(place.start, place.start);
    shown.revealRange(place, TextEditorRevealType.InCenterIfOutsideViewport);
    const short = shortened(document.getText(place), shownCharacters);
    void window.showInformationMessage(labels.answered(short, found.probability));
  }

  async #question(selected: boolean): Promise<string> {
    const typed = await window.showInputBox({
      title: labels.questionTitle(),
      prompt: labels.questionPrompt(selected),
      placeHolder: labels.questionExample(),
      value: this.#last,
    });
    if (!typed?.trim()) throw new CancelledError();
    return (this.#last = typed.trim());
  }

  async #answer(question: string, text: string) {
    try {
      const { answer } = await this.models.with('answers', () =>
        withProgress(labels.answering(), (token, onProgress) =>
          this.server.request('answer', { question, text }, { token, onProgress }),
        ),
      );
      return answer;
    } catch (error) {
      const failure = toFailure(error);
      if (!(failure instanceof Failure) || failure.details.subject !== 'question') throw error;
      void window.showWarningMessage(labels.questionTooLong());
      throw new CancelledError();
    }
  }
}
