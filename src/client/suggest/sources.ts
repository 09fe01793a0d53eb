// Where choices come from: words for each caret, words that the person gave, or fillings of the masks near the caret.

import type { CancellationToken, TextDocument, TextEditor } from 'vscode';
import { findMasks } from '../../core/mask';
import type { SuggestMode, SuggestParams, SuggestResult } from '../../protocol/requests';
import { readSetting } from '../configuration';
import { CancelledError } from '../../core/cancel';
import { suggestLabels } from '../labels';
import type { Server } from '../server';
import { fillStages, suggestStages, type Choice, type Stage } from './choices';

export interface Loaded {
  /** The version of the document that the ranges belong to. */
  readonly version: number;
  readonly stages: readonly Stage[];
}

export interface Source {
  /** Whether there are two ways to look for words. */
  readonly hasModes: boolean;
  title(mode: SuggestMode, stage: Stage): string;
  /** `onFirst`: gets a list that stands already while longer words are looked for, which join it in the promise. */
  load(mode: SuggestMode, token: CancellationToken, onFirst: (loaded: Loaded) => void): Promise<Loaded>;
  /** More choices for a stage, by what was typed; absent where there are no more. */
  readonly more?: (query: MoreQuery, token: CancellationToken) => Promise<MoreChoices>;
}

export interface MoreQuery {
  readonly mode: SuggestMode;
  readonly stage: Stage;
  readonly version: number;
  readonly typed: string;
}

export interface MoreChoices {
  readonly choices: readonly Choice[];
  /** Probability of the typed word itself; undefined where it is none. */
  readonly own: number | undefined;
}

/** Each caret is a request of its own, one after the other. */
export const cursorLimit = 30;

/** Letters, with apostrophes and hyphens inside: what can be a word by itself. */
const oneWord = /^[\p{L}\p{M}\p{N}]+(?:['’-][\p{L}\p{M}\p{N}]+)*$/u;

export function suggestSource(server: Server, editor: TextEditor, targets?: readonly string[]): Source {
  const { document } = editor;
  const ask = (
    params: Omit<SuggestParams, 'textDocument' | 'top'>,
    version: number,
    token: CancellationToken,
    onFirst?: (result: SuggestResult) => void,
  ) =>
    server.request(
      'suggest',
      { ...params, textDocument: { uri: document.uri.toString(), version }, top: countFor(document, targets) },
      { token, onFirst },
    );
  return {
    hasModes: true,
    title: (mode, { word }) => (targets ? suggestLabels.rankTitle(word) : suggestLabels.title(mode, word)),
    load: async (mode, token, onFirst) => {
      const { version } = document;
      const results = [];
      const isOne = editor.selections.length === 1;
      const first = (result: SuggestResult): void => onFirst({ version, stages: suggestStages([result]) });
      // One at a time: of two requests for one document the server drops the older.
      for (const { active, isEmpty, start, end } of editor.selections) {
        const range = isEmpty ? undefined : { start, end };
        results.push(await ask({ position: active, range, mode, targets }, version, token, isOne ? first : undefined));
        if (token.isCancellationRequested) throw new CancelledError();
      }
      return { version, stages: suggestStages(results) };
    },
    more: targets
      ? undefined
      : async ({ mode, stage, version, typed }, token) => {
          const [range] = stage.ranges;
          const place = { position: range.start, range, mode };
          const begun = mode === 'fits' ? await ask({ ...place, prefix: typed }, version, token) : undefined;
          const rated = oneWord.test(typed) ? await ask({ ...place, targets: [typed] }, version, token) : undefined;
          const choices = begun ? sameEverywhere(suggestStages([begun])[0].choices, stage) : [];
          return { choices, own: rated?.candidates[0]?.probability };
        },
  };
}

export function fillSource(server: Server, editor: TextEditor, targets?: readonly string[]): Source {
  const { document } = editor;
  return {
    hasModes: false,
    title: (_mode, { ranges }) => suggestLabels.fillTitle(ranges.length),
    load: async (_mode, token, onFirst) => {
      const { version } = document;
      const result = await server.request(
        'fill',
        {
          textDocument: { uri: document.uri.toString(), version },
          position: editor.selection.active,
          top: countFor(document, targets),
          targets,
        },
        { token, onFirst: (first) => onFirst({ version, stages: fillStages(first) }) },
      );
      return { version, stages: fillStages(result) };
    },
  };
}

/** Whether the caret stands in or at the edge of a mask. */
export function isAtMask({ document, selection }: TextEditor): boolean {
  const { line, character } = selection.active;
  return findMasks(document.lineAt(line).text).some(({ start, end }) => start <= character && character <= end);
}

/** How many are asked for; all of the words that a person gave. */
const countFor = (document: TextDocument, targets: readonly string[] = []): number =>
  Math.max(readSetting('suggest.count', document), targets.length);

/** Choices that were made for the first place, for all places of the stage. */
function sameEverywhere(choices: readonly Choice[], { ranges }: Stage): Choice[] {
  return choices.map((choice) => ({ ...choice, texts: ranges.map(() => choice.texts[0]) }));
}
