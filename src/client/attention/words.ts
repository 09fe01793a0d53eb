// What the attention panel says on the side of the extension host.

import { l10n, workspace } from 'vscode';
import { shortened } from '../../core/shortened';
import { Failure, toFailure } from '../failure';
import { failureMessage } from '../messages';
import type { Place } from './place';

const titleCharacters = 24;

export function sentence(error: unknown): string {
  const failure = toFailure(error);
  return failure instanceof Failure
    ? failureMessage(failure).text
    : l10n.t('The text changed while it was read; move the cursor to read it again.');
}

/**
 * Of the tab. VS Code keeps titles in the clear until the window is loaded again, so a text is quoted only where it lies on
 * the disk already.
 */
export function titleOf({ uri, text, name }: Place): string {
  const document = workspace.textDocuments.find((each) => each.uri.toString() === uri);
  const isSaved = document && !document.isUntitled && !document.isDirty && document.uri.scheme !== 'vscode-scm';
  return l10n.t('Attention: {0}', isSaved ? shortened(text, titleCharacters) : name);
}

export const notInEditor = (uri: string | undefined): string =>
  uri
    ? l10n.t('This text was changed in the editor after it was read. Run Show Attention there to read it again.')
    : l10n.t('This text stands in no editor that is open, so it cannot be selected there.');

export const otherEncoder = (saved: string, now: string): string =>
  l10n.t(
    'This view was saved with another encoder ({0}). It is shown with {1}: weights differ, and marks that do not fit are left out.',
    saved,
    now,
  );

// What came back after the window was loaded again, and what did not.

export const nothingKept = (): string =>
  l10n.t('What was shown here was not kept. Put the cursor into a text to look at that one.');

export const documentGone = (name: string): string =>
  l10n.t(
    '{0}, whose text was shown here, cannot be opened any more. Put the cursor into another text to look at that one.',
    name,
  );

export const textRewritten = (): string =>
  l10n.t('This text was changed after it was read. What stands at its place now is shown.');

export const pairGone = (): string =>
  l10n.t('Text B was typed or copied, or its document is gone: it did not come back. “Add text B…” takes it again.');
