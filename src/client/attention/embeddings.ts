// The panel's tabs about embeddings on the side of the extension host: gathers the texts, asks the server, and shows in the
// editor what was chosen. The attention panel owns the channel and says which text it shows.

import { CancellationTokenSource, Uri, l10n, window, workspace, type Selection, type TextEditor } from 'vscode';
import type { AnalogyMethod } from '../../core/analogy';
import { CancelledError } from '../../core/cancel';
import { wordAt } from '../../core/text';
import type {
  EmbeddingRequests,
  EmbeddingSaid,
  Face,
  NearInVocabulary,
  NearWord,
  PanelWord,
  SensesOfWord,
  SensesScope,
  WordList,
} from '../../protocol/embeddings';
import type { SensesResult } from '../../protocol/senses';
import { arrayOf, boolean, integer, object, oneOf, string } from '../../protocol/parse';
import { Failure, toFailure } from '../failure';
import { failureMessage } from '../messages';
import type { Server } from '../server';
import { documentsWith, type FoundTexts } from './workspaceUses';
import { openDocuments, revealPlace, shownWord, type ComparedText } from './documents';
import type { Place } from './place';

/** Neighbours of each kind at each layer. */
const nearestWords = 10;
/** Answers whose places can still be shown: each tab keeps its last one. */
const keptAnswers = 6;

export interface EmbeddingsContext {
  readonly server: Server;
  /** The texts that the panel shows, where they stand now. */
  readonly places: () => readonly [Place, Place | null] | undefined;
  readonly caret: (offset: number | null) => void;
  readonly face: (face: Face, word?: string) => void;
  /** How much of the vocabulary was read, 0…1. */
  readonly reading: (fraction: number) => void;
}

/** Where a word stands among the texts that are compared. */
interface Target {
  readonly texts: readonly ComparedText[];
  readonly word: string;
  readonly use: { readonly text: number; readonly start: number; readonly end: number };
}

export class Embeddings {
  readonly #answers = new Map<number, readonly ComparedText[]>();
  #lastAnswer = 0;
  #reading: CancellationTokenSource | undefined;
  #opened: readonly [Face, string | undefined] | undefined;
  #revealed: { readonly uri: string; readonly selection: Selection } | undefined;

  constructor(readonly context: EmbeddingsContext) {}

  /** Brings a tab to the front; a page that is not there yet is told when it is. */
  open(face: Face, word?: string): void {
    this.#opened = [face, word];
    this.context.face(face, word);
  }

  /** The page has this tab in front: one that is loaded anew begins with it. */
  chosen(face: Face): void {
    this.#opened = [face, undefined];
  }

  get face(): Face {
    return this.#opened?.[0] ?? 'attention';
  }

  /** The page is there: what it was told before it missed. */
  ready(): void {
    if (this.#opened) this.context.face(...this.#opened);
    this.shown();
  }

  /** The panel shows another text. */
  shown(): void {
    if (window.activeTextEditor) this.#tellCaret(window.activeTextEditor);
  }

  /** Whether the editor's selection is what was shown last, and not a person's own. */
  isRevealed({ document, selection }: TextEditor): boolean {
    const shown = this.#revealed;
    return shown?.uri === document.uri.toString() && shown.selection.isEqual(selection);
  }

  /** The caret moved. What is selected is no caret: it may have been shown from here. */
  moved(editor: TextEditor): void {
    if (editor.selection.isEmpty) this.#tellCaret(editor);
  }

  #tellCaret({ document, selection }: TextEditor): void {
    const [place] = this.context.places() ?? [];
    if (!place?.uri || document.uri.toString() !== place.uri) return;
    const offset = document.offsetAt(selection.active) - place.start;
    this.context.caret(offset >= 0 && offset <= place.text.length ? offset : null);
  }

