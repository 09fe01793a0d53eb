// What the attention panel says on the side of the extension host.

import { l10n } from 'vscode';
import { shortened } from '../../core/shortened';
import { Failure, toFailure } from '../failure';
import { failureMessage } from '../messages';

const titleCharacters = 24;

export function sentence(error: unknown): string {
  const failure = toFailure(error);
  return failure instanceof Failure
    ? failureMessage(failure).text
    : l10n.t('The text changed while it was read; move the cursor to read it again.');
}

export function titleOf(text: string): string {
  return l10n.t('Attention: {0}', shortened(text, titleCharacters));
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
