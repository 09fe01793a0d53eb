// The commands of comparing texts: finds the texts that are meant, and shows them in a panel of their kind.

import { workspace, type TextEditor, type Uri } from 'vscode';
import type { IndexStatus } from '../../protocol/search';
import type { Choice, CompareContent, MatrixContent, SimilarityContent } from '../../protocol/similarityPanel';
import type { AlignResult } from '../../protocol/similarity';
import { readSetting } from '../configuration';
import { Failure } from '../failure';
import type { Guard } from '../guard';
import type { Server } from '../server';
import { findDuplicates, type DuplicatesScan } from './duplicates';
import { similarityLabels as labels, similarityMessages } from './labels';
import { SimilarityPanel, type Work } from './panel';
import { chooseTexts, twoFiles } from './pick';
import { partOf, shownSegments, sourceOfDocument, sourceOfSelection, wireText, type Source } from './source';
import { readWorkspace } from './workspaceTexts';

/** A larger matrix could not be drawn or read; the rest is counted and told. */
const mostSegments = 1500;

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
  readonly #open = new Map<Kind, SimilarityPanel>();

  constructor(readonly options: SimilarityOptions) {}

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
    const read = () => Promise.resolve({ sources: [source], note: '' });
    await this.#duplicates({ title: labels.duplicatesTitle(source.name), read });
  }

  async findDuplicatesInWorkspace(): Promise<void> {
    if (!workspace.workspaceFolders?.length) return this.options.guard.say(similarityMessages.noFolder());
    const index = () => this.options.index().catch(() => undefined);
    await this.#duplicates({ title: labels.workspaceDuplicatesTitle(), read: readWorkspace, index });
  }

  async #duplicates(scan: DuplicatesScan): Promise<void> {
    const work = findDuplicates(this.options.server, scan);
    await this.#panel('duplicates').show(work, { ...choiceOf(), withHeadings: false });
  }

  dispose(): void {
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #panel(kind: Kind): SimilarityPanel {
    const known = this.#open.get(kind);
    if (known) return known;
    const { extensionUri, guard } = this.options;
    const panel = new SimilarityPanel({ extensionUri, guard, compare: (a, b) => this.compare(a, b) });
    this.#open.set(kind, panel);
    panel.onClosed(() => this.#open.delete(kind));
    return panel;
  }
}

function choiceOf(): Choice {
  return { layers: readSetting('similarity.layers'), pooling: readSetting('similarity.pooling') };
}

function compareWork(server: Server, a: Source, b: Source): Work {
  const shown = ({ name, text, uri }: Source) => ({ name, text, canReveal: uri !== undefined });
  return {
    title: labels.compareTitle(),
    source: (document) => (document === 0 ? a : b),
    make: async (choice, token): Promise<CompareContent> => {
      const { layers, pooling } = choice;
      const params = { a: wireText(a), b: wireText(b), layers, pooling };
      const result = await server.request('compare', params, { token });
      return { kind: 'compare', choice: { layers, pooling }, a: shown(a), b: shown(b), result };
    },
    align: (pair, content) => align(server, a, b, pair, content),
  };
}

/** Words of one pair of passages, their spans counted from the beginnings of the texts. */
async function align(
  server: Server,
  a: Source,
  b: Source,
  pair: number | null,
  content: SimilarityContent,
): Promise<AlignResult> {
  if (content.kind !== 'compare') throw new Failure('emptyText');
  const { pairs, passagesOfA, passagesOfB } = content.result;
  const { layers } = content.choice;
  const chosen = pair === null ? undefined : pairs[pair];
  if (!chosen) return server.request('align', { a: wireText(a), b: wireText(b), layers });
  const [ofA, ofB] = [passagesOfA[chosen.a], passagesOfB[chosen.b]];
  const params = { a: wireText(partOf(a, ofA)), b: wireText(partOf(b, ofB)), layers };
  const found = await server.request('align', params);
  const moved = <T extends { start: number; end: number }>(words: readonly T[], by: number): T[] =>
    words.map((word) => ({ ...word, start: word.start + by, end: word.end + by }));
  return { ...found, wordsOfA: moved(found.wordsOfA, ofA.start), wordsOfB: moved(found.wordsOfB, ofB.start) };
}

function matrixWork(server: Server, source: Source): Work {
  return {
    title: labels.matrixTitle(source.name),
    source: () => source,
    make: async ({ layers, pooling, unit = 'sentence' }, token): Promise<MatrixContent> => {
      const segmented = unit === 'sentence' ? unit : 'paragraph';
      const params = { document: wireText(source), unit: segmented, limit: mostSegments, layers, pooling } as const;
      const { segments, ...result } = await server.request('matrix', params, { token });
      return {
        ...result,
        kind: 'matrix',
        choice: { layers, pooling },
        unit: segmented,
        name: source.name,
        segments: shownSegments(source, segments),
      };
    },
  };
}