  async nearWord(params: unknown): Promise<NearWord> {
    const wanted = parseWord(params, '');
    const { texts, word, use } = await this.#target(wanted);
    const { server } = this.context;
    const readable = texts.map((each) => each.readable);
    const [near, table, substitutes] = await Promise.all([
      server.request('neighbours', { word, texts: readable, uses: [use], top: nearestWords }),
      listOf(() => this.#calculate([word], [], 'add')),
      listOf(() => this.#substitutes(wanted)),
    ]);
    const shown = (each: (typeof near.layers)[number]['words'][number][number]) => ({
      ...shownWord(texts, each.text, each),
      similarity: each.similarity,
    });
    const layers = near.layers.map(({ words, sameWord }) => ({
      words: (words[0] ?? []).map(shown),
      uses: (sameWord[0] ?? []).map(shown),
    }));
    const { model, compared, leftOut } = near;
    const answer = this.#keep(texts);
    return { answer, word, model, documents: texts.length, compared, leftOut, table, substitutes, layers };
  }

  async nearInVocabulary(params: unknown): Promise<NearInVocabulary> {
    const { texts, word, use } = await this.#target(parseWord(params, ''));
    this.stopReading();
    const source = (this.#reading = new CancellationTokenSource());
    const wanted = { word, texts: texts.map((each) => each.readable), use, top: nearestWords };
    const onProgress = ({ fraction }: { readonly fraction: number }) => this.context.reading(fraction);
    try {
      const { server } = this.context;
      const { compared, layers } = await server.request('vocabularyNeighbours', wanted, {
        token: source.token,
        onProgress,
      });
      const lists = layers.map((words) => words.map(({ text, similarity }) => ({ text, value: similarity })));
      return { word, compared, layers: lists };
    } finally {
      source.dispose();
      if (this.#reading === source) this.#reading = undefined;
    }
  }

  stopReading(): void {
    this.#reading?.cancel();
    this.#reading = undefined;
  }

  /** Words near a sum of words. */
  calculate(params: unknown): Promise<WordList> {
    const { plus, minus, method } = parseCalculate(params, '');
    return listOf(() => this.#calculate(plus, minus, method));
  }

  /** Words that could stand in the place of a word. */
  substitutes(params: unknown): Promise<WordList> {
    const word = parseWord(params, '');
    return listOf(() => this.#substitutes(word));
  }

  /** The uses of a word, grouped by its sense at each layer. */
  async senses(params: unknown): Promise<SensesOfWord> {
    const { word, scope } = parseSensesOf(params, '');
    const { texts, note } = await this.#textsOf(scope, word);
    if (!texts.length) throw new Failure('noUse', { subject: word });
    const readable = texts.map((each) => each.readable);
    const found = await this.#usesOf(word, readable);
    const uses = found.uses.map((use) => shownWord(texts, use.text, use, use.sentence));
    const { model, leftOut, layer, separation, layers = [] } = found;
    const answer = this.#keep(texts);
    return { answer, word, model, documents: texts.length, note, leftOut, layer, uses, separation, layers };
  }

  async #usesOf(word: string, texts: string[]): Promise<SensesResult> {
    try {
      return await this.context.server.request('senses', { word, texts, everyLayer: true });
    } catch (error) {
      const failure = toFailure(error);
      if (failure instanceof Failure && failure.code === 'noWord') throw new Failure('noUse', { subject: word });
      throw error;
    }
  }

  async #textsOf(scope: SensesScope, word: string): Promise<FoundTexts> {
    const uri = this.context.places()?.[0].uri;
    const own = uri ? await workspace.openTextDocument(Uri.parse(uri)) : window.activeTextEditor?.document;
    const open = own ? openDocuments(own) : [];
    if (scope === 'workspace') return documentsWith(word, open);
    // A document that is too large is not among them.
    const isOwn = (text: ComparedText): boolean => text.uri?.toString() === own?.uri.toString();
    return { texts: scope === 'document' ? open.filter(isOwn) : open, note: '' };
  }

  /** Shows a place of an answer in its document. */
  async reveal(params: unknown): Promise<void> {
    const { answer, text, start, end, enter } = parseReveal(params, '');
    const compared = this.#answers.get(answer)?.[text];
    const onSelection = (uri: Uri, selection: Selection) => (this.#revealed = { uri: uri.toString(), selection });
    if (compared && (await revealPlace(compared, { start, end }, enter, onSelection))) return;
    window.setStatusBarMessage(l10n.t('This text is no longer there: look for the word again.'), 5000);
  }

  #keep(texts: readonly ComparedText[]): number {
    const answer = ++this.#lastAnswer;
    this.#answers.set(answer, texts);
    this.#answers.delete(answer - keptAnswers);
    return answer;
  }

  async #calculate(
    plus: readonly string[],
    minus: readonly string[],
    method: AnalogyMethod,
  ): Promise<WordList['words']> {
    const { words } = await this.context.server.request('calculate', { plus, minus, method, top: nearestWords });
    return words.map(({ text, score }) => ({ text, value: score }));
  }

  async #substitutes({ segment, start, end }: PanelWord): Promise<WordList['words']> {
    const text = this.context.places()?.[segment === 1 ? 1 : 0]?.text ?? '';
    const { words } = await this.context.server.request('substitutes', { text, start, end, top: nearestWords });
    return words.map(({ text: word, probability }) => ({ text: word, value: probability }));
  }

  /** A word of the shown text in the document that it comes from, else in the shown text alone. */
  async #target({ segment, start }: PanelWord): Promise<Target> {
    const place = this.context.places()?.[segment === 1 ? 1 : 0];
    if (!place) throw new Failure('emptyText');
    if (place.uri) {
      const document = await workspace.openTextDocument(Uri.parse(place.uri));
      const found = targetAt(openDocuments(document), place.start + start);
      if (found && found.texts[0].text.startsWith(place.text, place.start)) return found;
    }
    const alone = { uri: undefined, name: place.name, text: place.text, readable: place.text };
    const found = targetAt([alone], start);
    if (!found) throw new Failure('noWord');
    return found;
  }
}

function targetAt(texts: readonly ComparedText[], offset: number): Target | undefined {
  const span = texts[0] ? wordAt(texts[0].readable, offset) : undefined;
  if (!span) return undefined;
  return { texts, word: texts[0].readable.slice(span.start, span.end), use: { text: 0, ...span } };
}

/** A list, or why there is none; only being cancelled ends the whole. */
async function listOf(words: () => Promise<WordList['words']>): Promise<WordList> {
  try {
    return { words: await words(), missing: '' };
  } catch (error) {
    const failure = toFailure(error);
    if (failure instanceof CancelledError || !(failure instanceof Failure)) throw error;
    return { words: [], missing: missing(failure) };
  }
}

/** A word that the vocabulary does not hold is no fault. */
const missing = (failure: Failure): string =>
  failure.code === 'badInput'
    ? l10n.t('The vocabulary does not hold “{0}” as one piece.', failure.details.subject ?? '')
    : failureMessage(failure).text;

const parseWord = object<PanelWord>({ segment: integer(0, 1), start: integer(0), end: integer(0) });
const parseSensesOf = object<{ word: string; scope: SensesScope }>({
  word: string,
  scope: oneOf('document', 'open', 'workspace'),
});
const parseCalculate = object<EmbeddingRequests['calculate']['params']>({
  plus: arrayOf(string),
  minus: arrayOf(string),
  method: oneOf('add', 'multiply'),
});
const parseReveal = object<EmbeddingSaid['revealPlace']>({
  ...{ answer: integer(0), text: integer(0), start: integer(0), end: integer(0) },
  enter: boolean,
});
