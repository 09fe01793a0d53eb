// Where what is said of the index is shown, and what a list offers to do. Pure; the sentences are statusText.ts's.

import type { ShownStatus } from '../../protocol/searchView';

export type Shown = Omit<ShownStatus, 'isGrowing'>;
type Action = ShownStatus['actions'][number];

/**
 * Where something can be found already, hits take the place of a notice: the line says all of it, and has the buttons.
 * `files`: how many can be found.
 */
export function placed({ notice, ...shown }: Shown, files: number): Shown {
  if (!notice || files === 0) return { ...shown, ...(notice && { notice }) };
  return { ...shown, text: [notice.title, notice.text].filter(Boolean).join(' · ') };
}

export interface ToldRow {
  readonly label: string;
  readonly detail?: string;
  /** What choosing the row does; absent: nothing. */
  readonly action?: Action;
}

/** Rows of a list that has no hits: what the index does, and what a person may want of it. `labels`: by action. */
export function toldRows(shown: Shown, labels: Readonly<Partial<Record<Action, string>>>): readonly ToldRow[] {
  const { notice, text, actions } = shown;
  const offered = actions.flatMap((action): ToldRow[] => {
    const label = labels[action];
    return label === undefined ? [] : [{ label, action }];
  });
  return [{ label: notice?.title ?? text, ...(notice?.text && { detail: notice.text }) }, ...offered];
}
