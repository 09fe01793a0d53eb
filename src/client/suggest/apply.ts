// Puts chosen words into the text: all places in one edit and one undo step, or not at all.

import { Range, type TextEditor } from 'vscode';
import type { Range as WireRange } from '../../protocol/requests';

export interface Replacement {
  readonly range: WireRange;
  readonly text: string;
}

export type Applied = 'done' | 'stale' | 'refused';

/** `stale`: the document is no longer at this version and nothing was changed. `refused`: VS Code did not take the edit. */
export async function replaceAll(
  editor: TextEditor,
  version: number,
  replacements: readonly Replacement[],
): Promise<Applied> {
  if (editor.document.isClosed) return 'refused';
  if (editor.document.version !== version) return 'stale';
  try {
    const done = await editor.edit(
      (builder) => {
        for (const { range, text } of replacements) builder.replace(toRange(range), text);
      },
      { undoStopBefore: true, undoStopAfter: true },
    );
    // The main thread compares versions once more: an edit that got there first makes this one fail.
    if (done) return 'done';
  } catch {
    return 'refused';
  }
  return editor.document.version === version ? 'refused' : 'stale';
}

export const toRange = ({ start, end }: WireRange): Range =>
  new Range(start.line, start.character, end.line, end.character);
